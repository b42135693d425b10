// Positions. Gold counts code points; the DOM counts UTF-16 units, two for an emoji. All places in the page
// are [start, end] in code points of the article, each inside one paragraph.

const WIDE = /[\u{10000}-\u{10FFFF}]/u;
const ALNUM = /[\p{L}\p{N}\p{M}]/u;

export class Paragraph {
  constructor(number, start, text) {
    this.number = number;
    this.start = start;
    this.text = text;
    // Where the two-unit code points stand, counted in code points; most paragraphs have none.
    this.wide = [];
    if (WIDE.test(text)) {
      let point = 0;
      for (const char of text) {
        if (char.length === 2) this.wide.push(point);
        point += 1;
      }
    }
    this.end = start + text.length - this.wide.length;
  }

  // The UTF-16 offset in this paragraph of a code point of the article.
  unit(point) {
    const inner = point - this.start;
    return inner + count(this.wide, (at) => at < inner);
  }

  // The code point of the article at a UTF-16 offset in this paragraph.
  point(unit) {
    return this.start + unit - count(this.wide, (at, n) => at + n < unit);
  }

  words(span) {
    return this.text.slice(this.unit(span[0]), this.unit(span[1]));
  }

  // Whole words, without space at the edges: an anchor cannot cut a word. Nothing where only space is left.
  snap(span) {
    let left = this.unit(Math.max(span[0], this.start));
    let right = this.unit(Math.min(span[1], this.end));
    while (left < right && /\s/.test(this.text[left])) left += 1;
    while (right > left && /\s/.test(this.text[right - 1])) right -= 1;
    if (left >= right) return null;
    const joins = (at) => at > 0 && at < this.text.length && ALNUM.test(before(this.text, at))
      && ALNUM.test(after(this.text, at));
    while (joins(left)) left -= before(this.text, left).length;
    while (joins(right)) right += after(this.text, right).length;
    return [this.point(left), this.point(right)];
  }
}

const before = (text, at) => (/[\uDC00-\uDFFF]/.test(text[at - 1]) ? text.slice(at - 2, at) : text[at - 1]);
const after = (text, at) => String.fromCodePoint(text.codePointAt(at));

// How many items from the first on hold, in a list where those that hold come first.
function count(list, holds) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(list[middle], middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

// The stretch to select next around one: its word, the marked string, the sentence, the paragraph.
export function grown(paragraph, span) {
  const left = paragraph.unit(span[0]);
  const right = paragraph.unit(span[1]);
  const stretches = [/[\p{L}\p{N}\p{M}'’-]+/gu, /“[^“”]*”?|"[^"]*"?|«[^«»]*»?/gu, /[^.!?…]+[.!?…]*["”»’)]*\s*/gu]
    .flatMap((pattern) => [...paragraph.text.matchAll(pattern)])
    .map((match) => [match.index, match.index + match[0].trimEnd().length])
    .concat([[0, paragraph.text.length]]);
  const larger = stretches.filter(([a, b]) => a <= left && b >= right && b - a > right - left);
  const least = larger.sort((a, b) => a[1] - a[0] - (b[1] - b[0]))[0];
  return least ? paragraph.snap([paragraph.point(least[0]), paragraph.point(least[1])]) : span;
}

// The strings in quote marks inside a span, or the one around a caret.
export function marked(paragraph, span) {
  const found = [...paragraph.text.matchAll(/“[^“”]*”|"[^"]*"|«[^«»]*»/g)].map((match) =>
    [paragraph.point(match.index), paragraph.point(match.index + match[0].length)]);
  if (span[0] === span[1]) return found.filter(([a, b]) => a <= span[0] && span[0] <= b);
  return found.filter(([a, b]) => span[0] <= a && b <= span[1]);
}

export const overlaps = (a, b) => a[0] < b[1] && b[0] < a[1];
export const contains = (outer, inner) => outer[0] <= inner[0] && inner[1] <= outer[1];
