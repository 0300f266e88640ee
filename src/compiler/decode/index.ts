// Decoding: bytes of the binary format in, nodes of `ast.ts` out.

export { limits, maximumPages } from './limits.ts';
export { decode } from './module.ts';
