// The loop of a script that is measured: it reads an argument from each line of its input, and answers with a line of what the
// run took and gave. It works in Node and in the shells of JavaScriptCore and SpiderMonkey.

/** What is measured: a round of work. */
export type Run = (argument: number) => number;

interface Shell {
  readonly process?: { readonly stdin: NodeJS.ReadStream; readonly stdout: NodeJS.WriteStream };
  readonly performance?: { now(): number };
  preciseTime?(): number;
  dateNow?(): number;
  print?(line: string): void;
  readline?(): string | null | undefined;
}

const shell = globalThis as unknown as Shell;

/** Milliseconds, with microseconds behind the point. */
export function now(): number {
  if (shell.preciseTime !== undefined) return shell.preciseTime() * 1000;
  return shell.dateNow?.() ?? shell.performance!.now();
}

/** For a script's first line, which says that it is loaded: what the caller wants to know of that. */
export function serve(run: Run, loaded: object = {}): void {
  const answer = (line: string): string => {
    const argument = Number(line);
    const start = now();
    const result = run(argument);
    return JSON.stringify({ milliseconds: now() - start, result });
  };
  if (shell.process !== undefined) serveNode(shell.process, answer, loaded);
  else serveShell(answer, loaded);
}

function serveNode({ stdin, stdout }: NonNullable<Shell['process']>, answer: (line: string) => string, loaded: object) {
  let rest = '';
  stdin.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) stdout.write(`${answer(line)}\n`);
  });
  stdout.write(`${JSON.stringify(loaded)}\n`);
}

function serveShell(answer: (line: string) => string, loaded: object): void {
  shell.print!(JSON.stringify(loaded));
  for (;;) {
    const line = shell.readline!();
    // At the end of the input: null, undefined or, in JavaScriptCore, an empty line.
    if (!line) return;
    shell.print!(answer(line));
  }
}
