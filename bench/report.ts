// What a benchmark found: a table for the terminal, and the same figures as JSON with the machine they come from.

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { JavaScript } from './javascript.ts';

export interface Column {
  readonly title: string;
  /** Digits after the point. */
  readonly digits?: number;
}

export interface Row {
  readonly name: string;
  /** One for each column. */
  readonly values: readonly (number | undefined)[];
}

export interface Report {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export function print({ title, columns, rows }: Report): void {
  const lines = rows.map(({ name, values }) => [
    name,
    ...columns.map(({ digits = 2 }, i) => values[i]?.toFixed(digits) ?? '–'),
  ]);
  const all = [['', ...columns.map((column) => column.title)], ...lines];
  const widths = columns.map((_, i) => Math.max(...all.map((line) => line[i + 1]!.length)));
  const first = Math.max(...all.map(([name]) => name!.length));
  const show = ([name, ...cells]: string[]): string =>
    [name!.padEnd(first), ...cells.map((cell, i) => cell.padStart(widths[i]!))].join('  ');
  process.stdout.write(`\n${title}\n${all.map(show).join('\n')}\n`);
}

/** Writes bench/results/NAME.json; NAME-ENGINE.json if that is not the Node which runs this. */
export function save(name: string, { name: engine, version }: JavaScript, report: Report): void {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memory: totalmem(), platform: process.platform };
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const contents = { date: new Date().toISOString(), machine, engine: `${engine} ${version}`, ...report };
  const file = engine === 'node' ? name : `${name}-${engine}`;
  writeFileSync(new URL(`${file}.json`, folder), `${JSON.stringify(contents, null, 2)}\n`);
}
