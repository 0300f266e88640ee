// Base64 (RFC 4648, section 4), in which compiled modules hold their data segments.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Value of each character code; 64 where it is not in the alphabet. */
const VALUES = new Uint8Array(128).fill(64);
for (let i = 0; i < 64; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

function value(text: string, at: number): number {
  const v = VALUES[text.charCodeAt(at)];
  if (v === undefined || v === 64) throw new SyntaxError(`Not base64 at character ${at}`);
  return v;
}

/**
 * The bytes that `text`, padded or not and without white space, stands for. Throws SyntaxError for any other character.
 */
export function base64(text: string): Uint8Array {
  let length = text.length;
  while (length > 0 && text.charCodeAt(length - 1) === 61) length--;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let written = 0;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const bits = (value(text, i) << 18) | (value(text, i + 1) << 12) | (value(text, i + 2) << 6) | value(text, i + 3);
    bytes[written++] = bits >> 16;
    bytes[written++] = bits >> 8;
    bytes[written++] = bits;
  }
  if (length - i >= 2) bytes[written++] = (value(text, i) << 2) | (value(text, i + 1) >> 4);
  if (length - i === 3) bytes[written++] = (value(text, i + 1) << 4) | (value(text, i + 2) >> 2);
  return bytes;
}
