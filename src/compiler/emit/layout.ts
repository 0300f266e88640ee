// Leaves out the white space of printed JavaScript that keeps no two tokens apart. Nothing is renamed, and no statement
// changes: minifiers do that. It knows as much of JavaScript as astring prints: strings stand in double quotes, and every
// statement that needs a semicolon has one.

/** Without white space that JavaScript does not need, a function a line; or a statement a line, to be read. */
export type Layout = 'compact' | 'lines';

const LINE_END = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const MINUS = 0x2d;
const BACKSLASH = 0x5c;

/** By character code: letters, digits, `_` and `$`. */
const words = Uint8Array.from({ length: 0x80 }, (_, code) => (/[\w$]/.test(String.fromCharCode(code)) ? 1 : 0));

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Kept for the next text. */
let buffer = new Uint8Array(0x10000);

/**
 * What astring printed, a statement a line, in a layout. `places` in it, in rising order, become the places of the same
 * characters in the result. A text that is not ASCII, which no function is, stays as it is.
 */
export function layOut(text: string, layout: Layout, places: number[] = []): string {
  return layout === 'compact' ? compact(text, places) : text;
}

function compact(text: string, places: number[]): string {
  const { length } = text;
  if (buffer.length < length) buffer = new Uint8Array(2 * length);
  const bytes = buffer;
  const { read, written } = encoder.encodeInto(text, bytes);
  if (read !== length || written !== length) return text;
  const moved: number[] = [];
  let place = places[0] ?? -1;
  let end = 0;
  let last = 0;
  let spaced = false;
  let quoted = false;
  for (let at = 0; at < length; at++) {
    const code = bytes[at] as number;
    if ((code === SPACE || code === LINE_END) && !quoted) {
      spaced = true;
      continue;
    }
    if (spaced) {
      spaced = false;
      if (runTogether(last, code)) bytes[end++] = SPACE;
    }
    if (at === place) {
      moved.push(end);
      place = places[moved.length] ?? -1;
    }
    bytes[end++] = code;
    if (code === QUOTE && last !== BACKSLASH) quoted = !quoted;
    // A backslash after a backslash escapes nothing.
    last = code === BACKSLASH && last === BACKSLASH ? 0 : code;
  }
  moved.forEach((to, index) => {
    places[index] = to;
  });
  return decoder.decode(bytes.subarray(0, end));
}

function runTogether(last: number, next: number): boolean {
  return words[last] !== 0 ? words[next] !== 0 : last === next && (next === PLUS || next === MINUS);
}
