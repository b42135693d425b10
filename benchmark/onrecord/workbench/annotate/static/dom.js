// Builds elements. Text always goes in as text: nothing here can turn an article's words into markup.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

// What a screen reader says next. Said twice, the same words would be no change, and stay unheard.
export function say(words) {
  const said = byId('said');
  said.textContent = said.textContent === words ? `${words}\u00a0` : words;
}

export function notice(words) {
  const bar = byId('notice');
  bar.hidden = !words;
  bar.textContent = words;
}
