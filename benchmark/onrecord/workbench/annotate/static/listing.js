// Every record, by kind: the way to those that have no place in the text.

import { KIND_NAMES, describe, spans } from './records.js';
import { h } from './dom.js';

const PAGE = 200;

export class Listing {
  constructor(app) {
    Object.assign(this, app);
    this.kind = 'quote';
    this.shown = PAGE;
  }

  draw(pane) {
    const rows = [...this.store.entries].filter(([, entry]) => (this.kind === 'suggestion' ? entry.suggested
      : entry.fields.kind === this.kind && !entry.suggested));
    const kinds = [...Object.keys(KIND_NAMES), 'suggestion'];
    pane.replaceChildren(h('label', {}, 'Kind ', h('select', { 'data-field': 'kind', change: (event) => {
      this.kind = event.target.value;
      this.shown = PAGE;
      this.draw(pane);
      pane.querySelector('select').focus();
    } }, kinds.map((kind) => h('option', { value: kind, selected: kind === this.kind }, KIND_NAMES[kind] ?? kind)))),
    h('p', { class: 'hint' }, `${rows.length} of this kind`),
    h('ol', { class: 'all' }, rows.slice(0, this.shown).map(([uid, { fields }]) => h('li', {},
      h('button', { type: 'button', class: 'link', 'aria-current': String(uid === this.store.current), click: () => this.open(uid) },
        describe(fields, (id) => this.store.nameOf(id))), this.words(fields)))),
    rows.length > this.shown ? h('button', { type: 'button', click: () => {
      this.shown += PAGE;
      this.draw(pane);
    } }, 'More') : '');
  }

  words(fields) {
    const [span] = spans(fields, this.text);
    return span ? h('small', {}, h('bdi', {}, this.text.words(span).slice(0, 80))) : null;
  }

  open(uid) {
    this.walk.go(uid, false);
    this.show('record', '');
  }
}
