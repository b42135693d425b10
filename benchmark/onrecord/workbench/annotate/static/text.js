// The article: one element a paragraph, one text node in each. It is editable only so that the browser gives it
// a caret, and with it every way to select that a keyboard or a screen reader has; what would change it is undone.

import { Paragraph } from './points.js';
import { byId, h } from './dom.js';

export class ArticleText {
  constructor(article) {
    this.element = byId('text');
    this.element.lang = article.language;
    this.element.setAttribute('aria-label', article.title);
    this.paragraphs = article.paragraphs.map(([start, text], n) => new Paragraph(n + 1, start, text));
    this.elements = this.paragraphs.map((p) => h('p', { dir: 'auto', 'data-number': p.number }, p.text));
    this.element.append(...this.elements);
    this.held = null;
    for (const event of ['beforeinput', 'paste', 'cut', 'drop', 'dragstart']) {
      this.element.addEventListener(event, (e) => e.preventDefault());
    }
    // An input method does not ask before it writes.
    this.element.addEventListener('input', () => this.restore());
    document.addEventListener('selectionchange', () => this.remember());
  }

  restore() {
    this.paragraphs.forEach((p, n) => {
      const element = this.elements[n];
      if (element.childNodes.length !== 1 || element.textContent !== p.text) element.replaceChildren(p.text);
    });
    if (this.element.childNodes.length !== this.elements.length) this.element.replaceChildren(...this.elements);
    this.element.dispatchEvent(new Event('restored'));
  }

  // The paragraph of a code point; its end counts to it, too.
  paragraphAt(point) {
    let low = 0;
    let high = this.paragraphs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.paragraphs[middle].start <= point) low = middle;
      else high = middle - 1;
    }
    return this.paragraphs[low];
  }

  words(span) {
    return this.paragraphAt(span[0]).words(span);
  }

  // A place as the file has it ("p7" is a whole paragraph) as a span; nothing where it names no place.
  span(place) {
    if (Array.isArray(place)) return place;
    const number = /^p(\d+)$/.exec(place ?? '')?.[1];
    const paragraph = number && this.paragraphs[number - 1];
    return paragraph ? [paragraph.start, paragraph.end] : null;
  }

  range(span) {
    const paragraph = this.paragraphAt(span[0]);
    const node = this.elements[paragraph.number - 1].firstChild;
    return new StaticRange({
      startContainer: node,
      startOffset: paragraph.unit(span[0]),
      endContainer: node,
      endOffset: paragraph.unit(Math.min(span[1], paragraph.end)),
    });
  }

  remember() {
    const selection = document.getSelection();
    if (!selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!this.element.contains(range.startContainer) || !this.element.contains(range.endContainer)) return;
    this.held = [this.pointAt(range.startContainer, range.startOffset),
      this.pointAt(range.endContainer, range.endOffset)];
    this.element.dispatchEvent(new Event('moved'));
  }

  pointAt(node, offset) {
    if (node === this.element) {
      const paragraph = this.paragraphs[Math.min(offset, this.paragraphs.length - 1)];
      return offset < this.paragraphs.length ? paragraph.start : paragraph.end;
    }
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const paragraph = this.paragraphs[element.closest('p').dataset.number - 1];
    if (node.nodeType === Node.TEXT_NODE) return paragraph.point(offset);
    return offset ? paragraph.end : paragraph.start;
  }

  // Where the caret is, or was last: a selection may be empty.
  get selection() {
    return this.held ?? [this.paragraphs[0]?.start ?? 0, this.paragraphs[0]?.start ?? 0];
  }

  // What is selected, a span for each paragraph it runs through.
  selected() {
    const [left, right] = this.selection;
    if (left === right) return [];
    const found = [];
    for (let n = this.paragraphAt(left).number; n <= this.paragraphs.length; n += 1) {
      const paragraph = this.paragraphs[n - 1];
      if (paragraph.start >= right) break;
      const span = paragraph.snap([left, right]);
      if (span) found.push(span);
    }
    return found;
  }

  // Put the caret at a span, or select it, and bring it into view.
  show(span, { select = false, focus = true } = {}) {
    const range = this.range(span);
    const element = range.startContainer.parentElement;
    if (focus) this.element.focus({ preventScroll: true });
    document.getSelection().setBaseAndExtent(range.startContainer, range.startOffset,
      range.startContainer, select ? range.endOffset : range.startOffset);
    this.held = select ? span : [span[0], span[0]];
    element.scrollIntoView({ block: 'nearest' });
    const live = document.createRange();
    live.setStart(range.startContainer, range.startOffset);
    live.setEnd(range.startContainer, range.endOffset);
    const box = live.getBoundingClientRect();
    const view = this.element.parentElement.getBoundingClientRect();
    if (box.top < view.top + 40 || box.bottom > view.bottom - 20) {
      this.element.parentElement.scrollBy({ top: box.top - view.top - view.height / 3 });
    }
  }

  focus() {
    this.show(this.selection, { select: true });
  }
}
