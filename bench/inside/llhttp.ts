// llhttp, the parser of Node.js, as undici has it: requests with headers and bodies, each of which calls back some thirty times.

import type { Run } from './serve.ts';

interface Parser {
  readonly memory: { readonly buffer: ArrayBuffer };
  llhttp_alloc(type: number): number;
  malloc(size: number): number;
  llhttp_execute(parser: number, data: number, length: number): number;
}

const REQUEST = 1;
const headers = Array.from({ length: 10 }, (_, i) => `X-Header-${i}: value ${i} ${'abc '.repeat(i)}\r\n`).join('');
const message =
  `POST /path/to/it?query=1 HTTP/1.1\r\nHost: example.org\r\n${headers}Transfer-Encoding: chunked\r\n\r\n` +
  '5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\n\r\n';

export function program({ instantiate }: { instantiate(imports: { readonly env: object }): Parser }): Run {
  let sum = 0;
  const event = (id: number) => () => {
    sum = (Math.imul(sum, 31) + id) | 0;
    return 0;
  };
  const span = (id: number) => (_: number, at: number, length: number) => {
    const bytes = new Uint8Array(parser.memory.buffer, at, length);
    sum = (Math.imul(sum, 31) + id + length + bytes[0]!) | 0;
    return 0;
  };
  const parser = instantiate({
    env: {
      wasm_on_message_begin: event(1),
      wasm_on_headers_complete: event(2),
      wasm_on_message_complete: event(3),
      wasm_on_url: span(4),
      wasm_on_status: span(5),
      wasm_on_header_field: span(6),
      wasm_on_header_value: span(7),
      wasm_on_body: span(8),
    },
  });
  const handle = parser.llhttp_alloc(REQUEST);
  const buffer = parser.malloc(message.length);
  const bytes = Uint8Array.from(message, (character) => character.charCodeAt(0));
  return (argument) => {
    sum = 0;
    for (let i = 0; i < argument; i++) {
      new Uint8Array(parser.memory.buffer).set(bytes, buffer);
      const error = parser.llhttp_execute(handle, buffer, bytes.length);
      if (error !== 0) throw new Error(`llhttp_execute gives ${error}`);
    }
    return sum;
  };
}
