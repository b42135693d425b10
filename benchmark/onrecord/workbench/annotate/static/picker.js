// Choosing by typing: a list that narrows, for the keyboard and for screen readers (an ARIA combobox).

import { h } from './dom.js';

// `options`: [{ value, label, hint }]; `create(words)` gives an option for what is not there, or nothing.
// Resolves to the chosen value, or to null where the dialog was closed.
export function pick({ title, options, create }) {
  return new Promise((resolve) => {
    let shown = [];
    let active = 0;
    const choices = h('ul', { role: 'listbox', id: 'choices', 'aria-label': title });
    const input = h('input', { type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'choices',
      'aria-autocomplete': 'list', 'aria-label': title, autocomplete: 'off', spellcheck: 'false',
      input: () => narrow(), keydown: (event) => key(event) });
    const dialog = h('dialog', { class: 'picker', 'aria-label': title, close: () => end(null) },
      h('p', { class: 'title' }, title), input, choices);

    function narrow() {
      const words = input.value.trim().toLowerCase();
      shown = options.filter(({ label, hint }) => `${label} ${hint ?? ''}`.toLowerCase().includes(words));
      const starts = ({ label }) => (label.toLowerCase().startsWith(words) ? 0 : 1);
      if (words) shown.sort((a, b) => starts(a) - starts(b));
      shown = shown.slice(0, 100);
      const isThere = options.some(({ label }) => label.toLowerCase() === words);
      const made = words && !isThere && create?.(input.value.trim());
      if (made) shown.push(made);
      active = 0;
      draw();
    }

    function draw() {
      choices.replaceChildren(...shown.map(({ label, hint }, n) => h('li', { role: 'option', id: `choice-${n}`,
        'aria-selected': String(n === active), click: () => end(shown[n].value) }, label, hint ? h('small', {}, hint) : null)));
      if (shown.length) input.setAttribute('aria-activedescendant', `choice-${active}`);
      else input.removeAttribute('aria-activedescendant');
      choices.children[active]?.scrollIntoView({ block: 'nearest' });
    }

    function key(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && shown.length) {
        active = (active + step + shown.length) % shown.length;
        draw();
      } else if (event.key === 'Enter' && !event.isComposing) {
        if (shown[active]) end(shown[active].value);
      } else {
        return;
      }
      event.preventDefault();
    }

    function end(value) {
      resolve(value);
      dialog.remove();
    }

    document.body.append(dialog);
    dialog.showModal();
    narrow();
    input.focus();
  });
}
