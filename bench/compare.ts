// Programs that several subjects run, as a table of ratios to the first of them.

import { mkdirSync } from 'node:fs';
import type { JavaScript } from './javascript.ts';
import type { Report, Row } from './report.ts';
import { type Contestant, firstRounds, interleaveAnew } from './rounds.ts';
import { geometricMean, medianIfKnown } from './statistics.ts';

export interface Competition {
  readonly name: string;
  /** The argument of a round. */
  readonly rounds: number;
  /** Writes the scripts of all subjects, in their order, into a folder. Undefined: that one cannot take part. */
  contestants(folder: string): Promise<readonly (Contestant | undefined)[]>;
}

export interface Heading {
  readonly title: string;
  /** Where scripts are written. */
  readonly folder: string;
  /** Of the columns: the subjects. */
  readonly titles: readonly string[];
  /** How many fresh processes each is measured in. */
  readonly processes: number;
  /** By the first round of each process; otherwise, by its warm rounds. */
  readonly first?: boolean;
}

export async function compare(
  { title, folder, titles, processes, first = false }: Heading,
  competitions: readonly Competition[],
  javascript: JavaScript,
): Promise<Report> {
  mkdirSync(folder, { recursive: true });
  const rows: Row[] = [];
  for (const { name, rounds, contestants } of competitions) {
    const all = await contestants(folder);
    const taking = all.filter((contestant) => contestant !== undefined);
    const measured = first
      ? [await firstRounds(taking, rounds, javascript, processes)]
      : await interleaveAnew(taking, rounds, javascript, processes);
    const values = all.map((contestant, i) =>
      medianIfKnown(
        measured.map((times) => {
          const time = contestant && times[taking.indexOf(contestant)];
          return i === 0 ? time : time && times[0] && time / times[0];
        }),
      ),
    );
    rows.push({ name, values });
  }
  const ratios = titles.slice(1).map((_, i) => rows.flatMap(({ values }) => values[i + 1] ?? []));
  const means = ratios.map((list) => (list.length > 0 ? geometricMean(list) : undefined));
  rows.push({ name: 'geometric mean', values: [undefined, ...means] });
  const columns = titles.map((name, i) => ({ title: i === 0 ? `${name}, ms` : name }));
  return { title, columns, rows };
}
