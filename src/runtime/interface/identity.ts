// Ties the objects of the JavaScript interface to the store objects they stand for: one object for each, always the
// same.

/** The property that leads from an object to its store object. */
export const store: unique symbol = Symbol('store');

const objects = new WeakMap<object, object>();

/** Makes `object` the one that stands for `instance`. */
export function tie<O extends { readonly [store]: object }>(object: O, instance: O[typeof store]): O {
  Object.defineProperty(object, store, { value: instance });
  objects.set(instance, object);
  return object;
}

/** The object that stands for `instance`; makes it from `prototype` if there is none. */
export function objectOf<O extends { readonly [store]: object }>(prototype: O, instance: O[typeof store]): O {
  return (objects.get(instance) as O | undefined) ?? tie(Object.create(prototype) as O, instance);
}
