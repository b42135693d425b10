// Choosing a speaker, or making a new one by typing a name.

import { pick } from './picker.js';
import { say } from './dom.js';

// Resolves to a list of ids: a speaker of the list, or a new one.
export async function pickSpeaker({ store, text }, title, words = '') {
  const isNamed = ({ name, aliases = [] }) => words && [name, ...aliases].some((n) => n.toLowerCase() === words.toLowerCase());
  const known = [...store.all('speaker')].map(([, fields]) => fields);
  known.sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)));
  const made = (name) => ({ value: { name }, label: `New speaker: ${name}` });
  const options = known.map((s) => ({ value: s.id, label: s.name, hint: [s.class, ...(s.aliases ?? [])].join(', ') }));
  if (words && !known.some(isNamed)) options.push(made(words));
  const chosen = await pick({ title, options, create: made });
  text.focus();
  if (chosen === null) return null;
  if (typeof chosen === 'string') return [chosen];
  const current = store.current;
  const cls = /^\p{Lu}/u.test(chosen.name) ? 'person' : 'unnamed';
  const uid = store.add({ kind: 'speaker', id: '', name: chosen.name, class: cls }, 'speaker');
  store.choose(current);
  say(`New speaker ${chosen.name}, ${cls}`);
  return [store.get(uid).fields.id];
}
