// What each key does in the text. A command says what it did, or what it needs.

import { contains, grown, marked } from './points.js';
import { describe, list, spans } from './records.js';
import { pick } from './picker.js';
import { pickSpeaker } from './who.js';
import { notice, say } from './dom.js';

export class Commands {
  constructor(app) {
    Object.assign(this, app);
  }

  get current() {
    const entry = this.store.get(this.store.current);
    return entry && !entry.suggested ? entry.fields : null;
  }

  edit(fields, label) {
    this.store.edit(this.store.current, fields, label);
  }

  // The selected words; where nothing is selected, the marked string around the caret.
  words() {
    const selected = this.text.selected();
    if (selected.length) return selected;
    const point = this.text.selection[0];
    return marked(this.text.paragraphAt(point), [point, point]).slice(0, 1);
  }

  verbatim(places) {
    return places.flatMap((span) => marked(this.text.paragraphAt(span[0]), span));
  }

  async quote(form) {
    const at = this.words();
    const quote = this.current?.kind === 'quote' ? this.current : null;
    const isInside = at.length && quote && spans(quote, this.text).some((s) => contains(s, at[0]));
    if (form === 'mixed' && quote?.form === 'mixed' && isInside && this.text.selected().length) {
      const sorted = [...list(quote.verbatim ?? []), ...at].sort((a, b) => a[0] - b[0]);
      this.edit({ verbatim: sorted }, 'verbatim words');
      return say('Marked words added');
    }
    const isSame = quote && JSON.stringify(at) === JSON.stringify(quote.at);
    if (isSame || (!this.text.selected().length && quote && (isInside || !at.length))) {
      this.edit({ form, verbatim: form === 'mixed' ? this.verbatim(spans(quote, this.text)) : [] }, 'form');
      return say(`${quote.id} is ${form} now`);
    }
    if (!at.length) return say('Select the words of the quote first');
    const verbatim = form === 'mixed' ? this.verbatim(at) : [];
    this.store.add({ kind: 'quote', id: '', form, at, verbatim, speaker: [] }, `${form} quote`);
    say(`${describe(this.current)}. Who speaks?`);
    return this.who();
  }

  segment() {
    const at = this.text.selected();
    if (!Array.isArray(this.current?.at?.[0]) || !['quote', 'fact', 'statement'].includes(this.current.kind)) {
      return say('Choose a quote, a fact or a statement first: put the caret on it and press Enter');
    }
    if (!at.length) return say('Select the words to add');
    this.edit({ at: [...this.current.at, ...at].sort((a, b) => a[0] - b[0]) }, 'segment');
    return say(`${this.current.id} has ${this.current.at.length} segments`);
  }

  cue() {
    const [cue] = this.text.selected();
    if (this.current?.kind !== 'quote') return say('Choose a quote first');
    if (!cue) return say('Select the cue');
    this.edit({ cue }, 'cue');
    return say(`Cue of ${this.current.id}: ${this.text.words(cue)}`);
  }

  // The place that names the source of the current quote; without a quote, a mention.
  async via() {
    const quote = this.current?.kind === 'quote' ? this.store.current : null;
    const uid = await this.mention(quote);
    if (uid === null || quote === null || !this.store.get(quote)) return;
    const mention = this.store.get(uid).fields;
    const fields = this.store.get(quote).fields;
    this.store.edit(quote, { via: mention.id, ...(list(fields.speaker).length ? {} : { speaker: mention.of }) }, 'via');
    this.store.choose(quote);
    say(`${fields.id} is told of by ${this.words_of(mention)}`);
  }

  words_of(fields) {
    return spans(fields, this.text).map((span) => this.text.words(span)).join(' … ');
  }

  // The mention at the selection: the one that is there, else a new one. Its number, or null.
  async mention(quote = null) {
    const [at] = this.text.selected();
    if (!at) {
      say('Select the name or the pronoun');
      return null;
    }
    for (const [uid, fields] of this.store.all('mention')) {
      if (fields.at[0] === at[0] && fields.at[1] === at[1]) {
        this.store.choose(uid);
        return uid;
      }
    }
    const known = quote === null ? [] : list(this.store.get(quote).fields.speaker);
    const of = known.length ? known : await this.pickSpeaker('Whom do these words mention?', this.text.words(at));
    if (of === null) return null;
    const uid = this.store.add({ kind: 'mention', id: '', of, at }, 'mention');
    say(describe(this.store.get(uid).fields, (id) => this.store.nameOf(id)));
    return uid;
  }

  // The innermost quote around the current one; the next one out when it has that already.
  parent() {
    if (this.current?.kind !== 'quote') return say('Choose the inner quote first');
    const inner = spans(this.current, this.text);
    const around = [...this.store.all('quote')].map(([, fields]) => fields)
      .filter((other) => other.id !== this.current.id && inner.every((span) =>
        spans(other, this.text).some((outer) => contains(outer, span) && outer[1] - outer[0] > span[1] - span[0])))
      .sort((a, b) => this.words_of(a).length - this.words_of(b).length);
    if (!around.length) return say('No other quote holds this one');
    const next = around[around.findIndex((other) => other.id === this.current.parent) + 1];
    const chain = next ? [...list(next.relayed_by), ...list(next.speaker)] : [];
    this.edit({ parent: next?.id, relayed_by: chain }, 'nesting');
    return say(next ? `Inside ${describe(next, (id) => this.store.nameOf(id))}` : 'Inside no quote');
  }

  notQuote() {
    const [at] = this.words();
    if (!at) return say('Select the marked words');
    this.store.add({ kind: 'not_quote', at, why: 'scare quotes' }, 'not a quote');
    return this.show('record', 'why');
  }

