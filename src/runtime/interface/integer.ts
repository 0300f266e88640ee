// Integer arguments as Web IDL's [EnforceRange] unsigned long converts them.

/** TypeError if `value` is no number or lies outside 0 … 2^32 − 1. `name` is for the message. */
export function unsignedLong(value: unknown, name: string): number {
  const x = Math.trunc(+(value as number)) + 0;
  if (x >= 0 && x <= 0xffffffff) return x;
  throw new TypeError(`${name} must be a number from 0 to 4294967295`);
}

/**
 * The limits of a memory's or table's descriptor. TypeError as above; RangeError for a maximum below `initial`, or one
 * above `most`.
 */
export function limitsOf(
  descriptor: { initial: unknown; maximum?: unknown },
  most: number,
): { minimum: number; maximum?: number } {
  if (descriptor.initial === undefined) throw new TypeError(`Property 'initial' is required`);
  const minimum = unsignedLong(descriptor.initial, `Property 'initial'`);
  if (minimum > most) throw new RangeError(`Property 'initial' is above ${most}`);
  if (descriptor.maximum === undefined) return { minimum };
  const maximum = unsignedLong(descriptor.maximum, `Property 'maximum'`);
  if (maximum < minimum) throw new RangeError(`Property 'maximum' is below 'initial'`);
  return { minimum, maximum };
}
