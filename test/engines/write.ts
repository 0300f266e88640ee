// Puts the table of engines into the documentation: rows of engines that did not run this time stay as they were.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINES } from './engines/index.ts';
import { EngineReport, HEADINGS } from './report.ts';

const FILE = join(import.meta.dirname, '../../docs/engines.md');

export function writeTable(rows: readonly (readonly string[])[]): void {
  writeFileSync(FILE, withRows(readFileSync(FILE, 'utf8'), rows));
}

/** The text with the rows in its table, which is known by its headings, in the order of the engines. */
export function withRows(text: string, rows: readonly (readonly string[])[]): string {
  const lines = text.split('\n');
  const start = lines.indexOf(EngineReport.table([]).split('\n')[0] ?? '');
  if (start < 0) throw new Error('docs/engines.md has no table with the headings of this program');
  let end = start;
  while (lines[end]?.startsWith('|') === true) end++;
  const merged = new Map(lines.slice(start + 2, end).map((line) => [cellsOf(line)[0], cellsOf(line)]));
  for (const row of rows) merged.set(row[0], [...row]);
  const order = ENGINES.map(({ name }) => merged.get(name)).filter((row) => row !== undefined);
  return [...lines.slice(0, start), EngineReport.table(order), ...lines.slice(end)].join('\n');
}

function cellsOf(line: string): string[] {
  return line.slice(2, -2).split(' | ').slice(0, HEADINGS.length);
}
