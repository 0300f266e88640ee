// What came of the programs on one engine, and the table of all engines.

import type { WrittenProgram } from './programs/index.ts';
import type { Result } from './run.ts';

interface Count {
  passed: number;
  total: number;
}

type Kind = WrittenProgram['kind'];

const HEADINGS = [
  'engine',
  'version',
  'official tests, files',
  'contract',
  'crypto',
  'runtimes',
  'large modules',
  'Metadata_metadata kusama, statemine',
  'most memory',
];

export class EngineReport {
  readonly name: string;
  version = '';
  readonly faults: string[] = [];
  private skipped: string | undefined;
  private readonly counts: Record<Kind, Count> = {
    spec: { passed: 0, total: 0 },
    contract: { passed: 0, total: 0 },
    crypto: { passed: 0, total: 0 },
    runtime: { passed: 0, total: 0 },
    limit: { passed: 0, total: 0 },
  };
  private readonly times = new Map<string, number>();
  private memory = 0;

  constructor(name: string) {
    this.name = name;
  }

  get failed(): boolean {
    return this.faults.length > 0;
  }

  skip(why: string): void {
    this.skipped = why;
  }

  add({ kind, name }: WrittenProgram, result: Result): void {
    const count = this.counts[kind];
    count.passed += result.passed;
    count.total += result.total;
    for (const fault of result.faults) this.faults.push(`${name}: ${fault}`);
    for (const [key, time] of result.times) this.times.set(key, time);
    this.memory = Math.max(this.memory, result.memory);
  }

  line(): string {
    if (this.skipped !== undefined) return `${this.name}: skipped, ${this.skipped}`;
    const counts = Object.values(this.counts);
    const sum = (of: keyof Count): number => counts.reduce((total, count) => total + count[of], 0);
    return `${this.name}: ${sum('passed')} of ${sum('total')}${this.failed ? ', FAILED' : ''}`;
  }

  /** In Markdown. */
  static table(reports: readonly EngineReport[]): string {
    const rows = [HEADINGS, HEADINGS.map(() => '---'), ...reports.map((report) => report.row())];
    return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  }

  private row(): string[] {
    if (this.skipped !== undefined) return [this.name, 'skipped', ...HEADINGS.slice(2).map(() => '')];
    const { spec, contract, crypto, runtime, limit } = this.counts;
    const time = (chain: string): string => {
      const milliseconds = this.times.get(`${chain} Metadata_metadata`);
      return milliseconds === undefined ? '–' : `${milliseconds} ms`;
    };
    return [
      this.name,
      this.version,
      ...[spec, contract, crypto, runtime, limit].map(({ passed, total }) =>
        total === 0 ? '–' : `${passed}/${total}`,
      ),
      `${time('kusama')}, ${time('statemine')}`,
      `${Math.round(this.memory)} MiB`,
    ];
  }
}
