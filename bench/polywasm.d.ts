// polywasm has no declarations: it exports a WebAssembly object.

declare module 'polywasm' {
  const polyfill: typeof WebAssembly;

  export { polyfill as WebAssembly };
}
