// Pending expressions: one JavaScript word each, an ESTree tree with what the lowering must know of it: how the value
// of the tree stands to the word (`form`), which variables it reads, what effects it has, how large it is.
//
// An int32 word is kept unwrapped as long as JavaScript allows: `a + b + c` for i32.add of i32.add, with one `| 0` where
// an exact int32 is needed, none where the consumer wraps by itself (`a + b & 255`).

import type { Expression } from '../emit/estree.ts';
import * as js from '../emit/estree.ts';
import { Effect } from '../opcodes.ts';
import { type Expr, Form, noVariables, union, type Variable } from './ir.ts';

export { type Expr, Form };

export function constant(value: number): Expr {
  return make(js.integer(value), value >= 0 ? Form.plain : Form.exact, value, noVariables, 0, 1, trailingZeros(value));
}
export function read(variable: Variable): Expr {
  return make(variable.node, Form.exact, undefined, [variable], 0, 1);
}
/** A node that stands for itself and reads no variable of the function. */
export function leaf(node: Expression, effects = 0, form: Form = Form.exact): Expr {
  return make(node, form, undefined, noVariables, effects, 1);
}
/** A tree over operands; their reads and effects are its own. */
export function tree(node: Expression, form: Form, operands: readonly Expr[], effects = 0, zeros = 0): Expr {
  let reads = noVariables;
  let size = 1;
  for (const operand of operands) {
    reads = union(reads, operand.reads);
    effects |= operand.effects;
    size += operand.size;
  }
  return make(node, form, undefined, reads, effects, size, zeros);
}
function make(
  node: Expression,
  form: Form,
  value: number | undefined,
  reads: readonly Variable[],
  effects: number,
  size: number,
  zeros = 0,
): Expr {
  return { node, form, value, reads, effects, size, zeros };
}

function trailingZeros(value: number): number {
  return value === 0 ? 32 : 31 - Math.clz32(value & -value);
}

export function isBoolean(expr: Expr): boolean {
  return expr.form === Form.boolean || expr.form === Form.partial;
}
/** A variable or a constant: it may be written twice. */
export function isSimple(expr: Expr): boolean {
  return expr.value !== undefined || (expr.size === 1 && expr.effects === 0);
}
export function traps(expr: Expr): boolean {
  return (expr.effects & Effect.traps) !== 0;
}

// How a consumer asks for an int32 word.

/** The int32 (or i64) itself: for comparisons, variables, arguments, results. */
export function exact(expr: Expr): Expression {
  if (expr.form === Form.exact || expr.form === Form.plain) return expr.node;
  if (expr.form === Form.wide) return js.asInt64(expr.node);
  const node = withoutBranches(expr.node);
  return node === expr.node ? js.binary('|', node, js.integer(0)) : node;
}
/** Any number equal to it modulo 2³²: for the bitwise operators, which wrap their operands. */
export function wrapping(expr: Expr): Expression {
  return withoutBranches(expr.node);
}
/** Of comparisons joined by `||` and `&&`, 1 or 0: which of them decides is hard to predict where that is computed with. */
function withoutBranches(node: Expression): Expression {
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = withoutBranches(node.argument);
    return inner === node.argument ? node : js.binary('^', inner, js.integer(1));
  }
  if (node.type !== 'LogicalExpression' || node.operator === '??') return node;
  const operator = node.operator === '||' ? '|' : '&';
  return js.binary(operator, withoutBranches(node.left), withoutBranches(node.right));
}
/** The same bits as a uint32. */
export function unsigned(expr: Expr): Expression {
  if (expr.value !== undefined) return js.double(expr.value >>> 0);
  if (expr.form === Form.plain || expr.form === Form.unsigned) return expr.node;
  return js.binary('>>>', expr.node, js.integer(0));
}
/** For the test of an `if` or `?:`. */
export function condition(expr: Expr): Expression {
  return expr.form === Form.sum ? exact(expr) : expr.node;
}
/** A number for arithmetic: never a NaNBox. */
export function number(expr: Expr): Expression {
  return expr.form === Form.plain ? expr.node : js.plus(expr.node);
}

// The int32 operators that several instructions share.

// Enough summands for any real address computation, few enough that a sum stays far below 2⁵³.
const largestSum = 64;

/** a + b modulo 2³². */
export function add(a: Expr, b: Expr): Expr {
  if (a.value !== undefined && b.value !== undefined) return constant((a.value + b.value) | 0);
  if (b.value === 0) return a;
  if (a.value === 0) return b;
  if (b.value !== undefined && b.value < 0 && b.value !== -2147483648) return subtract(a, constant(-b.value));
  return sum('+', a, b);
}
/** a − b modulo 2³². */
export function subtract(a: Expr, b: Expr): Expr {
  if (a.value !== undefined && b.value !== undefined) return constant((a.value - b.value) | 0);
  if (b.value === 0) return a;
  return sum('-', a, b);
}
/**
 * A sum within a sum is left unwrapped where the other one is an int32 by its operator, and both are added: else
 * JavaScriptCore takes the inner one for a number that may not overflow, and leaves its optimised code when it does.
 */
