// Both versions of each record that two people changed, side by side; nothing is lost without a choice.

import { describe } from './records.js';
import { h } from './dom.js';

const FIELDS = (entry, text) => (entry
  ? Object.entries(entry.fields).filter(([name]) => name !== 'kind').map(([name, value]) =>
    h('div', {}, h('dt', {}, name), h('dd', {}, shown(name, value, text))))
  : [h('p', {}, 'deleted')]);

function shown(name, value, text) {
  if (!['at', 'verbatim', 'cue'].includes(name)) return typeof value === 'string' ? value : JSON.stringify(value);
  const one = (place) => (Array.isArray(place) ? `⟦${text.words(place)}⟧` : place);
  return Array.isArray(value) && Array.isArray(value[0]) ? value.map(one).join(' … ') : one(value);
}

// The conflicts that are decided for the page's own version.
export function decide(conflicts, text) {
  return new Promise((resolve) => {
    const choices = new Map();
    const done = h('button', { type: 'submit', disabled: true }, 'Go on');
    const boxes = conflicts.map((conflict, n) => {
      const option = (side, label, entry) => h('label', { class: 'version' },
        h('input', { type: 'radio', name: `conflict-${n}`, value: side, change: () => {
          choices.set(conflict, side);
          done.disabled = choices.size < conflicts.length;
        } }), h('strong', {}, label), h('dl', {}, FIELDS(entry, text)));
      const about = conflict.theirs ?? conflict.mine ?? conflict.before;
      return h('fieldset', {}, h('legend', {}, describe(about.fields)),
        option('mine', 'This page', conflict.mine), option('theirs', 'The file', conflict.theirs));
    });
    const dialog = h('dialog', { class: 'conflict', 'aria-labelledby': 'conflict-title',
      cancel: (event) => event.preventDefault() },
    h('form', { method: 'dialog', submit: (event) => {
      event.preventDefault();
      dialog.close();
      dialog.remove();
      resolve(conflicts.filter((conflict) => choices.get(conflict) === 'mine'));
    } }, h('h2', { id: 'conflict-title' }, 'Changed here and in the file'),
    h('p', {}, 'Somebody else changed the same records. Which version stands?'), boxes, done));
    document.body.append(dialog);
    dialog.showModal();
  });
}
