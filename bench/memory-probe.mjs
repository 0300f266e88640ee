// Loaded into a child process with --import: says at its end how much memory it had at most, in KiB, on descriptor 3. Linux
// keeps the parent's maximum in a child's maxRSS; what it says in /proc is the child's own.

import { existsSync, readFileSync, writeSync } from 'node:fs';

const STATUS = '/proc/self/status';

function peak() {
  const own = existsSync(STATUS) && /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(STATUS, 'utf8'))?.[1];
  return own || process.resourceUsage().maxRSS;
}

process.on('exit', () => writeSync(3, String(peak())));
