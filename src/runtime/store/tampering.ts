// What changed built-in prototypes could do to two instances of one process: an accessor on `Object.prototype` or
// `Array.prototype` takes what is assigned to a property that is not there yet, so that all instances would share it.
// The classes of the runtime that hold what belongs to an instance therefore have no `Object.prototype` above them; for
// elements of arrays, whoever instantiates is told.

/** Cuts the class off from `Object.prototype`. To be called before there are instances. */
export function isolate(owner: { readonly prototype: object }): void {
  Object.setPrototypeOf(owner.prototype, null);
}

const INDEX = /^\d+$/;

/** Throws a TypeError if `Array.prototype` or `Object.prototype` has elements. */
export function checkPrototypes(): void {
  for (const [name, prototype] of [
    ['Array', Array.prototype],
    ['Object', Object.prototype],
  ] as const) {
    const names = Object.getOwnPropertyNames(prototype);
    for (let i = 0; i < names.length; i++) {
      if (!INDEX.test(names[i] as string)) continue;
      throw new TypeError(`${name}.prototype has an element ${names[i]}: instances could not be kept apart`);
    }
  }
}
