// The keys, in one table: what they do in the text, and what the help says of them. Single letters work only
// while the text has the focus, so that they never get in the way of typing or of a screen reader.

import { h } from './dom.js';

export const KEYS = [
  ['d', 'Direct quote: all words in marks', (c) => c.quote('direct')],
  ['i', 'Indirect quote: no words in marks', (c) => c.quote('indirect')],
  ['m', 'Mixed quote; again inside it: verbatim words', (c) => c.quote('mixed')],
  ['s', 'Add the selection as a segment', (c) => c.segment()],
  ['c', 'The selection is the cue', (c) => c.cue()],
  ['v', 'The selection names the source (via); without a quote, a mention', (c) => c.via()],
  ['a', 'Another mention of a speaker', (c) => c.mention()],
  ['w', 'Who speaks, or is mentioned', (c) => c.who()],
  ['W', 'Who speaks too: a joint speaker', (c) => c.who(true)],
  ['1…9', 'The speaker with that number', null],
  ['p', 'Nested: the quote around this one', (c) => c.parent()],
  ['o', 'Optional, or required again', (c) => c.optional()],
  ['n', 'Not a quote', (c) => c.notQuote()],
  ['f', 'Fact, with the selection as evidence', (c) => c.fact()],
  ['t', 'Statement', (c) => c.statement()],
  ['r', 'Region of the paragraph, or of the selection', (c) => c.region()],
  ['x', 'Damage', (c) => c.damage()],
  ['Space', 'Select more: word, marked string, sentence, paragraph', (c) => c.grow()],
  ['Enter', 'Choose the record at the caret; accept a suggestion', (c) => c.enter()],
  ['Delete', 'Delete the record; reject a suggestion', (c) => c.remove()],
  ['e', 'Edit the record', (c) => c.show('record', '')],
  [']', 'Next record', (c) => c.walk.step(1)],
  ['[', 'Record before', (c) => c.walk.step(-1)],
  ['}', 'Next suggestion', (c) => c.walk.step(1, true)],
  ['{', 'Suggestion before', (c) => c.walk.step(-1, true)],
  ['Escape', 'Let go of the record; back to the text', (c) => c.store.choose(null)],
  ['F6', 'From the text to the annotations and back', null],
  ['Ctrl+Z', 'Undo', null],
  ['Ctrl+Shift+Z', 'Do again', null],
  ['?', 'These keys', (c) => showKeys(c)],
];
const ALSO = { ' ': 'Space', Backspace: 'Delete' };

export function listen(commands) {
  const { text } = commands;
  document.addEventListener('keydown', (event) => {
    if (document.querySelector('dialog[open]')) return;
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (control && !event.altKey && (key === 'z' || key === 'y')) {
      event.preventDefault();
      if (key === 'y' || event.shiftKey) commands.redo();
      else commands.undo();
    } else if (event.key === 'F6') {
      event.preventDefault();
      if (text.element.contains(document.activeElement)) commands.show(null, '');
      else text.focus();
    } else if (event.key === 'Escape' && !text.element.contains(document.activeElement)) {
      text.focus();
    }
  });
  text.element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const name = ALSO[event.key] ?? event.key;
    const [, , run] = KEYS.find(([key]) => key === name) ?? [];
    if (run) run(commands);
    else if (/^[1-9]$/.test(name)) commands.digit(Number(name));
    else return;
    event.preventDefault();
  });
}

export function showKeys({ text }) {
  const dialog = h('dialog', { class: 'keys', 'aria-labelledby': 'keys-title', close: () => {
    dialog.remove();
    text.focus();
  } },
  h('h2', { id: 'keys-title' }, 'Keys'),
  h('p', {}, 'They work while the text has the focus. Select with Shift and the arrow keys (Ctrl too for words), ',
    'or with the mouse.'),
  h('dl', {}, KEYS.map(([key, what]) => h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, what)))),
  h('form', { method: 'dialog' }, h('button', {}, 'Close')));
  document.body.append(dialog);
  dialog.showModal();
}
