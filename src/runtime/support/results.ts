// Where the words of a result stand from the second on; the first is returned. Compiled code and the runtime share the
// two arrays, so whoever needs these words reads them at once: the next call overwrites them.

/** Word k (k ≥ 1) of a result, at k − 1, if it is an int32: i32, or either half of an i64. */
export const resultInts = new Int32Array(2048);

/** Word k (k ≥ 1) of a result, at k − 1, if it is a float or a reference. */
export const resultValues: unknown[] = [];