  fact() {
    const at = this.text.selected();
    if (!at.length) return say('Select the words that bear the fact out');
    const words = at.map((span) => this.text.words(span)).join(' ');
    const names = [...new Set(words.match(/\p{Lu}[\p{L}\p{N}’'-]+|\d[\d.,]*/gu) ?? [])];
    const longest = words.split(/\s+/).sort((a, b) => b.length - a.length).slice(0, 1);
    this.store.add({ kind: 'fact', id: '', text: words, weight: 'vital', lengths: ['brief', 'quoted-brief'], at,
      needs: (names.length ? names : longest).map((word) => [word]) }, 'fact');
    return this.show('record', 'text');
  }

  statement() {
    const at = this.text.selected();
    const text = at.map((span) => this.text.words(span)).join(' ') || 'New statement';
    this.store.add({ kind: 'statement', id: '', text, label: 'supported', trick: 'paraphrase', at }, 'statement');
    return this.show('record', 'text');
  }

  async region() {
    const [left, right] = this.text.selection;
    const selected = this.text.selected();
    const first = this.text.paragraphAt(left);
    const whole = left === right || selected.length > 1 || (selected[0][0] === first.start && selected[0][1] === first.end);
    const places = whole ? this.text.paragraphs.filter((p) => p.number >= first.number && (p.start < right || p === first))
      .map((p) => `p${p.number}`) : [selected[0]];
    const type = await pick({ title: 'What is this?', options: this.choices.region.map((value) => ({ value, label: value })) });
    if (!type) return;
    const change = [];
    for (const place of places) {
      const [start, end] = this.text.span(place);
      const old = [...this.store.all('region')].filter(([, fields]) => {
        const span = this.text.span(fields.at);
        return span && span[0] >= start && span[1] <= end;
      });
      change.push(...old.map(([uid]) => ({ uid, before: this.store.get(uid), after: null })));
      change.push({ uid: this.store.nextUid(), before: null, after: this.entry({ kind: 'region', type, at: place }) });
    }
    this.store.apply(change, 'region');
    this.text.focus();
    say(`${places.length} of ${type}`);
  }

  damage() {
    const at = this.text.selected()[0];
    if (!at) return say('Select the smallest place that shows the fault');
    this.store.add({ kind: 'damage', at, what: 'stray mark' }, 'damage');
    return this.show('record', 'what');
  }

  optional() {
    if (this.current?.kind !== 'quote') return say('Choose a quote first');
    this.edit({ optional: !this.current.optional }, 'optional');
    return say(`${this.current.id} is ${this.current.optional ? 'optional' : 'required'}`);
  }

  // Who speaks, or who is mentioned, in the current record.
  async who(many = false) {
    const uid = this.store.current;
    const field = { quote: 'speaker', fact: 'speaker', mention: 'of' }[this.current?.kind];
    if (!field) return say('Choose a quote, a mention or a fact first');
    const ids = await this.pickSpeaker(field === 'of' ? 'Whom do these words mention?' : 'Who speaks?');
    if (ids !== null && this.store.get(uid)) this.assign(ids, many, uid);
    return this.text.focus();
  }

  assign(id, many = false, uid = this.store.current) {
    const fields = this.store.get(uid)?.fields;
    const field = { quote: 'speaker', fact: 'speaker', mention: 'of' }[fields?.kind];
    if (!field || this.store.get(uid).suggested) return say('Choose a quote, a mention or a fact first');
    const ids = many ? [...new Set([...list(fields[field]), ...list(id)])] : list(id);
    this.store.edit(uid, { [field]: ids }, 'speaker');
    this.store.choose(uid);
    return say(describe(this.store.get(uid).fields, (one) => this.store.nameOf(one)));
  }

  pickSpeaker(title, words = '') {
    return pickSpeaker(this, title, words);
  }

  digit(number) {
    const speaker = [...this.store.all('speaker')][number - 1]?.[1];
    return speaker ? this.assign([speaker.id]) : say(`There is no speaker ${number}`);
  }

  grow() {
    const [left, right] = this.text.selection;
    const span = grown(this.text.paragraphAt(left), [left, right]);
    if (span) this.text.show(span, { select: true });
    say(span ? this.text.words(span) : '');
  }

  remove() {
    const entry = this.store.get(this.store.current);
    if (!entry) return say('Choose a record first');
    const words = describe(entry.fields, (id) => this.store.nameOf(id));
    const naming = entry.suggested ? this.store.naming(this.store.current) : [];
    if (naming.length) return notice(`Not rejected: ${entry.fields.id} is named by ${naming.join(', ')}, which is rejected first.`);
    const next = entry.suggested ? this.walk.after(this.store.current, true) : null;
    this.store.remove(this.store.current, entry.suggested ? 'rejection' : 'deletion');
    if (next !== null && this.store.get(next)) this.walk.go(next);
    return say(`${entry.suggested ? 'Rejected' : 'Deleted'}: ${words}`);
  }

  // Enter: a suggestion that is chosen becomes gold; else the record at the caret is chosen.
  enter() {
    const uid = this.store.current;
    if (this.store.get(uid)?.suggested) {
      const next = this.walk.after(uid, true);
      this.store.accept(uid);
      say(`Accepted: ${describe(this.store.get(uid).fields, (id) => this.store.nameOf(id))}`);
      if (next !== null && this.store.get(next)?.suggested) this.walk.go(next);
      return;
    }
    this.walk.here();
  }

  undo() {
    const label = this.store.undo();
    say(label ? `Undone: ${label}` : 'Nothing to undo');
  }

  redo() {
    const label = this.store.redo();
    say(label ? `Done again: ${label}` : 'Nothing to do again');
  }
}
