import { parseAnsi, plain, type AnsiState, type Span } from './ansi.ts';

export interface Line {
  spans: Span[];
  text: string;
  /** Whether KubeTask wrote it, between two attempts for example. */
  note: boolean;
}

/** How many lines are drawn, and dropped, together. */
export const groupSize = 200;

/** A longer line becomes several: the browser would measure all of it at once. */
export const longestLine = 10_000;

/** The lines of a log as it comes. The oldest are dropped over the limit, so that a log of any length can be followed. */
export class LogLines {
  readonly lines: Line[] = [];
  dropped = 0;
  #rest = '';
  #state: AnsiState = plain;
  readonly #most: number;

  constructor(most = 20_000) {
    this.#most = most;
  }

  append(piece: string): void {
    const parts = (this.#rest + piece).split('\n');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) this.#addAll(part);
    while (this.#rest.length > longestLine) {
      this.#add(this.#rest.slice(0, longestLine));
      this.#rest = this.#rest.slice(longestLine);
    }
    // Only whole groups are dropped, and several at once, so that those that stay needn't be drawn again.
    const over = this.lines.length - this.#most;
    if (over >= 5 * groupSize) this.dropped += this.lines.splice(0, over - (over % groupSize)).length;
  }

  /** The log has ended: what has no line feed is a line, too. */
  end(): void {
    if (this.#rest !== '') this.#addAll(this.#rest);
    this.#rest = '';
  }

  #addAll(line: string): void {
    if (line.length <= longestLine) this.#add(line);
    else for (let at = 0; at < line.length; at += longestLine) this.#add(line.slice(at, at + longestLine));
  }

  #add(raw: string): void {
    const { spans, state } = parseAnsi(raw, this.#state);
    this.#state = state;
    const text = spans.map((s) => s.text).join('');
    this.lines.push({ spans, text, note: /^--- .* ---$/.test(text) });
  }
}

export interface Piece {
  text: string;
  classes: string;
  found: boolean;
}

/** The spans of a line, cut where a search text begins and ends. The search knows no case. */
export function highlight(line: Line, search: string): Piece[] {
  if (search === '') return line.spans.map((s) => ({ ...s, found: false }));
  const wanted = search.toLowerCase();
  const text = line.text.toLowerCase();
  const found = new Set<number>();
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    for (let i = at; i < at + wanted.length; i++) found.add(i);
  }
  const pieces: Piece[] = [];
  let at = 0;
  for (const span of line.spans) {
    for (const char of span.text) {
      const hit = found.has(at);
      const last = pieces.at(-1);
      if (last && last.classes === span.classes && last.found === hit) last.text += char;
      else pieces.push({ text: char, classes: span.classes, found: hit });
      at += char.length;
    }
  }
  return pieces;
}

/** The numbers of the lines that have the text. */
export function searchLines(lines: Line[], search: string): number[] {
  if (search === '') return [];
  const wanted = search.toLowerCase();
  const found: number[] = [];
  lines.forEach((line, i) => {
    if (line.text.toLowerCase().includes(wanted)) found.push(i);
  });
  return found;
}
