// Reading the input, and writing output files that are never half written.

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { CliError } from './command.ts';

export function readInput(file: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw new CliError(`cannot read ${file}: ${reason(error)}`);
  }
}

/** Writes files under other names and renames them when all are complete. */
export function writeFiles(contents: ReadonlyMap<string, string>): void {
  const temporary = (file: string): string => `${file}.${process.pid}.tmp`;
  const files = [...contents.keys()];
  let current = '';
  try {
    for (const [file, text] of contents) {
      current = file;
      writeFileSync(temporary(file), text, { flag: 'wx' });
    }
    for (const file of files) {
      current = file;
      renameSync(temporary(file), file);
    }
  } catch (error) {
    throw new CliError(`cannot write ${current}: ${reason(error)}`);
  } finally {
    for (const file of files) rmSync(temporary(file), { force: true });
  }
}

/** The system's words for an error of the file system. */
function reason(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  return (errno !== undefined && getSystemErrorMap().get(errno)?.[1]) || message;
}
