// What a process has had of the processors: on a busy machine the clock says little about whether one hangs.

import { readFileSync } from 'node:fs';

/** Clock ticks of Linux. */
const ticks = 100;

/** In seconds; undefined where there is no /proc, or no such process. */
export function processorTime(pid: number | undefined): number | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // Behind the name, which stands in parentheses: the state is field 3, user and system time are 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}
