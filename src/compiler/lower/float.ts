// Rules of f32 and f64: arithmetic, comparisons, conversions, reinterpretations.
//
// A word of either type is a JavaScript number, a NaN number standing for the canonical NaN, or a NaNBox that carries
// other NaN bits (see `src/runtime/nan.ts`). Moves keep a NaNBox; arithmetic turns it into a number, as the operators
// and Math do by themselves. Only where JavaScript would compare or test the object itself is it converted (`number`).

import type { FloatLiteral, Instr, LongNumberLiteral } from '../ast.ts';
import * as js from '../emit/estree.ts';
import { Effect } from '../opcodes.ts';
import type { Builder } from './builder.ts';
import * as e from './expression.ts';
import { type Expr, Form } from './expression.ts';
import type { Rules } from './rule.ts';

type FloatType = 'f32' | 'f64';

const math = (method: string, args: js.Expression[]) => js.call(js.member(js.name('Math'), method), args);

/** The number rounded to the type's precision. */
function rounded(type: FloatType, node: js.Expression): js.Expression {
  return type === 'f32' ? math('fround', [node]) : node;
}
function arithmetic(type: FloatType, operator: '+' | '-' | '*' | '/') {
  return (builder: Builder) => {
    const b = builder.popNumber();
    const a = builder.popNumber();
    builder.push(type, e.tree(rounded(type, js.binary(operator, a.node, b.node)), Form.plain, [a, b]));
  };
}
/** A function of Math whose result on the type's values is a value of the type, sqrt excepted. */
function method(type: FloatType, name: string, inexact = false) {
  return (builder: Builder) => {
    const a = builder.popNumber();
    const node = math(name, [a.node]);
    builder.push(type, e.tree(inexact ? rounded(type, node) : node, Form.plain, [a]));
  };
}
function method2(type: FloatType, name: string) {
  return (builder: Builder) => {
    const b = builder.popNumber();
    const a = builder.popNumber();
    builder.push(type, e.tree(math(name, [a.node, b.node]), Form.plain, [a, b]));
  };
}
function helped(type: FloatType, helper: string, arity: 1 | 2, form: Form = Form.exact) {
  return (builder: Builder) => {
    const operands = builder.popMany(arity).map(({ low }) => low);
    builder.push(
      type,
      e.tree(
        builder.help(
          helper,
          operands.map((operand) => operand.node),
        ),
        form,
        operands,
      ),
    );
  };
}
function comparison(operator: e.Comparison) {
  // The relational operators convert by themselves.
  const convert = operator === '===' || operator === '!==' ? e.number : (expr: Expr) => expr.node;
  return (builder: Builder) => {
    const b = builder.popNumber();
    const a = builder.popNumber();
    builder.push('i32', e.tree(js.binary(operator, convert(a), convert(b)), Form.partial, [a, b]));
  };
}
function constant(type: FloatType) {
  return (builder: Builder, node: Instr) => {
    const { value, bits } = node.args[0] as FloatLiteral;
    const canonical = type === 'f32' ? bits.low === 0x7fc00000 : bits.high === 0x7ff80000 && bits.low === 0;
    if (value === value || canonical) builder.push(type, e.leaf(js.double(value), 0, Form.plain));
    else builder.push(type, e.leaf(builder.environment.nan(type, bits)));
  };
}

/** To an i32 or i64: `helper` traps where the value does not fit, unless it saturates. */
function truncation(to: 'i32' | 'i64', helper: string) {
  const effects = helper.includes('_sat_') ? 0 : Effect.traps;
  return (builder: Builder) => {
    const a = builder.popNumber();
    if (to === 'i32') {
      builder.push('i32', e.tree(builder.help(helper, [e.number(a)]), Form.exact, [a], effects));
      return;
    }
    const { low, high } = builder.helpPair(helper, [{ ...a, node: e.number(a) }], effects);
    builder.push('i64', low, high);
  };
}
function fromInt32(type: FloatType, signed: boolean) {
  return (builder: Builder) => {
    const a = builder.pop().low;
    builder.push(type, e.tree(rounded(type, signed ? e.exact(a) : e.unsigned(a)), Form.plain, [a]));
  };
}
function fromInt64(type: FloatType, helper: string, form: Form = Form.plain) {
  return (builder: Builder) => {
    const { low, high } = builder.pop();
    const words = [low, high as Expr];
    builder.push(type, e.tree(builder.help(helper, words.map(e.exact)), form, words));
  };
}