function sum(operator: '+' | '-', a: Expr, b: Expr): Expr {
  let [x, y] = [summand(a), summand(b)];
  const adds = operator === '+';
  if (a.form === Form.sum && !(adds && wrapsItself(y))) x = exact(a);
  if (b.form === Form.sum && !(adds && wrapsItself(x))) y = exact(b);
  return tree(js.binary(operator, x, y), Form.sum, [a, b], 0, Math.min(a.zeros, b.zeros));
}
function summand(expr: Expr): Expression {
  return isBoolean(expr) || expr.size > largestSum ? exact(expr) : expr.node;
}
const bitwiseOperators: ReadonlySet<string> = new Set(['|', '&', '^', '<<', '>>', '>>>']);
function wrapsItself(node: Expression): boolean {
  return node.type === 'Literal' || (node.type === 'BinaryExpression' && bitwiseOperators.has(node.operator));
}

/** a · b modulo 2³². */
export function multiply(a: Expr, b: Expr): Expr {
  if (a.value !== undefined && b.value !== undefined) return constant(Math.imul(a.value, b.value));
  if ((a.value === 0 && !traps(b)) || (b.value === 0 && !traps(a))) return constant(0);
  if (a.value === 1) return b;
  if (b.value === 1) return a;
  const node = js.call(js.member(js.name('Math'), 'imul'), [wrapping(a), wrapping(b)]);
  return tree(node, Form.exact, [a, b], 0, Math.min(a.zeros + b.zeros, 32));
}

/** a operator b for the bitwise operators and shifts (the shift count is taken modulo 32 by JavaScript too). */
export function bitwise(operator: '&' | '|' | '^' | '<<' | '>>' | '>>>', a: Expr, b: Expr): Expr {
  if (a.value !== undefined && b.value !== undefined) return constant(fold(operator, a.value, b.value));
  if (b.value === 0 && operator !== '&') return a;
  if (a.value === 0 && (operator === '|' || operator === '^')) return b;
  if (a.value === 0 && operator !== '&' && !traps(b)) return constant(0);
  if (operator === '&') {
    if ((a.value === 0 && !traps(b)) || (b.value === 0 && !traps(a))) return constant(0);
    if (b.value === -1 && isSimple(a)) return a;
    if (a.value === -1 && isSimple(b)) return b;
  }
  return tree(
    js.binary(operator, wrapping(a), wrapping(b)),
    bitwiseForm(operator, a, b),
    [a, b],
    0,
    bitwiseZeros(operator, a, b),
  );
}
function bitwiseForm(operator: string, a: Expr, b: Expr): Form {
  const plain = (expr: Expr) => expr.form === Form.plain || isBoolean(expr);
  switch (operator) {
    case '&':
      return plain(a) || plain(b) ? Form.plain : Form.exact;
    case '|':
    case '^':
      return plain(a) && plain(b) ? Form.plain : Form.exact;
    case '>>':
      return plain(a) ? Form.plain : Form.exact;
    case '>>>':
      return plain(a) || (b.value !== undefined && (b.value & 31) !== 0) ? Form.plain : Form.unsigned;
    default:
      return Form.exact;
  }
}
function bitwiseZeros(operator: string, a: Expr, b: Expr): number {
  switch (operator) {
    case '&':
      return Math.max(a.zeros, b.zeros);
    case '|':
    case '^':
      return Math.min(a.zeros, b.zeros);
    case '<<':
      return Math.min(a.zeros + ((b.value ?? 0) & 31), 32);
    default:
      return b.value === undefined ? 0 : Math.max(a.zeros - (b.value & 31), 0);
  }
}
function fold(operator: string, a: number, b: number): number {
  switch (operator) {
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    default:
      return (a >>> b) | 0;
  }
}

export type Comparison = '===' | '!==' | '<' | '<=' | '>' | '>=';
const opposite = { '===': '!==', '!==': '===', '<': '>=', '>=': '<', '>': '<=', '<=': '>' } as const;

/** A comparison of int32 words, signed or not. */
export function compare(operator: Comparison, a: Expr, b: Expr, signed = true): Expr {
  // JavaScriptCore takes a constant of 2³¹ or more for a double. With the highest bit turned over, signs decide as well.
  const isLarge = (expr: Expr) => expr.value !== undefined && expr.value < 0;
  if (!signed && (isLarge(a) || isLarge(b))) return compare(operator, turnedOver(a), turnedOver(b));
  const form = signed ? exact : unsigned;
  return tree(js.binary(operator, form(a), form(b)), Form.boolean, [a, b]);
}
function turnedOver(expr: Expr): Expr {
  return bitwise('^', expr, constant(-2147483648));
}
/** i32.eqz. Turns a comparison round rather than negating it. */
export function isZero(a: Expr): Expr {
  if (a.value !== undefined) return constant(a.value === 0 ? 1 : 0);
  if (!isBoolean(a)) return tree(js.binary('===', exact(a), js.integer(0)), Form.boolean, [a]);
  const { node } = a;
  if (node.type === 'BinaryExpression' && node.operator in opposite) {
    const comparison = node.operator as Comparison;
    if (a.form === Form.boolean || comparison === '===' || comparison === '!==') {
      return tree(js.binary(opposite[comparison], node.left as Expression, node.right), a.form, [a]);
    }
  }
  if (node.type === 'UnaryExpression' && node.operator === '!') return tree(node.argument, a.form, [a]);
  return tree(js.not(node), a.form, [a]);
}

/** a || b as a test: b is not computed where a is true. */
export function either(a: Expr, b: Expr): Expr {
  return tree(js.logical('||', condition(a), condition(b)), Form.partial, [a, b]);
}
