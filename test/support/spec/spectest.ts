// The host module that the official tests import from, as the specification's interpreter defines it.

import type { Engine, Exports } from '../engine.ts';

export function spectest(engine: Engine): Exports {
  const print = (): void => {};
  return {
    print,
    print_i32: print,
    print_i64: print,
    print_f32: print,
    print_f64: print,
    print_i32_f32: print,
    print_f64_f64: print,
    global_i32: new engine.Global({ value: 'i32' }, 666),
    global_i64: new engine.Global({ value: 'i64' }, 666n),
    global_f32: new engine.Global({ value: 'f32' }, 666.6),
    global_f64: new engine.Global({ value: 'f64' }, 666.6),
    table: new engine.Table({ element: 'anyfunc', initial: 10, maximum: 20 }),
    memory: new engine.Memory({ initial: 1, maximum: 2 }),
  };
}
