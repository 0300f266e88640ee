// The strategy `frames`. A call that pauses returns null. A function that may pause has a fast form, a plain function that
// looks at what each call which may pause returns and, if it paused, saves its live variables and the number of the call
// site as a frame of integers; and a resumable form, which takes such a frame and goes on behind that site. A call in tail
// position needs neither. A large function has one form that serves as both.
//
// `src/runtime/drive/frames.ts` is the driver; docs/compiler.md has an example.

import * as js from '../emit/estree.ts';
import { parametersOf, plainFunction } from '../emit/functions.ts';
import {
  declare,
  invocation,
  plainCall,
  receiveFirst,
  receiveOthers,
  toJavaScript,
  variablesOf,
} from '../emit/statements.ts';
import type { CallStatement, LoweredFunction, Variable } from '../lower/ir.ts';
import { FrameCode, layoutOf } from './layout.ts';
import * as names from './names.ts';
import { resumable } from './resumable.ts';
import type { Strategy } from './strategy.ts';

// Up to so many sites save where they stand; with more, they leave for one block that saves.
const sitesThatSave = 2;

// A function of more instructions has one form for both purposes: somewhat slower, but little more than half the code.
const mostInTwoForms = 120;

/** Asked behind calls that return a reference, which may be null without a pause. */
const isUnderWay = js.binary('!==', names.pause, js.nothing);

export function frames(helper: (name: string) => js.Identifier): Strategy {
  const frameCode = new FrameCode(helper);
  /** By the number that a frame begins with: its size, and the function that resumes it. */
  const sizes: number[] = [];
  const resumables: string[] = [];

  function compile(fn: LoweredFunction, live: readonly Variable[]): js.Statement[] {
    if (fn.sites === 0) return [plainFunction(fn)];
    const layout = layoutOf(live);
    const number = sizes.length;
    const resumed = `${fn.name}r`;
    sizes.push(layout.size);
    resumables.push(resumed);

    const savesInPlace = fn.sites <= sitesThatSave;
    const leave = ({ site }: CallStatement) =>
      savesInPlace
        ? frameCode.save(layout, number, js.integer(site))
        : [js.assign(names.site, js.integer(site)), js.breakTo(names.saving)];
    const around = (statements: js.Statement[]) =>
      savesInPlace
        ? statements
        : [js.labelled(names.saving, js.block(statements)), ...frameCode.save(layout, number, names.site)];
    /** The call, its first result word, and the way out if it paused. */
    const callPart = (call: CallStatement): js.Statement[] => {
      const [first] = call.results;
      if (first?.kind === 'r') return [receiveFirst(call, invocation(call)), js.branch(isUnderWay, leave(call), [])];
      const ifPaused = (returned: js.Expression) => js.branch(js.binary('===', returned, js.nothing), leave(call), []);
      if (first === undefined || call.wanted[0] !== true) return [ifPaused(invocation(call))];
      return [receiveFirst(call, invocation(call)), ifPaused(first.node)];
    };
    const callSite = (call: CallStatement): js.Statement[] =>
      call.tail ? plainCall(call) : [...callPart(call), ...receiveOthers(call)];

    const variables = variablesOf(fn.body);
    const [site, ...values] = frameCode.restore(layout);
    const restored = layout.saved.map(({ identifier: id }, i) => ({ id, init: values[i] as js.Expression }));
    const frame = [names.ints, names.offset];

    function fastForm(): js.Statement {
      return js.functionDeclaration(fn.name, parametersOf(fn), [
        ...declare(variables, fn.parameters),
        ...(savesInPlace ? [] : [startAt(js.integer(0))]),
        ...around(toJavaScript(fn.body, callSite)),
      ]);
    }
    function resumableForm(): js.Statement {
      const { statements, asksForSite } = resumable(fn.body, false, callPart, callSite);
      return js.functionDeclaration(resumed, frame, [
        ...(asksForSite || !savesInPlace ? [startAt(site)] : []),
        ...(restored.length > 0 ? [js.declaration('let', restored)] : []),
        ...declare(variables, layout.saved),
        ...around(statements),
      ]);
    }
    /** The function takes a frame behind its parameters, or nothing there. */
    function bothInOne(): js.Statement[] {
      const parameters = parametersOf(fn);
      const isResumed = js.binary('!==', names.ints, js.name('undefined'));
      const restore = restored.map(({ id, init }) => js.assign(id, init));
      const body = [
        startAt(js.integer(0)),
        ...declare(variables, fn.parameters),
        js.branch(isResumed, [js.assign(names.site, site), ...restore], []),
        ...around(resumable(fn.body, true, callPart, callSite).statements),
      ];
      const again = js.call(js.name(fn.name), [...parameters.map(() => js.integer(0)), ...frame]);
      return [
        js.functionDeclaration(fn.name, [...parameters, ...frame], body),
        js.functionDeclaration(resumed, frame, [js.returns(again)]),
      ];
    }
    return fn.instructions > mostInTwoForms ? bothInOne() : [fastForm(), resumableForm()];
  }

  return {
    name: 'frames',
    compile,
    prologue: () => 'var U = null, R = 0, Q = null;',
    epilogue: () => [
      ...frameCode.savers(),
      js.declaration('var', [{ id: names.resumables, init: js.array(resumables.map(js.name)) }]),
    ],
    properties: () => [
      `frames: {
sizes: [${sizes.join(', ')}],
use(stack) { Q = stack; },
take() { const pause = U; U = null; return pause; },
pause(pause) { U = pause; return null; },
resume(offset, value) { R = value; const Z = Q.ints; return resumables[Z[offset]](Z, offset); },
}`,
    ],
  };
}

function startAt(site: js.Expression): js.Statement {
  return js.declaration('let', [{ id: names.site, init: site }]);
}
