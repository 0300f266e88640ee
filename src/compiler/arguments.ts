// Mistakes in calls of compile() that would otherwise be an error out of its depths, or none.

interface Choices {
  readonly suspend?: string;
  readonly runtime?: string;
  readonly layout?: string;
}

const choices: Readonly<Record<keyof Choices, readonly string[]>> = {
  suspend: ['frames', 'generator'],
  runtime: ['import', 'inline'],
  layout: ['compact', 'lines'],
};

/** TypeError where there are no bytes, RangeError where an option is none of its choices. Other passes check theirs. */
export function checkArguments(bytes: Uint8Array, options: Choices): void {
  // Of any realm.
  if (!ArrayBuffer.isView(bytes) || bytes.BYTES_PER_ELEMENT !== 1) {
    throw new TypeError('The bytes of a module are a Uint8Array');
  }
  for (const name of ['suspend', 'runtime', 'layout'] as const) {
    const choice = options[name];
    const known = choices[name];
    if (choice !== undefined && !known.includes(choice)) {
      throw new RangeError(`${name} is one of ${known.join(', ')}, not ${choice}`);
    }
  }
}
