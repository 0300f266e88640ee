// The resumable form of a function body: the same statements, entered at one of its call sites instead of the start.
// `s` holds the number of the site to go on at, and 0 once it has been reached. Every statement list with sites in it
// becomes a `switch (s)` whose cases fall through; structured statements around a site are entered without evaluating
// their tests. What can run only before the first site is left out.

import * as js from '../emit/estree.ts';
import {
  type CallSite,
  dispatch,
  labelledBlock,
  labelledIf,
  loop,
  receiveFirst,
  receiveOthers,
  switchOver,
  toJavaScript,
} from '../emit/statements.ts';
import { condition } from '../lower/expression.ts';
import {
  type CallStatement,
  type IfStatement,
  type LoopStatement,
  type Statement,
  type SwitchStatement,
  substatements,
} from '../lower/ir.ts';
import { resumedValue, site } from './names.ts';

/** The first and the last site of a statement or a list; sites are numbered in code order. */
type Range = readonly [first: number, last: number];

interface Segment {
  /** The values of `s` at which control enters here; it falls in from the segment above, too. */
  readonly entries: number[];
  readonly body: js.Statement[];
}

/**
 * `entered`: the form is also entered at its start, with `s` 0.
 * `callPart` writes a call and, if it paused, the saving of the frame; `fullCall` also the reception of its results.
 * `asksForSite`: whether `s` is needed at all; it is not where there is a single way in.
 */
export function resumable(
  body: readonly Statement[],
  entered: boolean,
  callPart: CallSite,
  fullCall: CallSite,
): { readonly statements: js.Statement[]; readonly asksForSite: boolean } {
  const form = new Resumable(callPart, fullCall, true);
  const statements = form.list(body, entered);
  if (form.asks) return { statements, asksForSite: true };
  return { statements: new Resumable(callPart, fullCall, false).list(body, entered), asksForSite: false };
}

class Resumable {
  /** Whether anything written asks for `s`. */
  asks = false;
  private readonly callPart: CallSite;
  private readonly fullCall: CallSite;
  private readonly resets: boolean;
  private readonly ranges = new Map<Statement, Range | undefined>();

  constructor(callPart: CallSite, fullCall: CallSite, resets: boolean) {
    this.callPart = callPart;
    this.fullCall = fullCall;
    this.resets = resets;
  }

  /** `entered`: control can also come to the start of the list, with `s` 0. */
  list(statements: readonly Statement[], entered: boolean): js.Statement[] {
    if (this.rangeOf(statements) === undefined) return entered ? toJavaScript(statements, this.fullCall) : [];
    const segments: Segment[] = [];
    let open: Segment = { entries: entered ? [0] : [], body: [] };
    let reachable = entered;
    const enter = (range: Range) => {
      if (open.body.length > 0) segments.push(open);
      const entries = open.body.length > 0 ? [] : open.entries;
      for (let number = range[0]; number <= range[1]; number++) entries.push(number);
      open = { entries, body: [] };
    };
    for (const statement of statements) {
      const range = this.range(statement);
      if (range === undefined) {
        if (!reachable) continue;
        open.body.push(...toJavaScript([statement], this.fullCall));
      } else if (statement.kind === 'call') {
        if (reachable) open.body.push(...this.callPart(statement));
        enter(range);
        open.body.push(...this.resume(statement, reachable));
      } else {
        enter(range);
        open.body.push(...this.compound(statement, reachable));
      }
      reachable = !this.leaves(statement, reachable);
    }
    segments.push(open);
    return this.join(segments);
  }

  /** A `switch` over the segments; the one with the most entries is its default. */
  private join(segments: readonly Segment[]): js.Statement[] {
    const [only] = segments;
    if (segments.length === 1) return (only as Segment).body;
    this.asks = true;
    const largest = segments.reduce((a, b) => (b.entries.length > a.entries.length ? b : a));
    const cases = segments.flatMap((segment) => {
      const tests = segment === largest ? [null] : segment.entries.map((number) => js.integer(number));
      const last = tests.length - 1;
      return tests.map((test, i) => js.caseOf(test, i === last ? segment.body : []));
    });
    return [js.switchOn(site, cases)];
  }

  /** Takes the value of the call that the frame was waiting for, if it was this one. */
  private resume(call: CallStatement, reachable: boolean): js.Statement[] {
    const others = receiveOthers(call);
    const taken = [
      ...(this.resets ? [js.assign(site, js.integer(0))] : []),
      ...(call.wanted[0] === true ? [receiveFirst(call, resumedValue)] : []),
    ];
    if (!reachable) return [...taken, ...others];
    this.asks = true;
    return [js.branch(js.binary('!==', site, js.integer(0)), taken, []), ...others];
  }

