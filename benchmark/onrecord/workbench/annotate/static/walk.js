// Going from record to record in the text.

import { describe, spans } from './records.js';
import { say } from './dom.js';

const WALKED = ['quote', 'mention', 'not_quote', 'damage', 'fact', 'statement'];

export class Walk {
  constructor(store, text) {
    this.store = store;
    this.text = text;
  }

  // [uid, first span] of what stands in the text, in its order.
  rows(suggested) {
    const rows = [];
    for (const [uid, entry] of this.store.entries) {
      if (!WALKED.includes(entry.fields.kind) || (suggested && !entry.suggested)) continue;
      const [first] = spans(entry.fields, this.text);
      if (first) rows.push([uid, first]);
    }
    return rows.sort(([, a], [, b]) => a[0] - b[0] || b[1] - a[1]);
  }

  // The record after one in the text, or after the caret; before it with a negative step. Null at the end.
  after(uid, suggested = false, step = 1) {
    const rows = this.rows(suggested);
    const at = rows.findIndex(([other]) => other === uid);
    if (at >= 0) return rows[at + step]?.[0] ?? null;
    const point = this.text.selection[0];
    const next = step > 0 ? rows.find(([, span]) => span[0] >= point) : rows.filter(([, span]) => span[0] < point).at(-1);
    return next?.[0] ?? null;
  }

  step(step, suggested = false) {
    const uid = this.after(this.store.current, suggested, step);
    if (uid === null) say(suggested ? 'No more suggestions this way' : 'No more records this way');
    else this.go(uid);
  }

  go(uid, focus = true) {
    this.store.choose(uid);
    const { fields, suggested } = this.store.get(uid);
    const [first] = spans(fields, this.text);
    if (first) this.text.show(first, { focus });
    say(`${suggested ? 'Suggested: ' : ''}${describe(fields, (id) => this.store.nameOf(id))}`);
  }

  // The records around the caret, the shortest first.
  around(point = this.text.selection[0]) {
    const found = [];
    for (const [uid, { fields }] of this.store.entries) {
      if (!WALKED.includes(fields.kind)) continue;
      const span = spans(fields, this.text).find(([start, end]) => start <= point && point < end);
      if (span) found.push([uid, span[1] - span[0]]);
    }
    return found.sort((a, b) => a[1] - b[1]).map(([uid]) => uid);
  }

  // Choose the record at the caret; again, the next one around it.
  here() {
    const found = this.around();
    if (!found.length) return say('No record here');
    const uid = found[(found.indexOf(this.store.current) + 1) % found.length];
    this.store.choose(uid);
    return say(`${describe(this.store.get(uid).fields, (id) => this.store.nameOf(id))}, ${found.indexOf(uid) + 1} of ${found.length} here`);
  }
}
