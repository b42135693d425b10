// Reference summaries: written here, counted as they are typed, with the facts that they tell.

import { h, redraw } from './dom.js';

// As scoring counts: stretches between white space that hold a letter or a digit.
export const countWords = (text) => text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

export class Summaries {
  constructor(app) {
    Object.assign(this, app);
    this.typing = false;
  }

  draw(pane) {
    if (this.typing) return;
    redraw(pane, ...Object.entries(this.budgets).map(([task, budget]) => this.task(task, budget)));
  }

  task(task, budget) {
    const all = [...this.store.all('summary')].filter(([, fields]) => fields.task === task);
    const passes = new Set(all.map(([, fields]) => fields.pass));
    const next = this.pass || ['a', 'b', 'c', 'd'].find((name) => !passes.has(name)) || 'e';
    const isDone = this.pass ? passes.has(this.pass) : passes.size > 1;
    return h('section', {}, h('h2', {}, task, h('small', {}, ` up to ${budget} words`)),
      all.map(([uid, fields]) => this.summary(uid, fields, budget)),
      isDone ? null : h('button', { type: 'button', 'data-field': `new-${task}`, click: () => this.make(task, next) },
        `Write one for pass ${next}`));
  }

  make(task, pass) {
    const uid = this.store.add({ kind: 'summary', id: '', task, text: '…', tells: [], pass }, 'summary');
    const area = document.querySelector(`[data-field="text-${uid}"]`);
    area?.focus();
    area?.select();
  }

  summary(uid, fields, budget) {
    const counted = h('output', { id: `words-${uid}`, 'aria-live': 'off' });
    const count = (text) => {
      const words = countWords(text);
      counted.textContent = `${words} of ${budget} words`;
      counted.className = words > budget ? 'over' : '';
    };
    const area = h('textarea', { id: `summary-${uid}`, 'data-field': `text-${uid}`, rows: Math.ceil(budget / 12) + 1, dir: 'auto',
      'aria-label': `${fields.task}, pass ${fields.pass}`, 'aria-describedby': `words-${uid}`,
      input: () => {
        count(area.value);
        // The file takes no empty summary; the last one that had words stands until there are some.
        if (!area.value.trim()) return;
        this.typing = true;
        this.store.edit(uid, { text: area.value.trim() }, 'summary', 'text');
        this.typing = false;
      } });
    area.value = fields.text;
    count(fields.text);
    const facts = [...this.store.all('fact')].map(([, fact]) => h('label', {}, h('input', { type: 'checkbox', 'data-field': `tells-${uid}-${fact.id}`,
      checked: fields.tells.includes(fact.id), change: (event) => this.tell(uid, fact.id, event.target.checked) }),
    h('span', { class: fact.weight }, `${fact.id} ${fact.text}`)));
    return h('div', { class: 'summary' }, h('p', {}, h('strong', {}, `${fields.id}, pass ${fields.pass}`), ' ', counted), area,
      h('details', { open: this.isOpen?.has(uid), toggle: (event) => this.remember(uid, event.target.open) },
        h('summary', {}, `tells ${fields.tells.length} of ${facts.length} facts`), facts),
      h('button', { type: 'button', class: 'danger', click: () => this.store.remove(uid, 'summary') }, 'Delete'));
  }

  remember(uid, open) {
    this.isOpen ??= new Set();
    if (open) this.isOpen.add(uid);
    else this.isOpen.delete(uid);
  }

  tell(uid, id, on) {
    const known = [...this.store.all('fact')].map(([, fact]) => fact.id);
    const now = new Set(this.store.get(uid).fields.tells);
    if (on) now.add(id);
    else now.delete(id);
    const order = (one) => (known.includes(one) ? known.indexOf(one) : known.length);
    this.store.edit(uid, { tells: [...now].sort((a, b) => order(a) - order(b)) }, 'told facts');
  }
}
