// Stands for `@polkadot/wasm-crypto-wasm` in the programs, which need no WebAssembly bytes: they name the module that
// was compiled from them.

export const wasmBytes: Uint8Array = new TextEncoder().encode('wasm-crypto');