  private compound(statement: Statement, entered: boolean): js.Statement[] {
    switch (statement.kind) {
      case 'block':
        return [labelledBlock(statement.label, this.list(statement.body, entered))];
      case 'loop':
        return [loop(statement, this.firstTest(statement), this.list(statement.body, true))];
      case 'if':
        return this.branch(statement, entered);
      case 'switch':
        return [this.cases(statement, entered)];
      case 'dispatch': {
        const cases = statement.blocks.map((block, k) =>
          js.caseOf(js.integer(statement.first + k), this.list(block, true)),
        );
        return [dispatch(statement.label, statement.state, cases)];
      }
      default:
        throw new Error(`no call site can stand in a ${statement.kind}`);
    }
  }

  private firstTest({ before }: LoopStatement): js.Expression | undefined {
    if (before === undefined) return undefined;
    this.asks = true;
    return js.logical('||', js.binary('!==', site, js.integer(0)), condition(before));
  }

  /** A switch that is entered at the case of the site. */
  private cases(statement: SwitchStatement, entered: boolean): js.Statement {
    this.asks = true;
    const withSites = statement.cases.flatMap(({ values, body }) => {
      const range = this.rangeOf(body);
      // No value is negative, so this is the default's.
      return range === undefined ? [] : [{ last: range[1], value: js.integer(values[0] ?? -1) }];
    });
    const chosen = withSites.reduceRight<js.Expression | undefined>((otherwise, { last, value }) => {
      return otherwise === undefined
        ? value
        : js.conditional(js.binary('<=', site, js.integer(last)), value, otherwise);
    }, undefined) as js.Expression;
    const fresh = js.binary('===', site, js.integer(0));
    const value = entered ? js.conditional(fresh, statement.value, chosen) : chosen;
    let reachable = entered;
    return switchOver(statement, value, (body) => {
      const statements = this.list(body, reachable);
      if (this.rangeOf(body) !== undefined) reachable = true;
      return statements;
    });
  }

  private branch({ label, test: tested, consequent, alternate }: IfStatement, entered: boolean): js.Statement[] {
    const test = condition(tested);
    const first = this.rangeOf(consequent);
    const second = this.rangeOf(alternate);
    if (!entered && (first === undefined || second === undefined)) {
      const body = this.list(first === undefined ? alternate : consequent, false);
      return label === undefined ? body : [js.labelled(label.name, js.block(body))];
    }
    this.asks = true;
    const inFirst = first && js.binary('<=', site, js.integer(first[1]));
    const fresh = js.binary('===', site, js.integer(0));
    const resumed = js.binary('!==', site, js.integer(0));
    const choose = () => {
      if (inFirst === undefined) return js.logical('&&', fresh, test);
      if (second === undefined) return js.logical('||', resumed, test);
      return entered ? js.conditional(fresh, test, inFirst) : inFirst;
    };
    return [labelledIf(label, js.branch(choose(), this.list(consequent, entered), this.list(alternate, entered)))];
  }

  /** Whether control, where it comes into a statement at all, does not come to what follows it in the list. */
  private leaves(statement: Statement, entered: boolean): boolean {
    switch (statement.kind) {
      case 'break':
      case 'continue':
      case 'goto':
      case 'return':
        return true;
      case 'effect':
        return statement.ends;
      case 'call':
        return statement.tail;
      case 'if': {
        const lists = [statement.consequent, statement.alternate];
        const ways = entered ? lists : lists.filter((list) => this.rangeOf(list) !== undefined);
        const leaves = (list: readonly Statement[]) => list.length > 0 && this.leaves(list.at(-1) as Statement, true);
        return statement.label === undefined && ways.every(leaves);
      }
      default:
        return false;
    }
  }

  private rangeOf(statements: readonly Statement[]): Range | undefined {
    let first: number | undefined;
    let last = 0;
    for (const statement of statements) {
      const range = this.range(statement);
      if (range === undefined) continue;
      first ??= range[0];
      last = range[1];
    }
    return first === undefined ? undefined : [first, last];
  }
  private range(statement: Statement): Range | undefined {
    if (statement.kind === 'call') return statement.site > 0 ? [statement.site, statement.site] : undefined;
    const lists = substatements(statement);
    if (lists.length === 0) return undefined;
    let range = this.ranges.get(statement);
    if (range !== undefined || this.ranges.has(statement)) return range;
    for (const list of lists) {
      const inner = this.rangeOf(list);
      if (inner !== undefined) range = [range?.[0] ?? inner[0], inner[1]];
    }
    this.ranges.set(statement, range);
    return range;
  }
}
