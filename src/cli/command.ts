// What the subcommands of `fermata` have in common.

export interface Command {
  /** What follows `fermata `. */
  readonly usage: string;
  /** Lines of `--help`: what it does, and its options. */
  readonly help: readonly string[];
  /** The exit status. Throws CliError, and whatever else is to be shown as an error. */
  run(args: readonly string[]): Promise<number>;
}

/** An error that is the user's to mend; its message is the line to show. `usage`: the command line itself is wrong. */
export class CliError extends Error {
  readonly usage: boolean;

  constructor(message: string, options?: { usage?: boolean }) {
    super(message);
    this.usage = options?.usage ?? false;
  }
}

/** The only positional argument. */
export function onlyFile(positionals: readonly string[]): string {
  const [file, surplus] = positionals;
  if (file === undefined) throw new CliError('a file is missing', { usage: true });
  if (surplus !== undefined) throw new CliError(`one file at a time; what is ${surplus}?`, { usage: true });
  return file;
}

/** One of the names that an option accepts. */
export function choice<Name extends string>(option: string, names: readonly Name[], value: string): Name {
  const name = names.find((candidate) => candidate === value);
  if (name === undefined) {
    throw new CliError(`--${option} is one of ${names.join(', ')}, not ${value}`, { usage: true });
  }
  return name;
}
