// The panel's tabs. A pane is drawn when it is shown, and again when what it shows has changed.

import { byId, h } from './dom.js';

export class Tabs {
  constructor(panes) {
    this.panes = panes;
    this.active = '';
    for (const { name, title } of panes) {
      byId('tabs').append(h('button', { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': `pane-${name}`,
        'aria-selected': 'false', tabindex: '-1', click: () => this.show(name), keydown: (event) => this.move(event) },
      title, h('span', { class: 'count', id: `count-${name}` })));
      byId('panes').append(h('div', { role: 'tabpanel', id: `pane-${name}`, 'aria-labelledby': `tab-${name}`,
        tabindex: '-1', hidden: true }));
    }
    this.show(panes[0].name);
  }

  show(name) {
    this.active = name;
    for (const pane of this.panes) {
      const tab = byId(`tab-${pane.name}`);
      tab.setAttribute('aria-selected', String(pane.name === name));
      tab.tabIndex = pane.name === name ? 0 : -1;
      byId(`pane-${pane.name}`).hidden = pane.name !== name;
    }
    this.draw();
  }

  draw() {
    const pane = this.panes.find(({ name }) => name === this.active);
    pane.draw(byId(`pane-${pane.name}`));
  }

  count(name, words) {
    byId(`count-${name}`).textContent = words;
  }

  move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.panes.findIndex(({ name }) => name === this.active);
    const next = this.panes[(at + step + this.panes.length) % this.panes.length].name;
    this.show(next);
    byId(`tab-${next}`).focus();
    event.preventDefault();
  }
}
