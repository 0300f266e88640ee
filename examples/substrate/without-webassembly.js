// Loaded before everything else (node --import): takes WebAssembly away, as some JavaScript engines do.
delete globalThis.WebAssembly;
