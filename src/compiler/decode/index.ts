// Decoding: bytes of the binary format in, nodes of `ast.ts` out.

export { beyond, defaultLimits, type Limits, limitsWith, maximumPages } from './limits.ts';
export { decode } from './module.ts';
