// UTF-8 for engines without TextEncoder and TextDecoder: as much of both as the programs use. The
// bundler puts these in the place of the global names.

class Encoder {
  encode(text: string): Uint8Array {
    const escaped = encodeURIComponent(text);
    const bytes: number[] = [];
    for (let i = 0; i < escaped.length; i++) {
      if (escaped[i] !== '%') {
        bytes.push(escaped.charCodeAt(i));
      } else {
        bytes.push(Number.parseInt(escaped.slice(i + 1, i + 3), 16));
        i += 2;
      }
    }
    return new Uint8Array(bytes);
  }
}

class Decoder {
  /** Always fatal: throws for bytes that are not UTF-8. */
  decode(bytes: Uint8Array): string {
    let escaped = '';
    for (let i = 0; i < bytes.length; i++) escaped += `%${((bytes[i] as number) | 256).toString(16).slice(1)}`;
    return decodeURIComponent(escaped);
  }
}

const scope = globalThis as { readonly TextEncoder?: typeof Encoder; readonly TextDecoder?: typeof Decoder };

export const TextEncoder = scope.TextEncoder ?? Encoder;
export const TextDecoder = scope.TextDecoder ?? Decoder;
