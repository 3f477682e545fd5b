// Splits a line of a log into spans with classes. Only colors and weights are kept; every other control sequence is left out.

export interface Span {
  text: string;
  classes: string;
}

export interface AnsiState {
  foreground: string;
  background: string;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
}

export const plain: AnsiState = { foreground: '', background: '', bold: false, dim: false, italic: false, underline: false };

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const steps = [0, 95, 135, 175, 215, 255];

const sequence = new RegExp(
  [
    // CSI: colors, and all that moves the cursor.
    /\u001b\[([0-9;:?<=>!]*)([ -/]*)([@-~])/,
    // OSC: titles and links, up to their end.
    /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?/,
    // Other escapes, such as for character sets.
    /\u001b[ -/]+[0-~]/,
    /\u001b[^[\] -/]/,
    // What the end of the line cuts off.
    /\u001b\[?[0-9;]*$/,
  ]
    .map((part) => part.source)
    .join('|'),
  'g',
);
const otherControls = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Parses a line, beginning in a state. The state at its end is where the next line begins. */
export function parseAnsi(line: string, begin: AnsiState = plain): { spans: Span[]; state: AnsiState } {
  // A carriage return goes back to the start of the line, as progress bars do: what follows the last one is what stays.
  const cut = line.replace(/\r+$/, '');
  const text = cut.slice(cut.lastIndexOf('\r') + 1);
  const spans: Span[] = [];
  let state = begin;
  let from = 0;
  for (const match of text.matchAll(sequence)) {
    add(spans, text.slice(from, match.index), state);
    from = match.index + match[0].length;
    if (match[3] === 'm' && !match[2] && !/[?<=>!]/.test(match[1] ?? '')) state = select(state, match[1] ?? '');
  }
  add(spans, text.slice(from), state);
  return { spans, state };
}

/** The line without any control sequence. */
export function stripAnsi(line: string): string {
  return parseAnsi(line)
    .spans.map((s) => s.text)
    .join('');
}

function add(spans: Span[], raw: string, state: AnsiState): void {
  const text = raw.replace(otherControls, '');
  if (text === '') return;
  const classes = classesOf(state);
  const last = spans.at(-1);
  if (last?.classes === classes) last.text += text;
  else spans.push({ text, classes });
}

function classesOf(state: AnsiState): string {
  return [
    state.foreground && `fg-${state.foreground}`,
    state.background && `bg-${state.background}`,
    state.bold && 'bold',
    state.dim && 'dim',
    state.italic && 'italic',
    state.underline && 'underline',
  ]
    .filter(Boolean)
    .join(' ');
}

function select(before: AnsiState, parameters: string): AnsiState {
  let state = { ...before };
  const codes = parameters.split(/[;:]/).map((code) => (code === '' ? 0 : Number(code)));
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 0) state = { ...plain };
    else if (code === 1) state.bold = true;
    else if (code === 2) state.dim = true;
    else if (code === 3) state.italic = true;
    else if (code === 4) state.underline = true;
    else if (code === 22) state.bold = state.dim = false;
    else if (code === 23) state.italic = false;
    else if (code === 24) state.underline = false;
    else if (code >= 30 && code <= 37) state.foreground = names[code - 30]!;
    else if (code === 39) state.foreground = '';
    else if (code >= 40 && code <= 47) state.background = names[code - 40]!;
    else if (code === 49) state.background = '';
    else if (code >= 90 && code <= 97) state.foreground = `bright-${names[code - 90]}`;
    else if (code >= 100 && code <= 107) state.background = `bright-${names[code - 100]}`;
    else if (code === 38 || code === 48) {
      const indexed = codes[i + 1] === 5;
      const color = indexed ? ofIndex(codes[i + 2] ?? 0) : nearest(codes[i + 2] ?? 0, codes[i + 3] ?? 0, codes[i + 4] ?? 0);
      if (code === 38) state.foreground = color;
      else state.background = color;
      i += indexed ? 2 : 4;
    }
  }
  return state;
}

/** One of the 256 colors as one of the 16 that the page has classes for, so that it suits a light and a dark page. */
function ofIndex(index: number): string {
  if (index < 8) return names[index] ?? '';
  if (index < 16) return `bright-${names[index - 8]}`;
  if (index >= 232) return gray(8 + (index - 232) * 10);
  const cube = index - 16;
  return nearest(steps[Math.floor(cube / 36)] ?? 0, steps[Math.floor(cube / 6) % 6] ?? 0, steps[cube % 6] ?? 0);
}

function nearest(red: number, green: number, blue: number): string {
  const most = Math.max(red, green, blue);
  if (most - Math.min(red, green, blue) < 40) return gray(most);
  const bit = (value: number): number => (value > most / 2 ? 1 : 0);
  const name = names[bit(red) + 2 * bit(green) + 4 * bit(blue)]!;
  return most > 215 ? `bright-${name}` : name;
}

function gray(value: number): string {
  return value < 64 ? 'black' : value < 150 ? 'bright-black' : value < 220 ? 'white' : 'bright-white';
}
