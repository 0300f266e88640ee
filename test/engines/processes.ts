// Processes of this machine, as Linux tells of them: the memory of those that an engine is made of, and their end.

import { readdirSync, readFileSync } from 'node:fs';

/** The peak memory, in MiB, of the largest process in the group that `pid` leads; 0 if nothing can be learnt. */
export function largestProcess(pid: number | undefined): number {
  let most = 0;
  for (const member of pid === undefined ? [] : groupOf(pid)) most = Math.max(most, peakOf(member));
  return most;
}

/** Ends all processes of the group that `pid` leads. */
export function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // They have ended by themselves.
  }
}

function groupOf(leader: number): number[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  // Behind the name, which stands in parentheses: state, parent, group.
  const group = new RegExp(`\\) \\w \\d+ ${leader} `);
  return names.filter((name) => /^\d+$/.test(name) && group.test(read(`/proc/${name}/stat`))).map(Number);
}

function peakOf(pid: number): number {
  const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}

/** Nothing where there is no such file: a process may end at any time. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
