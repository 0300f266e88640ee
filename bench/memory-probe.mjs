// Loaded into a child process with --import: says at its end how much memory it had at most, in KiB, on descriptor 3.

import { writeSync } from 'node:fs';

process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
