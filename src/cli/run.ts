// fermata run: calls one exported function and shows each imported call at which it pauses. The functions that a module
// imports are answered with constants; tables, memories and globals are made as it asks for them.

import { parseArgs } from 'node:util';
import { compile } from '../compiler/index.ts';
import type { CompiledModule, ImportDescriptor, Signature } from '../runtime/abi.ts';
import { CliError, type Command } from './command.ts';
import { readInput } from './files.ts';
import { loadCompiled, type Runtime } from './load.ts';
import { withProgress } from './progress.ts';
import { oneLine, quoteName } from './text.ts';
import { formatValue, formatValues, parseSignature, parseValue, typeNames } from './values.ts';

export const runCommand: Command = {
  usage: 'run FILE FUNCTION [ARGUMENT…] [--answer MODULE.NAME=VALUE]…',
  help: [
    'Calls an exported function of a .wasm or of a compiled .js, and prints each imported call and the result or the trap.',
    '  --answer MODULE.NAME=VALUE   the answer to every call of that import (several results: VALUE,VALUE)',
    'Calls without an answer get 0 or null for each result, which the output says.',
  ],

  async run(args) {
    // A negative number is an argument and no option; the space is dropped again when the number is parsed.
    const escaped = args.map((arg) => (/^-(\d|\.\d|inf|nan)/i.test(arg) ? ` ${arg}` : arg));
    const { values, positionals } = parseArgs({
      args: escaped,
      allowPositionals: true,
      options: { answer: { type: 'string', multiple: true, default: [] } },
    });
    const [file, name, ...texts] = positionals;
    if (file === undefined) throw new CliError('a file is missing', { usage: true });
    if (name === undefined) throw new CliError('the name of an exported function is missing', { usage: true });

    const { module, runtime } = await loadCompiled(codeOf(file), file);
    const signature = exportSignature(module, file, name);
    const { parameters, results } = parseSignature(signature);
    if (texts.length !== parameters.length) {
      const types = parameters.map((code) => typeNames[code]).join(', ');
      throw new CliError(`${quoteName(name)} takes (${types}), not ${texts.length} arguments`);
    }
    const params = parameters.map((code, index) => parseValue(code, texts[index] ?? ''));
    const imports = importsFor(module, runtime, answers(module, values.answer));
    try {
      const { exports } = new runtime.Instance(module, imports);
      const result: unknown = await runtime.promising(exports[name] as (...params: unknown[]) => unknown)(...params);
      const list = results.length === 1 ? [result] : [...((result ?? []) as Iterable<unknown>)];
      console.log(results.length === 0 ? 'finished' : `result: ${formatValues(list)}`);
      return 0;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'RuntimeError') throw error;
      console.log(`trap: ${oneLine(error.message)}`);
      return 1;
    }
  },
};

/** The JavaScript of a compiled file, or of a module that is compiled now. */
function codeOf(file: string): string {
  const bytes = readInput(file);
  const isBinary = bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
  if (!isBinary && !file.endsWith('.wasm')) return new TextDecoder().decode(bytes);
  return withProgress(`compiling ${file}`, (onProgress) => compile(bytes, { onProgress }).code);
}

function exportSignature(module: CompiledModule, file: string, name: string): Signature {
  const descriptor = module.exports.find((candidate) => candidate.name === name);
  if (descriptor?.kind !== 'function') {
    const functions = module.exports.filter(({ kind }) => kind === 'function').map((item) => quoteName(item.name));
    const list = functions.length === 0 ? 'none' : functions.slice(0, 20).join(', ');
    const more = functions.length > 20 ? `, and ${functions.length - 20} more` : '';
    throw new CliError(`${file} exports no function ${quoteName(name)}; it exports ${list}${more}`);
  }
  const imported = module.imports.filter(({ kind }) => kind === 'function')[descriptor.index];
  if (imported?.kind === 'function') return imported.signature;
  const own = module.functions.find(({ index }) => index === descriptor.index);
  if (own === undefined) throw new Error(`function ${descriptor.index} is exported but not described`);
  return own.signature;
}

type FunctionImport = ImportDescriptor & { kind: 'function' };
type Answers = ReadonlyMap<FunctionImport, unknown>;

/** What each import that an --answer names gives: the JavaScript value, or an array of several. */
function answers(module: CompiledModule, options: readonly string[]): Answers {
  const map = new Map<FunctionImport, unknown>();
  for (const option of options) {
    // Names may contain the equals sign too: the longest import that fits is meant.
    const [target] = module.imports
      .filter((item) => item.kind === 'function')
      .filter(({ module: from, name }) => option.startsWith(`${from}.${name}=`))
      .sort((a, b) => b.module.length + b.name.length - a.module.length - a.name.length);
    if (target === undefined) throw new CliError(`--answer ${option}: the module imports no such function`);
    const { results } = parseSignature(target.signature);
    const texts = option.slice(target.module.length + target.name.length + 2).split(',');
    if (results.length === 0) throw new CliError(`--answer ${option}: this function has no result`);
    if (texts.length !== results.length) throw new CliError(`--answer ${option}: ${results.length} values are needed`);
    const values = results.map((code, index) => parseValue(code, texts[index] ?? ''));
    map.set(target, values.length === 1 ? values[0] : values);
  }
  return map;
}

function importsFor(module: CompiledModule, runtime: Runtime, given: Answers): Record<string, Record<string, unknown>> {
  const imports: Record<string, Record<string, unknown>> = Object.create(null);
  for (const item of module.imports) {
    const group: Record<string, unknown> = imports[item.module] ?? Object.create(null);
    imports[item.module] = group;
    group[item.name] = item.kind === 'function' ? answering(item, module, runtime, given) : provided(item, runtime);
  }
  return imports;
}

/** An import that pauses its caller, is printed, and is answered from outside. A start function cannot pause: in place. */
function answering(item: FunctionImport, module: CompiledModule, runtime: Runtime, given: Answers): unknown {
  const { results } = parseSignature(item.signature);
  const fallback = results.map((code) => (code === 'a' || code === 'e' ? null : code === 'j' ? 0n : 0));
  const answer = given.has(item) ? given.get(item) : results.length === 1 ? fallback[0] : fallback;
  const shown = results.length === 1 ? formatValue(answer) : `(${formatValues(answer as unknown[])})`;
  const suffix = results.length === 0 ? '' : ` → ${shown}${given.has(item) ? '' : ' (no --answer)'}`;
  const label = `${quoteName(item.module)}.${quoteName(item.name)}`;
  const respond = (...params: unknown[]): unknown => {
    console.log(`${label}(${formatValues(params)})${suffix}`);
    return results.length === 0 ? undefined : answer;
  };
  return module.start === undefined ? new runtime.Suspending(async (...params) => respond(...params)) : respond;
}

function provided(item: Exclude<ImportDescriptor, { kind: 'function' }>, { Memory, Table, Global }: Runtime): unknown {
  switch (item.kind) {
    case 'memory':
      return new Memory(limits(item.type));
    case 'table':
      return new Table({ element: item.type.element === 'a' ? 'anyfunc' : 'externref', ...limits(item.type) });
    case 'global': {
      const { type, mutable } = item.type;
      const value = type === 'a' ? 'anyfunc' : typeNames[type];
      return new Global(
        { value: value as 'i32', mutable },
        type === 'j' ? 0n : type === 'a' || type === 'e' ? null : 0,
      );
    }
  }
}

function limits({ minimum, maximum }: { minimum: number; maximum?: number }): { initial: number; maximum?: number } {
  return maximum === undefined ? { initial: minimum } : { initial: minimum, maximum };
}