function rulesOf(type: FloatType): Rules {
  return {
    [`${type}.const`]: constant(type),
    [`${type}.add`]: arithmetic(type, '+'),
    [`${type}.sub`]: arithmetic(type, '-'),
    [`${type}.mul`]: arithmetic(type, '*'),
    [`${type}.div`]: arithmetic(type, '/'),
    [`${type}.min`]: method2(type, 'min'),
    [`${type}.max`]: method2(type, 'max'),
    [`${type}.sqrt`]: method(type, 'sqrt', true),
    [`${type}.ceil`]: method(type, 'ceil'),
    [`${type}.floor`]: method(type, 'floor'),
    [`${type}.trunc`]: method(type, 'trunc'),
    [`${type}.nearest`]: helped(type, `${type}_nearest`, 1, Form.plain),
    [`${type}.abs`]: helped(type, `${type}_abs`, 1),
    [`${type}.neg`]: helped(type, `${type}_neg`, 1),
    [`${type}.copysign`]: helped(type, `${type}_copysign`, 2),
    [`${type}.eq`]: comparison('==='),
    [`${type}.ne`]: comparison('!=='),
    [`${type}.lt`]: comparison('<'),
    [`${type}.gt`]: comparison('>'),
    [`${type}.le`]: comparison('<='),
    [`${type}.ge`]: comparison('>='),
    [`i32.trunc_${type}_s`]: truncation('i32', 'i32_trunc_s'),
    [`i32.trunc_${type}_u`]: truncation('i32', 'i32_trunc_u'),
    [`i64.trunc_${type}_s`]: truncation('i64', 'i64_trunc_s'),
    [`i64.trunc_${type}_u`]: truncation('i64', 'i64_trunc_u'),
    [`i32.trunc_sat_${type}_s`]: truncation('i32', 'i32_trunc_sat_s'),
    [`i32.trunc_sat_${type}_u`]: truncation('i32', 'i32_trunc_sat_u'),
    [`i64.trunc_sat_${type}_s`]: truncation('i64', 'i64_trunc_sat_s'),
    [`i64.trunc_sat_${type}_u`]: truncation('i64', 'i64_trunc_sat_u'),
    [`${type}.convert_i32_s`]: fromInt32(type, true),
    [`${type}.convert_i32_u`]: fromInt32(type, false),
    [`${type}.convert_i64_s`]: fromInt64(type, `${type}_convert_i64_s`),
    [`${type}.convert_i64_u`]: fromInt64(type, `${type}_convert_i64_u`),
  };
}

export const float: Rules = {
  ...rulesOf('f32'),
  ...rulesOf('f64'),
  'f32.demote_f64': (builder) => {
    const a = builder.popNumber();
    builder.push('f32', e.tree(rounded('f32', a.node), Form.plain, [a]));
  },
  'f64.promote_f32': (builder) => {
    const a = builder.popNumber();
    builder.push('f64', e.tree(e.number(a), Form.plain, [a]));
  },
  'i32.reinterpret_f32': (builder) => {
    const a = builder.pop().low;
    builder.push('i32', e.tree(builder.help('f32_bits', [a.node]), Form.exact, [a]));
  },
  'f32.reinterpret_i32': (builder) => {
    const a = builder.pop().low;
    builder.push('f32', e.tree(builder.help('f32_from_bits', [e.exact(a)]), Form.exact, [a]));
  },
  'i64.reinterpret_f64': (builder) => {
    const { low, high } = builder.helpPair('f64_bits', [builder.pop().low]);
    builder.push('i64', low, high);
  },
  'f64.reinterpret_i64': fromInt64('f64', 'f64_from_bits', Form.exact),
  'i32.const': (builder, node) => builder.push('i32', e.constant((node.args[0] as { value: number }).value | 0)),
  'i64.const': (builder, node) => {
    const { low, high } = (node.args[0] as LongNumberLiteral).value;
    builder.push('i64', e.constant(low), e.constant(high));
  },
};
