#!/usr/bin/env node
// The command `fermata`: finds the subcommand, runs it, and turns every error into one line on stderr.

import { readFileSync } from 'node:fs';
import { CompileError } from '../compiler/error.ts';
import { CliError, type Command } from './command.ts';
import { compileCommand } from './compile.ts';
import { inspectCommand } from './inspect.ts';
import { runCommand } from './run.ts';
import { oneLine } from './text.ts';
import { validateCommand } from './validate.ts';

const commands = new Map<string, Command>([
  ['compile', compileCommand],
  ['run', runCommand],
  ['inspect', inspectCommand],
  ['validate', validateCommand],
]);

function help(selected: Iterable<Command>): string {
  const lines = ['Fermata compiles WebAssembly to plain JavaScript that can pause at every imported call.'];
  for (const command of selected) {
    lines.push('', `fermata ${command.usage}`, ...command.help.map((line) => `  ${line}`));
  }
  return lines.join('\n');
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** The exit status: 0 done, 1 an error or a trap, 2 a wrong command line. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  const command = commands.get(name ?? '');
  if (name === '--version') {
    console.log(version());
    return 0;
  }
  if (name === '--help' || name === '-h' || (command !== undefined && /^(--help|-h)$/.test(args[0] ?? ''))) {
    console.log(help(command === undefined ? commands.values() : [command]));
    return 0;
  }
  try {
    if (command === undefined) {
      const list = [...commands.keys()].join(', ');
      throw new CliError(
        name === undefined ? `a command is missing: ${list}` : `there is no command ${name}: ${list}`,
        {
          usage: true,
        },
      );
    }
    return await command.run(args);
  } catch (error) {
    return complain(error, command);
  }
}

function complain(error: unknown, command: Command | undefined): number {
  // parseArgs marks what it refuses by a code of its own.
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  const usage = error instanceof CliError ? error.usage : (code?.startsWith('ERR_PARSE_ARGS') ?? false);
  const expected = usage || error instanceof CliError || error instanceof CompileError;
  const text = error instanceof Error ? (expected ? error.message : `${error.name}: ${error.message}`) : String(error);
  const hint = usage ? ` (usage: fermata ${command?.usage ?? 'COMMAND …'})` : '';
  console.error(`fermata: ${oneLine(text)}${hint}`);
  return usage ? 2 : 1;
}

// A reader that has seen enough (`fermata inspect … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.exitCode = await main(process.argv.slice(2));
