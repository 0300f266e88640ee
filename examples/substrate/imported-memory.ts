// The size of the memory that a module imports, which the WebAssembly JavaScript API does not tell: an embedder of
// native WebAssembly needs it to make one of that size. (A compiled module says it, and the virtual machine obeys.)

const IMPORT_SECTION = 2;
const [FUNCTION, MEMORY] = [0, 2];

/** Initial size in pages of the first imported memory; undefined if none comes before an imported table or global. */
export function readImportedMemory(wasm: Uint8Array): number | undefined {
  let at = 8;
  const u32 = (): number => {
    let result = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++]!;
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return result >>> 0;
    }
  };
  while (at < wasm.length) {
    const section = wasm[at++];
    const end = u32() + at;
    for (let count = section === IMPORT_SECTION ? u32() : 0; count > 0; count--) {
      for (const _ of ['module', 'name']) at = u32() + at;
      const kind = wasm[at++];
      if (kind === MEMORY) at++;
      const indexOrPages = u32();
      if (kind === MEMORY) return indexOrPages;
      if (kind !== FUNCTION) return undefined;
    }
    at = end;
  }
  return undefined;
}
