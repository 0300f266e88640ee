// fermata inspect: what is in a module, what it uses, and how much of it may pause.

import { parseArgs } from 'node:util';
import type { Module } from '../compiler/ast.ts';
import { decode } from '../compiler/decode/index.ts';
import { compile } from '../compiler/index.ts';
import type { FunctionReport, Reason, Report } from '../compiler/report.ts';
import { CliError, type Command, choice, onlyFile } from './command.ts';
import { emittedFunction } from './emitted-function.ts';
import { featuresUsed } from './features-used.ts';
import { readInput } from './files.ts';
import { withProgress } from './progress.ts';
import { columns, counted, grouped, percent, quoteName } from './text.ts';

const LARGEST = 10;

export const inspectCommand: Command = {
  usage: 'inspect IN.wasm [--function N] [--suspend STRATEGY]',
  help: [
    'Tells what is in the module, which features it uses, how many functions may pause and why, and the largest functions.',
    '  --function N           prints the JavaScript of function N instead (imported functions count first)',
    '  --suspend STRATEGY     frames (default) or generator',
  ],

  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { function: { type: 'string' }, suspend: { type: 'string', default: 'frames' } },
    });
    const file = onlyFile(positionals);
    const suspend = choice('suspend', ['frames', 'generator'], values.suspend);
    const bytes = readInput(file);
    const layout = values.function === undefined ? 'compact' : 'lines';
    const { code, report } = withProgress(`compiling ${file}`, (onProgress) =>
      compile(bytes, { suspend, layout, onProgress }),
    );
    if (values.function !== undefined) {
      console.log(emittedFunction(code, functionReport(report, values.function).index));
      return 0;
    }
    const module = decode(bytes);
    const lines = [
      `${file}: ${grouped(bytes.length)} bytes; as JavaScript ${grouped(report.size.code)}`,
      '',
      ...contents(module, report),
      '',
      `features: ${featuresUsed(module).join(', ') || 'those of the MVP'}`,
      '',
      ...pausing(report),
      '',
      ...largest(report),
    ];
    console.log(lines.join('\n'));
    return 0;
  },
};

function functionReport(report: Report, text: string): FunctionReport {
  const index = /^\d+$/.test(text) ? Number(text) : undefined;
  if (index === undefined) throw new CliError(`--function takes a number, not ${text}`, { usage: true });
  const found = report.functions.find((candidate) => candidate.index === index);
  if (found === undefined) {
    const last = report.importedFunctions + report.functions.length - 1;
    const range = report.functions.length === 0 ? 'none' : `${report.importedFunctions} to ${last}`;
    throw new CliError(`there is no function ${index} with a body; there are ${range}`);
  }
  return found;
}

/** Section by section. */
function contents(module: Module, report: Report): string[] {
  const sum = (sizes: readonly number[]): string => `${grouped(sizes.reduce((total, size) => total + size, 0))} bytes`;
  const kinds = (items: readonly { readonly kind: string }[]): string => {
    const counts = new Map<string, number>();
    for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return [...counts].map(([kind, count]) => counted(count, kind).replace('memorys', 'memories')).join(', ');
  };
  const modes = (items: readonly { readonly mode: string }[]): string => {
    const passive = items.filter(({ mode }) => mode !== 'active').length;
    return passive === 0 ? '' : `, ${passive} not active`;
  };
  const { direct, indirect } = report.callSites;
  const rows: [section: string, count: number, detail: string][] = [
    ['types', module.types.length, ''],
    ['imports', module.imports.length, kinds(module.imports.map(({ description }) => description))],
    [
      'functions',
      module.functions.length,
      `${counted(report.instructions, 'instruction')} in ${sum(module.bodies.map(({ size }) => size))}, ` +
        `${counted(direct, 'call')}, ${grouped(indirect)} indirect`,
    ],
    ['tables', module.tables.length, module.tables.map(({ limits }) => range(limits, 'element')).join(', ')],
    ['memories', module.memories.length, module.memories.map((limits) => range(limits, 'page')).join(', ')],
    ['globals', module.globals.length, `${module.globals.filter(({ type }) => type.mutable).length} mutable`],
    ['exports', module.exports.length, kinds(module.exports)],
    [
      'element segments',
      module.elements.length,
      `${counted(
        module.elements.reduce((total, { items }) => total + items.length, 0),
        'item',
      )}${modes(module.elements)}`,
    ],
    ['data segments', module.data.length, `${sum(module.data.map(({ bytes }) => bytes.length))}${modes(module.data)}`],
    ['start', module.start === undefined ? 0 : 1, module.start === undefined ? '' : `function ${module.start.index}`],
    [
      'custom sections',
      module.customSections.length,
      module.customSections.map(({ name, bytes }) => `${quoteName(name)} (${sum([bytes.length])})`).join(', '),
    ],
  ];
  return columns(
    rows.filter(([, count]) => count > 0).map(([section, count, detail]) => [section, grouped(count), detail]),
    [0, 2],
  );
}

function range({ minimum, maximum }: { minimum: number; maximum: number | undefined }, noun: string): string {
  const most = maximum === undefined ? 'no maximum' : `at most ${grouped(maximum)}`;
  return `${counted(minimum, noun)}, ${most}`;
}

/** How many functions may pause, and for how many each kind of reason is the first. */
function pausing({ functions, mayPause }: Report): string[] {
  const kinds: Record<Reason['kind'], number> = { import: 0, call: 0, indirect: 0 };
  const targets = new Map<string, number>();
  for (const { mayPause: reason } of functions) {
    if (reason === undefined) continue;
    kinds[reason.kind]++;
    if (reason.kind === 'import') {
      const name = `${quoteName(reason.module)}.${quoteName(reason.name)}`;
      targets.set(name, (targets.get(name) ?? 0) + 1);
    }
  }
  const share = `${grouped(mayPause)} of ${counted(functions.length, 'function')} may pause (${percent(mayPause, functions.length)})`;
  if (mayPause === 0) return [share];
  const callers = [...targets].sort(([, a], [, b]) => b - a).map(([name, count]) => [`    ${name}`, grouped(count)]);
  return [
    `${share}; what is the first call that can:`,
    ...columns([
      ['  a function that may pause', grouped(kinds.call)],
      ['  an indirect call', grouped(kinds.indirect)],
      ['  an imported function', grouped(kinds.import)],
      ...callers,
    ]),
  ];
}

function largest({ functions }: Report): string[] {
  const rows = [...functions]
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, LARGEST)
    .map(({ index, name, bytes, instructions, mayPause }) => [
      `  ${index}`,
      grouped(bytes),
      grouped(instructions),
      mayPause === undefined ? 'never pauses' : `may pause: ${describe(mayPause)}`,
      name === undefined ? '' : quoteName(name),
    ]);
  if (rows.length === 0) return ['no function has a body'];
  return ['largest functions', ...columns([['  number', 'bytes', 'instructions', '', ''], ...rows], [0, 3, 4])];
}

function describe(reason: Reason): string {
  switch (reason.kind) {
    case 'import':
      return `calls ${quoteName(reason.module)}.${quoteName(reason.name)}`;
    case 'call':
      return `calls function ${reason.function}`;
    case 'indirect':
      return 'calls through a table';
  }
}
