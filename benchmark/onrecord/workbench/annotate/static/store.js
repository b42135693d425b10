// The records on the page. Each has a number of its own that it keeps through every change; its entry,
// { fields, suggested }, is never changed but replaced. A change is a list of { uid, before, after }.

import { freeId, renameReferences, tidy, withoutReference, REFERENCES, list } from './records.js';

const SAME_TYPING = 1500;

export class Store extends EventTarget {
  constructor() {
    super();
    this.entries = new Map();
    this.current = null;
    this.past = [];
    this.future = [];
    this.last = 0;
  }

  nextUid() {
    this.last += 1;
    return this.last;
  }

  get(uid) {
    return this.entries.get(uid);
  }

  // [uid, fields] of every record of a kind that is gold (or that is only suggested).
  * all(kind, suggested = false) {
    for (const [uid, entry] of this.entries) {
      if (entry.fields.kind === kind && entry.suggested === suggested) yield [uid, entry.fields];
    }
  }

  find(kind, id, suggested = false) {
    for (const [uid, fields] of this.all(kind, suggested)) if (fields.id === id) return [uid, fields];
    return null;
  }

  ids() {
    return new Set([...this.entries.values()].map((entry) => entry.fields.id));
  }

  nameOf(id) {
    return (this.find('speaker', id) ?? this.find('speaker', id, true))?.[1].name ?? id;
  }

  // Everything at once, from the file. What could be undone before can be undone still.
  replace(entries) {
    this.entries = entries;
    if (!entries.has(this.current)) this.current = null;
    this.emit('change', { all: true });
    this.emit('current', {});
  }

  add(fields, label) {
    const whole = { ...fields };
    if ('id' in fields && !fields.id) whole.id = freeId(fields.kind, this.ids(), fields.kind === 'speaker' ? fields.name : '');
    const uid = this.nextUid();
    this.apply([{ uid, before: null, after: entry(whole) }], label ?? `${fields.kind} added`);
    this.choose(uid);
    return uid;
  }

  // Change some fields of a record. An id takes the references to it along.
  edit(uid, fields, label, typing = '') {
    const before = this.get(uid);
    const after = entry({ ...before.fields, ...fields }, before.suggested);
    const change = [{ uid, before, after }];
    if (fields.id && fields.id !== before.fields.id) {
      const renamed = new Map([[`${before.fields.kind}:${before.fields.id}`, fields.id]]);
      change.push(...this.changed(uid, (other) => renameReferences(other, renamed)));
    }
    this.apply(change, label ?? 'edit', typing && `${uid}:${typing}`);
  }

  // Take a record out, and its id out of those that name it.
  remove(uid, label) {
    const before = this.get(uid);
    const change = [{ uid, before, after: null }];
    if (before.fields.id && !before.suggested) {
      change.push(...this.changed(uid, (other) => withoutReference(other, before.fields.kind, before.fields.id)));
    }
    this.apply(change, label ?? 'deletion');
  }

  // The ids of the other suggestions that name a suggestion.
  naming(uid) {
    const { kind, id } = this.get(uid).fields;
    return [...this.entries].filter(([other, { fields, suggested }]) => other !== uid && suggested && id
      && Object.entries(REFERENCES[fields.kind] ?? {}).some(([name, named]) => named === kind && list(fields[name]).includes(id)))
      .map(([, { fields }]) => fields.id);
  }

  changed(except, make) {
    const found = [];
    for (const [uid, before] of this.entries) {
      if (uid === except || before.suggested || !REFERENCES[before.fields.kind]) continue;
      const after = entry(make(before.fields));
      if (JSON.stringify(after.fields) !== JSON.stringify(tidy(before.fields))) found.push({ uid, before, after });
    }
    return found;
  }

  // A suggestion becomes gold, and with it the suggested records that it names.
  accept(uid) {
    const change = [];
    const renamed = new Map();
    const taken = new Set([...this.entries.values()].filter((e) => !e.suggested).map((e) => e.fields.id));
    const take = (number) => {
      if (change.some((step) => step.uid === number)) return;
      const before = this.get(number);
      const step = { uid: number, before, after: null };
      change.push(step);
      for (const [name, kind] of Object.entries(REFERENCES[before.fields.kind] ?? {})) {
        for (const id of list(before.fields[name])) this.takeNamed(kind, id, renamed, take);
      }
      const fields = { ...before.fields };
      if (fields.id && taken.has(fields.id)) fields.id = freeId(fields.kind, taken, fields.kind === 'speaker' ? fields.id : '');
      if (fields.id !== before.fields.id) renamed.set(`${fields.kind}:${before.fields.id}`, fields.id);
      taken.add(fields.id);
      step.after = entry(renameReferences(fields, renamed));
    };
    take(uid);
    this.apply(change, 'acceptance');
  }

  takeNamed(kind, id, renamed, take) {
    const suggested = this.find(kind, id, true);
    if (!suggested) return;
    // A speaker who is in gold already under that name is that speaker.
    const same = kind === 'speaker' && [...this.all('speaker')].find(([, s]) => s.name === suggested[1].name);
    if (same) renamed.set(`speaker:${id}`, same[1].id);
    else take(suggested[0]);
  }

  apply(change, label, typing = '') {
    const last = this.past.at(-1);
    const now = Date.now();
    if (typing && last?.typing === typing && now - last.time < SAME_TYPING && change.length === 1) {
      last.change[0].after = change[0].after;
      last.time = now;
    } else {
      this.past.push({ change: change.map((step) => ({ ...step })), label, typing, time: now });
    }
    this.future = [];
    this.put(change, 'after');
  }

  undo() {
    return this.travel(this.past, this.future, 'before');
  }

  redo() {
    return this.travel(this.future, this.past, 'after');
  }

  travel(from, to, side) {
    const item = from.pop();
    if (!item) return '';
    item.typing = '';
    to.push(item);
    // What somebody else has changed since stays as they made it.
    const other = side === 'before' ? 'after' : 'before';
    this.put(item.change.filter((step) => (this.get(step.uid) ?? null) === step[other]), side);
    const left = item.change.find((step) => step[side]);
    if (left) this.choose(left.uid);
    return item.label;
  }

  put(change, side) {
    for (const step of change) {
      if (step[side]) this.entries.set(step.uid, step[side]);
      else this.entries.delete(step.uid);
    }
    if (this.current !== null && !this.entries.has(this.current)) this.choose(null);
    this.emit('change', { change, side });
  }

  choose(uid) {
    if (uid === this.current) return;
    this.current = uid;
    this.emit('current', {});
  }

  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export const entry = (fields, suggested = false) => Object.freeze({ fields: Object.freeze(tidy(fields)), suggested });
