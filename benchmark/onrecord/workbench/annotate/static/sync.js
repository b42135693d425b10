// Keeps the file and the page the same: saves each change at once, one request at a time; takes in what others
// change; and keeps in the browser whatever no server has taken yet.

import { ask, Refused } from './api.js';
import { rebase, take } from './rebase.js';
import { entry } from './store.js';
import { sameRecord, identity } from './records.js';
import { notice, say } from './dom.js';

const POLL = 2000;
const TYPING = 300;

export class Sync extends EventTarget {
  constructor(store, article, decide) {
    super();
    this.store = store;
    this.decide = decide;
    this.version = '';
    this.base = [];
    this.running = false;
    this.status = '';
    this.reason = '';
    const tab = sessionStorage.getItem('onrecord-tab') ?? crypto.randomUUID();
    sessionStorage.setItem('onrecord-tab', tab);
    this.prefix = `onrecord:${article.id}/${article.pass || article.file}:${article.sha256.slice(0, 16)}:`;
    this.key = this.prefix + tab;
    store.addEventListener('change', ({ detail }) => {
      if (!detail.all) this.changed();
    });
    setInterval(() => this.poll(), POLL);
    document.addEventListener('visibilitychange', () => this.poll());
    addEventListener('beforeunload', (event) => {
      if (this.changes().length) event.preventDefault();
    });
  }

  async open() {
    const kept = this.kept();
    await this.pull(kept.changes);
    for (const key of kept.keys) localStorage.removeItem(key);
    if (kept.changes.length) say('Unsaved changes of last time are back');
    this.changed();
  }

  // What differs from the file: [{ uid, before, after, row }].
  changes() {
    const known = new Set();
    const found = [];
    this.base.forEach(({ uid, entry: before }, row) => {
      known.add(uid);
      const after = this.store.get(uid) ?? null;
      if (after !== before) found.push({ uid, before, after, row });
    });
    for (const [uid, after] of this.store.entries) {
      if (!known.has(uid)) found.push({ uid, before: null, after, row: -1 });
    }
    return found.filter(({ before, after }) =>
      !(before && after && before.suggested === after.suggested && sameRecord(before.fields, after.fields)));
  }

  changed() {
    this.keep();
    this.state(this.changes().length ? 'saving' : 'saved');
    if (!this.running) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), TYPING);
    }
  }

  keep() {
    const changes = this.changes();
    try {
      if (changes.length) localStorage.setItem(this.key, JSON.stringify(changes));
      else localStorage.removeItem(this.key);
    } catch {
      notice('The browser has no room to keep unsaved changes; do not close this page before they are saved.');
    }
  }

  // The unsaved changes of this page, and of others like it that were closed, as they were left.
  kept() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix));
    const changes = keys.flatMap((key) => {
      try {
        return JSON.parse(localStorage.getItem(key)).map(({ before, after }) => ({
          uid: this.store.nextUid(),
          before: before && entry(before.fields, before.suggested),
          after: after && entry(after.fields, after.suggested),
        }));
      } catch {
        return [];
      }
    });
    return { keys, changes };
  }

  save() {
    return this.alone(() => this.sendAll());
  }

  poll() {
    if (document.hidden || !this.version) return;
    this.alone(async () => {
      const { version } = await ask('/api/version');
      if (version !== this.version) await this.outside();
      if (this.status !== 'refused') await this.sendAll();
    });
  }

  // One exchange with the server at a time; a change made meanwhile is sent by the one that runs.
  async alone(work) {
    if (this.running) return;
    this.running = true;
    try {
      await work();
    } catch (error) {
      this.failed(error);
    } finally {
      this.running = false;
    }
  }

  async sendAll() {
    let isSent = false;
    for (let changes = this.changes(); changes.length; changes = this.changes()) {
      await this.send(changes);
      isSent = true;
    }
    this.state('saved');
    if (isSent) this.emit('saved');
  }

  async send(changes) {
    const added = changes.filter(({ after }) => after);
    try {
      const answer = await ask('/api/save', {
        version: this.version,
        remove: changes.filter(({ row }) => row >= 0).map(({ row }) => row),
        add: added.map(({ after }) => [after.fields, after.suggested]),
      });
      this.base = answer.order.map((place) => (place >= 0 ? this.base[place]
        : { uid: added[-1 - place].uid, entry: added[-1 - place].after }));
      this.version = answer.version;
      this.keep();
    } catch (error) {
      if (!(error instanceof Refused && error.stale)) throw error;
      await this.pull();
    }
  }

  // Take the file as it is now, with the page's changes on top of it (or those kept from last time).
  async pull(kept) {
    const answer = await ask('/api/records');
    // Only now: what was changed while the answer was on its way counts too.
    const changes = kept ?? this.changes();
    const theirs = answer.records.map(([fields, suggested]) => entry(fields, suggested));
    const known = new Map(this.base.map((row) => [identity(row.entry), row]));
    const result = rebase(changes, theirs);
    if (result.conflicts.length) {
      for (const conflict of await this.decide(result.conflicts)) take(conflict, result);
    }
    const used = new Set(result.rows.map(({ uid }) => uid));
    const place = (row) => {
      const before = known.get(identity(row.entry));
      if (row.uid === null && before && !used.has(before.uid)) {
        row.uid = before.uid;
        used.add(row.uid);
      }
      row.uid ??= this.store.nextUid();
      const entries = [before?.entry, this.store.get(row.uid)];
      const same = entries.find((old) => old && old.suggested === row.entry.suggested
        && sameRecord(old.fields, row.entry.fields));
      return [row.uid, same ?? row.entry];
    };
    const entries = new Map(result.rows.map(place));
    const uids = new Map(result.rows_all.map((row) => [row, row.uid]));
    // The base is what the file says, under the numbers that the page gives its records.
    this.base = theirs.map((theirEntry, n) => {
      const uid = uids.get(result.rows_all[n]) ?? this.store.nextUid();
      const mine = entries.get(uid);
      const isSame = mine && mine.suggested === theirEntry.suggested && sameRecord(mine.fields, theirEntry.fields);
      return { uid, entry: isSame ? mine : theirEntry };
    });
    this.version = answer.version;
    this.store.replace(entries);
    this.emit('pulled');
  }

  async outside() {
    const was = new Set(this.base.map((row) => row.entry));
    await this.pull();
    const now = new Set(this.base.map((row) => row.entry));
    const differing = Math.max([...was].filter((old) => !now.has(old)).length,
      [...now].filter((one) => !was.has(one)).length);
    const words = `The file was changed elsewhere (${differing} records); this page shows it as it is now.`;
    notice(words);
  }

  failed(error) {
    this.keep();
    if (!(error instanceof Refused)) this.state('offline');
    else if (error.status === 401) this.state('token');
    else this.state('refused', error.message);
  }

  state(name, reason = '') {
    if (name === this.status && reason === this.reason) return;
    this.status = name;
    this.reason = reason;
    this.emit('state', { name, reason });
  }

  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
