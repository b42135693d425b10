// The chosen record: its fields to edit, what check says of it, and the other records at the caret.

import { FIELDS, LABELS, REQUIRED, groups, lines } from './fields.js';
import { KIND_NAMES, describe, list } from './records.js';
import { h, redraw, say } from './dom.js';
import { pick } from './picker.js';

const ID = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export class Inspector {
  constructor(app) {
    Object.assign(this, app);
    this.typing = false;
  }

  draw(pane) {
    if (this.typing) return;
    const entry = this.store.get(this.store.current);
    redraw(pane, this.here(), ...(entry ? this.form(entry) : [this.hint()]));
  }

  // What check says, without a touch on what is being typed.
  drawFindings() {
    this.found?.replaceChildren(...this.findings.of(this.store.current).map((finding) =>
      h('p', { class: `finding ${finding.level}` }, `${finding.message} [${finding.rule}]`)));
  }

  hint() {
    return h('p', { class: 'hint' }, 'Select words in the text and press a key: ', h('kbd', {}, 'd'), ' direct, ',
      h('kbd', {}, 'i'), ' indirect, ', h('kbd', {}, 'm'), ' mixed. ', h('kbd', {}, '?'), ' lists all keys.');
  }

  name(fields) {
    return describe(fields, (id) => this.store.nameOf(id));
  }

  here() {
    const found = this.walk.around().filter((uid) => uid !== this.store.current);
    return found.length ? h('p', { class: 'here' }, 'At the caret: ', found.slice(0, 8).map((uid) =>
      h('button', { type: 'button', class: 'link', click: () => this.store.choose(uid) }, this.name(this.store.get(uid).fields)))) : '';
  }

  form({ fields, suggested }) {
    const uid = this.store.current;
    const head = h('h2', {}, fields.id ? `${fields.id} ` : '', h('small', {}, KIND_NAMES[fields.kind]));
    if (suggested) {
      return [head, h('p', { class: 'hint' }, 'Suggested by a program; no gold until somebody accepts it.'),
        h('p', {}, this.name(fields)), h('p', { class: 'buttons' },
          h('button', { type: 'button', click: () => this.commands.enter() }, 'Accept (Enter)'),
          h('button', { type: 'button', click: () => this.commands.remove() }, 'Reject (Delete)'))];
    }
    this.found = h('div', {});
    this.drawFindings();
    const rows = FIELDS[fields.kind].map(([name, kind, choices]) => this.row(uid, fields, name, kind, choices));
    return [head, this.found, ...rows, h('p', { class: 'buttons' },
      h('button', { type: 'button', class: 'danger', click: () => this.commands.remove() }, 'Delete'))];
  }

  row(uid, fields, name, kind, choices) {
    const id = `field-${name}`;
    const label = LABELS[name] ?? name;
    const common = { id, 'data-field': name };
    const value = fields[name];
    if (kind === 'choice') {
      return h('div', { class: 'row' }, h('label', { for: id }, label), h('select', { ...common, change: (event) => this.set(uid, name, event.target.value) },
        this.choices[choices].map((one) => h('option', { value: one, selected: one === value }, one))));
    }
    if (kind === 'flag') {
      const on = name === 'speaks' ? value !== false : value === true;
      return h('div', { class: 'row' }, h('label', {}, h('input', { ...common, type: 'checkbox', checked: on,
        change: (event) => this.set(uid, name, event.target.checked) }), ` ${label}`));
    }
    if (kind === 'some') {
      return h('fieldset', { class: 'row' }, h('legend', {}, label), this.choices[choices].map((one) => h('label', {},
        h('input', { type: 'checkbox', checked: list(value).includes(one), change: (event) => this.set(uid, name,
          this.choices[choices].filter((o) => (o === one ? event.target.checked : list(this.store.get(uid).fields[name]).includes(o)))) }), ` ${one} `)));
    }
    if (kind === 'ids' || kind === 'one') return this.names(uid, fields, name, choices, kind === 'one');
    if (kind === 'place' || kind === 'places') return this.placed(uid, fields, name, kind === 'places');
    return this.written(uid, fields, name, kind, { ...common, label, choices });
  }

  // What is typed. It is saved as it is typed, unless the file would not take it; that is said beside it.
  written(uid, fields, name, kind, { label, choices, ...common }) {
    const isLong = ['text', 'lines', 'groups'].includes(kind);
    const value = fields[name];
    const shown = kind === 'lines' ? list(value).join('\n') : kind === 'groups' ? list(value).map((g) => g.join(' | ')).join('\n') : value ?? '';
    const fault = h('small', { class: 'fault', id: `fault-${name}`, role: 'status' });
    const read = (text) => (kind === 'lines' ? lines(text) : kind === 'groups' ? groups(text) : text.trim());
    const typed = (event) => {
      const now = read(event.target.value);
      const problem = this.problem(uid, name, now);
      fault.textContent = problem;
      event.target.setAttribute('aria-invalid', String(Boolean(problem)));
      if (!problem) this.set(uid, name, now, true);
    };
    const input = h(isLong ? 'textarea' : 'input', { ...common, 'aria-describedby': `fault-${name}`, rows: isLong ? 3 : null,
      list: choices ? `list-${name}` : null, autocomplete: 'off', dir: 'auto', [kind === 'id' ? 'change' : 'input']: typed });
    input.value = shown;
    return h('div', { class: 'row' }, h('label', { for: common.id }, label), input, fault,
      choices ? h('datalist', { id: `list-${name}` }, this.choices[choices].map((one) => h('option', { value: one }))) : null);
  }

  problem(uid, name, value) {
    if (name === 'needs' && !value.length) return 'Needs at least one group; not saved yet';
    if (REQUIRED.includes(name) && !value.length) return 'May not be empty; not saved yet';
    if (name !== 'id') return '';
    if (!ID.test(value)) return 'Lower-case letters, digits, - and _; not saved';
    const others = [...this.store.entries].filter(([other, e]) => other !== uid && e.fields.id === value);
    return others.length ? 'Another record has this id; not saved' : '';
  }

  set(uid, name, value, isTyped = false) {
    this.typing = isTyped;
    this.store.edit(uid, { [name]: value }, LABELS[name]?.split(/[:,]/)[0].toLowerCase() ?? name, isTyped ? name : '');
    this.typing = false;
  }

  // Records named by id: each with a way to take it out, and one to choose another.
  names(uid, fields, name, kind, isOne) {
    const ids = list(fields[name]);
    const chips = ids.map((id) => h('span', { class: 'chip' }, this.title(kind, id), h('button', { type: 'button',
      'data-field': `${name}-${id}`, 'aria-label': `Take out ${id}`, click: () => this.set(uid, name, isOne ? undefined : ids.filter((o) => o !== id)) }, '×')));
    const choose = async () => {
      const chosen = kind === 'speaker' ? await this.commands.pickSpeaker(LABELS[name]) : await pick({ title: LABELS[name], options: this.options(kind, fields) });
      this.show('record', name);
      if (chosen === null || !this.store.get(uid)) return;
      this.store.choose(uid);
      this.set(uid, name, isOne ? list(chosen)[0] : [...new Set([...ids, ...list(chosen)])]);
    };
    return h('fieldset', { class: 'row' }, h('legend', {}, LABELS[name]), chips,
      h('button', { type: 'button', 'data-field': name, click: choose }, isOne && ids.length ? 'Change…' : 'Add…'));
  }

  title(kind, id) {
    const found = this.store.find(kind, id)?.[1];
    if (!found) return `${id} (not there)`;
    return kind === 'speaker' ? found.name : kind === 'mention' ? `${id} “${this.commands.words_of(found)}”` : this.name(found);
  }

  options(kind, fields) {
    const from = Array.isArray(fields.at?.[0]) ? fields.at[0][0] : 0;
    return [...this.store.all(kind)].map(([, other]) => other).filter((other) => other.id !== fields.id)
      .sort((a, b) => (typeof a.at?.[0] === 'number' ? Math.abs(a.at[0] - from) - Math.abs(b.at[0] - from) : 0))
      .map((other) => ({ value: other.id, label: this.title(kind, other.id), hint: kind === 'mention' ? list(other.of).map((id) => this.store.nameOf(id)).join(', ') : '' }));
  }

  placed(uid, fields, name, isMany) {
    const value = fields[name];
    const found = isMany ? list(value) : value === undefined ? [] : [value];
    const change = (next) => this.set(uid, name, isMany ? next : next[0]);
    const rows = found.map((place, n) => {
      const span = this.text.span(place);
      const rest = found.filter((_, other) => other !== n);
      const isNeeded = name === 'at' && !rest.length && fields.kind !== 'statement';
      return h('li', {}, h('button', { type: 'button', class: 'link', 'data-field': `${name}-${n}`, click: () => span && this.text.show(span) },
        h('bdi', {}, span ? (Array.isArray(place) ? this.text.words(span) : place) : `no place: ${place}`)),
      h('button', { type: 'button', 'aria-label': `Move segment ${n + 1} to the selection`, title: 'Move to the selection',
        click: () => this.fromSelection((spans) => change([...rest, ...spans].sort((a, b) => a[0] - b[0]))) }, '⇤'),
      isNeeded ? null : h('button', { type: 'button', 'aria-label': `Take out segment ${n + 1}`, click: () => change(rest) }, '×'));
    });
    const add = isMany || !found.length ? h('button', { type: 'button', 'data-field': name,
      click: () => this.fromSelection((spans) => change([...found, ...spans].sort((a, b) => a[0] - b[0]))) }, 'Add the selection') : null;
    return h('fieldset', { class: 'row' }, h('legend', {}, LABELS[name]), h('ul', { class: 'places' }, rows), add);
  }

  fromSelection(use) {
    const selected = this.text.selected();
    if (selected.length) use(selected);
    else say('Select words in the text first');
  }
}
