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

// Draws a pane anew. Whoever is in one of its controls stays there, with what they have selected in it.
export function redraw(pane, ...children) {
  const focused = pane.contains(document.activeElement) ? document.activeElement : null;
  const { selectionStart, selectionEnd } = focused ?? {};
  pane.replaceChildren(...children);
  if (!focused?.dataset.field) return;
  const again = pane.querySelector(`[data-field="${focused.dataset.field}"]`);
  again?.focus();
  if (again?.setSelectionRange && typeof selectionStart === 'number') again.setSelectionRange(selectionStart, selectionEnd);
}

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
