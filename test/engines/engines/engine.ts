// What an engine is to the runner: where it comes from and how a script is run on it.

/** A command that runs a script which stands in a file, and prints what the script prints. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Found {
  readonly version: string;
  run(file: string): Command;
}

/** Why there is none: said to the reader. */
export interface Missing {
  readonly missing: string;
}

export interface Engine {
  readonly name: string;
  /** The driver has to be lowered for it: no classes, no block scope. */
  readonly lowered?: boolean;
  /** It interprets: it runs a part of the official tests, unless all are asked for, and gets three times the time. */
  readonly slow?: boolean;
  /** It only says whether it accepts a script. */
  readonly onlyAccepts?: boolean;
  find(install: boolean): Found | Missing;
}
