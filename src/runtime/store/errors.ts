// Errors of the JavaScript interface other than traps.

/** Imports that do not fit the module, or (WebAssembly 1.0) a segment that does not fit its memory or table. */
export class LinkError extends Error {}
Object.defineProperty(LinkError.prototype, 'name', { value: 'LinkError', configurable: true, writable: true });

/** Code paused where nobody can answer later: a `Suspending` import was called outside of `promising`. */
export class SuspendError extends Error {}
Object.defineProperty(SuspendError.prototype, 'name', { value: 'SuspendError', configurable: true, writable: true });
