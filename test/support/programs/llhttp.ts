// llhttp, the HTTP parser of Node.js, as undici ships it. Its eight callbacks pause the parser: what they are told goes into
// a log, and the answer comes later.

import { loadPackage } from './package.ts';
import type { Program } from './program.ts';

interface ParserExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly llhttp_execute: unknown;
  llhttp_alloc(type: number): number;
  malloc(size: number): number;
  llhttp_get_errno(parser: number): number;
  llhttp_get_error_reason(parser: number): number;
  llhttp_get_method(parser: number): number;
  llhttp_get_status_code(parser: number): number;
  llhttp_should_keep_alive(parser: number): number;
}

const REQUEST = 1;
const RESPONSE = 2;

const messages: readonly (readonly [type: number, text: string])[] = [
  [
    REQUEST,
    'POST /path?query=1 HTTP/1.1\r\nHost: example.org\r\nTransfer-Encoding: chunked\r\nX-Long: ' +
      `${'a'.repeat(500)}\r\n\r\n5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nTrailer: yes\r\n\r\n` +
      'GET / HTTP/1.0\r\n\r\n',
  ],
  [RESPONSE, 'HTTP/1.1 404 Not Found\r\nContent-Length: 11\r\nConnection: close\r\n\r\nnot a thing'],
  [RESPONSE, 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
  [REQUEST, 'GET / HTTP/9.9\r\n\r\n'],
];

export const llhttp: Program = {
  name: 'llhttp',
  async run({ engine, pausing, calling }) {
    let log: unknown[] = [];
    const text = (at: number, length: number): string =>
      Buffer.from(parser.memory.buffer, at, length).toString('latin1');
    const span = (name: string): unknown =>
      pausing((_parser: number, at: number, length: number) => {
        log.push([name, text(at, length)]);
        return 0;
      });
    const event = (name: string): unknown =>
      pausing((_parser: number, ...params: number[]) => {
        log.push([name, ...params]);
        return 0;
      });
    const env = {
      wasm_on_message_begin: event('message begin'),
      wasm_on_url: span('url'),
      wasm_on_status: span('status'),
      wasm_on_header_field: span('header field'),
      wasm_on_header_value: span('header value'),
      wasm_on_headers_complete: event('headers complete'),
      wasm_on_body: span('body'),
      wasm_on_message_complete: event('message complete'),
    };
    const bytes = loadPackage('undici/lib/llhttp/llhttp-wasm.js', engine) as Uint8Array;
    const parser = engine.instantiate(engine.compile(new Uint8Array(bytes)), { env }) as unknown as ParserExports;
    const execute = calling(parser.llhttp_execute);

    const results: unknown[] = [];
    // At once, and in pieces that end anywhere.
    for (const size of [10_000, 7, 1]) {
      for (const [type, message] of messages) {
        log = [];
        const handle = parser.llhttp_alloc(type);
        const buffer = parser.malloc(message.length);
        let returned: unknown = 0;
        for (let at = 0; at < message.length && returned === 0; at += size) {
          const piece = Buffer.from(message.slice(at, at + size), 'latin1');
          new Uint8Array(parser.memory.buffer).set(piece, buffer);
          returned = await execute(handle, buffer, piece.length);
        }
        const reason = parser.llhttp_get_error_reason(handle);
        results.push({
          log,
          returned,
          errno: parser.llhttp_get_errno(handle),
          reason: reason === 0 ? '' : text(reason, 60).split('\0')[0],
          method: parser.llhttp_get_method(handle),
          status: parser.llhttp_get_status_code(handle),
          keepAlive: parser.llhttp_should_keep_alive(handle),
        });
      }
    }
    return results;
  },
};
