// Colours the text by the CSS Custom Highlight API: no element is made, so thousands cost little.
// Each record's ranges are kept, so that a change touches only its own.

import { list } from './records.js';

export const LAYERS = { quotes: 'Quotes', mentions: 'Mentions', cues: 'Cues', facts: 'Facts', statements: 'Statements', marks: 'Damage, not quotes' };
const COLOURS = 8;
const PRIORITY = { current: 9, finding: 8, suggested: 5, verbatim: 4, cue: 3 };

export class Highlights {
  constructor(store, text) {
    this.store = store;
    this.text = text;
    this.ranges = new Map();
    this.colours = new Map();
    this.hidden = new Set(JSON.parse(localStorage.getItem('onrecord-hidden') ?? '["facts","statements"]'));
    this.works = typeof Highlight === 'function';
    store.addEventListener('change', ({ detail }) => this.changed(detail));
    store.addEventListener('current', () => this.mark());
    text.element.addEventListener('restored', () => this.draw());
  }

  changed(detail) {
    const isSpeaker = (step) => [step.before, step.after].some((e) => e?.fields.kind === 'speaker');
    if (detail.all || detail.change.some(isSpeaker)) {
      this.draw();
    } else {
      for (const { uid } of detail.change) this.drawOne(uid);
    }
    this.regions();
    this.mark();
  }

  toggle(layer) {
    if (!this.hidden.delete(layer)) this.hidden.add(layer);
    localStorage.setItem('onrecord-hidden', JSON.stringify([...this.hidden]));
    this.draw();
  }

  colour(id) {
    return this.colours.has(id) ? this.colours.get(id) % COLOURS : 'none';
  }

  draw() {
    if (!this.works) return;
    this.colours = new Map([...this.store.entries.values()].filter((e) => e.fields.kind === 'speaker')
      .map((e, n) => [e.fields.id, n]));
    for (const name of [...CSS.highlights.keys()]) if (name !== 'current' && name !== 'finding') CSS.highlights.delete(name);
    this.ranges.clear();
    for (const uid of this.store.entries.keys()) this.drawOne(uid);
  }

  drawOne(uid) {
    if (!this.works) return;
    for (const [name, range] of this.ranges.get(uid) ?? []) CSS.highlights.get(name)?.delete(range);
    const entry = this.store.get(uid);
    const made = entry ? this.names(entry).map(([name, span]) => [name, this.text.range(span)]) : [];
    for (const [name, range] of made) this.layer(name).add(range);
    this.ranges.set(uid, made);
  }

  layer(name) {
    if (!CSS.highlights.has(name)) {
      const layer = new Highlight();
      layer.priority = PRIORITY[name.split('-')[0]] ?? 0;
      CSS.highlights.set(name, layer);
    }
    return CSS.highlights.get(name);
  }

  // The highlights of a record: [name, span].
  names({ fields, suggested }) {
    const at = list(this.placed(fields.at));
    if (suggested) return fields.kind === 'speaker' ? [] : at.map((span) => ['suggested', span]);
    const shown = (layer, found) => (this.hidden.has(layer) ? [] : found);
    const who = this.colour(list(fields.speaker ?? fields.of)[0]);
    switch (fields.kind) {
      case 'quote': return [
        ...shown('quotes', at.flatMap((span) => [[`form-${fields.form}`, span], [`who-${who}`, span]])),
        ...shown('quotes', this.placed(fields.verbatim).map((span) => ['verbatim', span])),
        ...shown('cues', this.placed(fields.cue).map((span) => ['cue', span])),
      ];
      case 'mention': return shown('mentions', at.map((span) => [`mention-${who}`, span]));
      case 'fact': return shown('facts', at.map((span) => ['fact', span]));
      case 'statement': return shown('statements', at.map((span) => ['statement', span]));
      case 'not_quote':
      case 'damage': return shown('marks', at.map((span) => [fields.kind, span]));
      default: return [];
    }
  }

  placed(value) {
    if (value === undefined) return [];
    const isOne = typeof value === 'string' || typeof value[0] === 'number';
    return (isOne ? [value] : value).map((place) => this.text.span(place)).filter(Boolean);
  }

  mark() {
    if (!this.works) return;
    const fields = this.store.get(this.store.current)?.fields;
    const spans = fields && fields.kind !== 'speaker' ? [...this.placed(fields.at), ...this.placed(fields.cue)] : [];
    this.set('current', spans);
  }

  set(name, spans) {
    if (!this.works) return;
    CSS.highlights.delete(name);
    const layer = this.layer(name);
    for (const span of spans) layer.add(this.text.range(span));
  }

  // A paragraph says its region in the margin.
  regions() {
    const types = new Map();
    for (const [, fields] of this.store.all('region')) {
      const span = this.text.span(fields.at);
      if (!span) continue;
      const number = this.text.paragraphAt(span[0]).number;
      types.set(number, [...(types.get(number) ?? []), fields.type]);
    }
    this.text.elements.forEach((element, n) => {
      const type = (types.get(n + 1) ?? ['no region']).join(' + ');
      if (element.dataset.region !== type) element.dataset.region = type;
    });
  }
}
