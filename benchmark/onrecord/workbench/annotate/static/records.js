// What the page knows of records, whatever their kind: their places, names, references, and how to say them.

export const ORDER = {
  region: ['kind', 'type', 'at'],
  speaker: ['kind', 'id', 'name', 'class', 'aliases', 'accept', 'reject', 'speaks'],
  mention: ['kind', 'id', 'of', 'at'],
  quote: ['kind', 'id', 'form', 'at', 'verbatim', 'cue', 'speaker', 'via', 'for', 'parent', 'relayed_by', 'optional'],
  not_quote: ['kind', 'at', 'why'],
  damage: ['kind', 'at', 'what', 'waives'],
  fact: ['kind', 'id', 'text', 'weight', 'lengths', 'speaker', 'at', 'needs'],
  statement: ['kind', 'id', 'text', 'label', 'trick', 'at'],
  summary: ['kind', 'id', 'task', 'text', 'tells', 'pass'],
  label: ['kind', 'of', 'label'],
  decision: ['kind', 'of', 'took', 'why'],
};
const PREFIX = { mention: 'm', quote: 'q', fact: 'f', statement: 'v', summary: 's' };
const ALWAYS = { quote: ['at', 'speaker'], mention: ['of'], fact: ['at', 'lengths'], statement: ['at'], summary: ['tells'] };
// Fields that name other records by id, and the kind they name.
export const REFERENCES = {
  mention: { of: 'speaker' },
  quote: { speaker: 'speaker', via: 'mention', for: 'speaker', parent: 'quote', relayed_by: 'speaker' },
  fact: { speaker: 'speaker' },
  summary: { tells: 'fact' },
  label: { of: 'statement' },
};
const SINGLE = ['speaker', 'of'];

export const list = (value) => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]);

// A record in the form that the file has: fields in order, empty ones left out, one speaker not in a list.
export function tidy(fields) {
  const found = {};
  for (const name of ORDER[fields.kind]) {
    let value = fields[name];
    if (SINGLE.includes(name) && Array.isArray(value) && value.length === 1) [value] = value;
    const isEmpty = value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length)
      || (name === 'optional' && value === false) || (name === 'speaks' && value === true);
    if (!isEmpty) found[name] = value;
    else if (ALWAYS[fields.kind]?.includes(name)) found[name] = [];
  }
  if (fields.kind === 'fact' && !found.speaker?.length) delete found.speaker;
  return found;
}

export const sameRecord = (a, b) => JSON.stringify(tidy(a)) === JSON.stringify(tidy(b));

// What a record is, whatever it says: its id, or its place where it has none.
export function identity({ fields, suggested }) {
  const name = fields.id ?? JSON.stringify(fields.at ?? fields.of);
  return `${suggested ? '?' : ''}${fields.kind}:${name}`;
}

// The places of a record: [field, place], a place being a span or what stands in the file instead.
export function places(fields) {
  const isPlace = (value) => typeof value === 'string' || typeof value[0] === 'number';
  return ['at', 'verbatim', 'cue'].filter((name) => fields[name] !== undefined).flatMap((name) =>
    (isPlace(fields[name]) ? [fields[name]] : fields[name]).map((place) => [name, place]));
}

// The spans of what a record is about: the words quoted, mentioned or cited; not its cue.
export function spans(fields, text) {
  return places(fields).filter(([name]) => name === 'at').map(([, place]) => text.span(place)).filter(Boolean);
}

export function freeId(kind, taken, wish = '') {
  const stem = wish.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40);
  if (stem && !taken.has(stem)) return stem;
  const prefix = stem ? `${stem}-` : PREFIX[kind] ?? `${kind}-`;
  let number = stem ? 2 : 1;
  while (taken.has(`${prefix}${number}`)) number += 1;
  return `${prefix}${number}`;
}

// A record with the ids that it names changed: `renamed` maps "kind:old" to the new id.
export function renameReferences(fields, renamed) {
  const found = { ...fields };
  for (const [name, kind] of Object.entries(REFERENCES[fields.kind] ?? {})) {
    const change = (id) => renamed.get(`${kind}:${id}`) ?? id;
    if (Array.isArray(found[name])) found[name] = found[name].map(change);
    else if (found[name]) found[name] = change(found[name]);
  }
  return found;
}

// A record without the ids that it names of a record that goes.
export function withoutReference(fields, kind, id) {
  const found = { ...fields };
  for (const [name, named] of Object.entries(REFERENCES[fields.kind] ?? {})) {
    if (named !== kind || !list(found[name]).includes(id)) continue;
    if (Array.isArray(found[name])) found[name] = found[name].filter((other) => other !== id);
    else if (SINGLE.includes(name)) found[name] = [];
    else delete found[name];
  }
  return found;
}

export const KIND_NAMES = {
  region: 'region', speaker: 'speaker', mention: 'mention', quote: 'quote', not_quote: 'not a quote', damage: 'damage',
  fact: 'fact', statement: 'statement', summary: 'summary', label: 'label', decision: 'decision',
};

// A record in a few words, for lists and for screen readers.
export function describe(fields, nameOf = (id) => id) {
  const who = (value) => list(value).map(nameOf).join(' and ') || 'no speaker yet';
  switch (fields.kind) {
    case 'quote': return `${fields.id} ${fields.form} quote, ${who(fields.speaker)}${fields.optional ? ', optional' : ''}`;
    case 'mention': return `${fields.id} mention of ${who(fields.of)}`;
    case 'speaker': return `${fields.id} speaker ${fields.name}`;
    case 'region': return `${fields.type} region`;
    case 'not_quote': return `not a quote, ${fields.why}`;
    case 'damage': return `damage, ${fields.what}`;
    case 'fact': return `${fields.id} ${fields.weight} fact: ${fields.text}`;
    case 'statement': return `${fields.id} ${fields.label} statement: ${fields.text}`;
    case 'summary': return `${fields.id} ${fields.task} of pass ${fields.pass}`;
    case 'label': return `label of ${fields.of}: ${fields.label}`;
    default: return `${KIND_NAMES[fields.kind]} of ${fields.of}: ${fields.took}`;
  }
}
