// Who is in the article: a press gives the current record that speaker.

import { h } from './dom.js';
import { list } from './records.js';

export class Speakers {
  constructor(app) {
    Object.assign(this, app);
  }

  draw(pane) {
    const counts = new Map();
    for (const [, { of }] of this.store.all('mention')) for (const id of list(of)) this.count(counts, id, 'mentions');
    for (const [, { speaker }] of this.store.all('quote')) for (const id of list(speaker)) this.count(counts, id, 'quotes');
    const rows = [...this.store.all('speaker')].map(([uid, fields], n) => {
      const { quotes = 0, mentions = 0 } = counts.get(fields.id) ?? {};
      return h('li', { class: `who-${this.highlights.colour(fields.id)}` },
        h('button', { type: 'button', class: 'speaker', click: (event) => this.assign(fields.id, event.shiftKey) },
          n < 9 ? h('kbd', {}, String(n + 1)) : null, h('bdi', {}, fields.name),
          h('small', {}, `${fields.class}, ${quotes} quotes, ${mentions} mentions${fields.speaks === false ? ', does not speak' : ''}`)),
        h('button', { type: 'button', 'aria-label': `Edit ${fields.name}`, click: () => {
          this.store.choose(uid);
          this.show('record', 'name');
        } }, 'Edit'));
    });
    pane.replaceChildren(h('p', { class: 'hint' }, 'Press a speaker for the current quote or mention; with Shift, as one more.'),
      h('ol', { class: 'speakers' }, rows),
      h('p', { class: 'buttons' }, h('button', { type: 'button', click: () => this.make() }, 'New speaker')));
  }

  count(counts, id, what) {
    const found = counts.get(id) ?? {};
    found[what] = (found[what] ?? 0) + 1;
    counts.set(id, found);
  }

  assign(id, isMore) {
    this.commands.assign([id], isMore);
    this.text.focus();
  }

  make() {
    const [span] = this.text.selected();
    this.store.add({ kind: 'speaker', id: '', name: span ? this.text.words(span) : 'New speaker', class: 'person' }, 'speaker');
    this.show('record', 'name');
  }
}
