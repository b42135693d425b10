// What check finds, beside the text. It is asked after each save, and always about what is saved.

import { ask } from './api.js';
import { describe, spans } from './records.js';
import { h } from './dom.js';
import { overlaps } from './points.js';

const QUIET = 400;

export class Findings {
  constructor(app) {
    Object.assign(this, app);
    this.found = [];
    this.byUid = new Map();
    this.note = 'Checking…';
    this.asking = false;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), QUIET);
  }

  async load() {
    if (this.asking) return this.later();
    this.asking = true;
    try {
      const { version, findings } = await ask('/api/findings');
      // Checked while another change was saved: that save asks again.
      if (version === this.sync.version) this.take(findings);
    } catch (error) {
      this.note = `Not checked: ${error.message}`;
    } finally {
      this.asking = false;
    }
    return this.emit();
  }

  take(findings) {
    const rows = this.sync.base;
    this.found = findings.map((finding) => ({ ...finding, uid: finding.record === null ? null : rows[finding.record]?.uid ?? null }));
    this.byUid = new Map();
    for (const finding of this.found) {
      if (finding.uid !== null) this.byUid.set(finding.uid, [...(this.byUid.get(finding.uid) ?? []), finding]);
    }
    this.note = '';
    const wrong = this.found.flatMap((finding) => this.spans(finding).slice(0, 1));
    this.highlights.set('finding', wrong);
  }

  emit() {
    const errors = this.found.filter(({ level }) => level === 'error').length;
    this.tabs.count('findings', this.found.length ? String(this.found.length) : '');
    document.getElementById('count-findings').classList.toggle('error', errors > 0);
    if (this.tabs.active === 'findings') this.tabs.draw();
    else this.inspector.drawFindings();
  }

  of(uid) {
    return this.byUid.get(uid) ?? [];
  }

  spans({ uid, at }) {
    if (at) return this.text.paragraphAt(at[0]).end > at[0] ? [at] : [];
    const entry = this.store.get(uid);
    return entry ? spans(entry.fields, this.text) : [];
  }

  go(finding) {
    const [span] = this.spans(finding);
    // Some rules are about the whole, and name a record only to have a line.
    const about = this.store.get(finding.uid);
    const own = about ? spans(about.fields, this.text) : [];
    if (about && (!span || !own.length || own.some((one) => overlaps(one, span)))) {
      this.store.choose(finding.uid);
      this.show(this.store.get(finding.uid).fields.kind === 'summary' ? 'summaries' : 'record');
    }
    if (span) this.text.show(span, { select: true });
  }

  draw(pane) {
    const shown = [...this.found].sort((a, b) => a.level.localeCompare(b.level)).slice(0, 300);
    const rows = shown.map((finding) => {
      const entry = this.store.get(finding.uid);
      const about = entry ? describe(entry.fields, (id) => this.store.nameOf(id)) : '';
      return h('li', { class: `finding ${finding.level}` }, h('button', { type: 'button', class: 'link', click: () => this.go(finding) },
        h('strong', {}, finding.level), ` ${finding.message}`), h('small', {}, `${about} · ${finding.rule} · guideline ${finding.section}`));
    });
    pane.replaceChildren(h('p', { class: 'hint' }, this.note || (this.found.length
      ? `${this.found.length} findings${this.found.length > shown.length ? `, the first ${shown.length} shown` : ''}` : 'Nothing to mend.')),
    h('ul', { class: 'findings' }, rows));
  }
}
