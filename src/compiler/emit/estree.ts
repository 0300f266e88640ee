// A small builder of ESTree nodes: only the syntax that compiled modules use, and only forms that astring prints back
// to the same program. Guards astring's traps: NaN, the infinities, −0 and negative numbers are never bare literals,
// a minus never meets a minus, and no `if` stands bare in an `if`.

import type * as ES from 'estree';

export type { Expression, Identifier, Statement, SwitchCase } from 'estree';

const smallest = -1024;
const largest = 4096;

function makeInteger(value: number): ES.Expression {
  return value < 0 ? negated(literal(-value)) : literal(value);
}
function literal(value: number): ES.Literal {
  return { type: 'Literal', value, raw: String(value) };
}
function negated(argument: ES.Expression): ES.UnaryExpression {
  return { type: 'UnaryExpression', operator: '-', prefix: true, argument };
}

/** The number that a literal, with a sign or without one, stands for. */
export function numberOf(node: ES.Expression): number | undefined {
  if (node.type === 'UnaryExpression' && node.operator === '-') {
    const size = numberOf(node.argument);
    return size === undefined ? undefined : -size;
  }
  return node.type === 'Literal' && typeof node.value === 'number' ? node.value : undefined;
}

// Nodes are never changed once made, so the common ones are shared.
const integers: ES.Expression[] = [];
for (let value = smallest; value <= largest; value++) integers.push(makeInteger(value));

export function integer(value: number): ES.Expression {
  return value >= smallest && value <= largest ? (integers[value - smallest] as ES.Expression) : makeInteger(value);
}

/** Any double but a NaN with a payload, which has no literal. */
export function double(value: number): ES.Expression {
  if (value !== value) return name('NaN');
  const size = Math.abs(value);
  const node = size === Infinity ? name('Infinity') : literal(size);
  return value < 0 || Object.is(value, -0) ? negated(node) : node;
}

/** The only way a text from the module gets into the output: escaped so that it stays one literal wherever it is put. */
export function string(value: string): ES.Literal {
  return { type: 'Literal', value, raw: quote(value) };
}

/**
 * JSON's quoting, and the characters that are line ends in older JavaScript, that HTML might read, or that make a reader
 * see text in another order than it has.
 */
export function quote(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff<>]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function name(text: string): ES.Identifier {
  return { type: 'Identifier', name: text };
}

/** A BigInt. */
export function bigint(value: bigint): ES.Expression {
  const size = value < 0n ? -value : value;
  const node: ES.Literal = { type: 'Literal', value: size, bigint: String(size), raw: `${size}n` };
  return value < 0n ? { type: 'UnaryExpression', operator: '-', prefix: true, argument: node } : node;
}

const convert = (method: string, value: ES.Expression): ES.Expression =>
  call(member(name('BigInt'), method), [integer(64), value]);
/** The signed integer of 64 bits that a BigInt is modulo 2⁶⁴. */
export function asInt64(value: ES.Expression): ES.Expression {
  return convert('asIntN', value);
}
/** The unsigned one. */
export function asUint64(value: ES.Expression): ES.Expression {
  return convert('asUintN', value);
}

export const yes: ES.Expression = { type: 'Literal', value: true, raw: 'true' };
export const nothing: ES.Expression = { type: 'Literal', value: null, raw: 'null' };

export function binary(operator: ES.BinaryOperator, left: ES.Expression, right: ES.Expression): ES.Expression {
  return { type: 'BinaryExpression', operator, left, right };
}
export function logical(operator: '&&' | '||' | '??', left: ES.Expression, right: ES.Expression): ES.Expression {
  return { type: 'LogicalExpression', operator, left, right };
}
export function not(argument: ES.Expression): ES.Expression {
  return { type: 'UnaryExpression', operator: '!', prefix: true, argument };
}
export function complement(argument: ES.Expression): ES.Expression {
  return { type: 'UnaryExpression', operator: '~', prefix: true, argument };
}
/** ToNumber. */
export function plus(argument: ES.Expression): ES.Expression {
  const signed = argument.type === 'UnaryExpression' && argument.operator === '+';
  return signed ? argument : { type: 'UnaryExpression', operator: '+', prefix: true, argument };
}
export function conditional(test: ES.Expression, consequent: ES.Expression, alternate: ES.Expression): ES.Expression {
  return { type: 'ConditionalExpression', test, consequent, alternate };
}
/** Evaluates one after the other; the value is the last one's. */
export function sequence(expressions: ES.Expression[]): ES.Expression {
  return { type: 'SequenceExpression', expressions };
}
export function call(callee: ES.Expression, args: ES.Expression[]): ES.Expression {
  return { type: 'CallExpression', callee, arguments: args, optional: false };
}
/**
 * Calls what a choice between functions by name gives: each where it is chosen, so that engines can inline it. The last
 * alternative of such a choice, which is none, gives nothing to call.
 */
export function invoke(callee: ES.Expression, args: readonly ES.Expression[]): ES.Expression {
  if (callee.type !== 'ConditionalExpression' || callee.consequent.type !== 'Identifier')
    return call(callee, args.slice());
  const { test, consequent, alternate } = callee;
  const rest = alternate.type === 'ConditionalExpression' ? invoke(alternate, args) : alternate;
  return conditional(test, call(consequent, args.slice()), rest);
}
export function delegate(argument: ES.Expression): ES.Expression {
  return { type: 'YieldExpression', argument, delegate: true };
}
export function array(elements: ES.Expression[]): ES.Expression {
  return { type: 'ArrayExpression', elements };
}
/** `object.property`; the property is one of ours, never a name from the module. */
export function member(object: ES.Expression, property: string): ES.MemberExpression {
  return { type: 'MemberExpression', object, property: name(property), computed: false, optional: false };
}
/** `object[index]`. */
export function element(object: ES.Expression, index: ES.Expression): ES.MemberExpression {
  return { type: 'MemberExpression', object, property: index, computed: true, optional: false };
}
export function assignment(target: ES.Pattern, value: ES.Expression): ES.Expression {
  return { type: 'AssignmentExpression', operator: '=', left: target, right: value };
}

export function expression(node: ES.Expression): ES.Statement {
  return { type: 'ExpressionStatement', expression: node };
}
export function assign(target: ES.Pattern, value: ES.Expression): ES.Statement {
  return expression(assignment(target, value));
}
export function block(body: ES.Statement[]): ES.BlockStatement {
  return { type: 'BlockStatement', body };
}
export function branch(test: ES.Expression, consequent: ES.Statement[], alternate: ES.Statement[]): ES.Statement {
  return {
    type: 'IfStatement',
    test,
    consequent: arm(consequent),
    alternate: alternate.length > 0 ? arm(alternate) : null,
  };
}
/** A single simple statement needs no braces; an `if` keeps them, so that no `else` can go astray. */
function arm(statements: ES.Statement[]): ES.Statement {
  const [only] = statements;
  const simple = only !== undefined && statements.length === 1 && simpleStatements.has(only.type);
  return simple ? only : block(statements);
}
const simpleStatements = new Set(['ExpressionStatement', 'BreakStatement', 'ContinueStatement', 'ReturnStatement']);
export function labelled(label: string, body: ES.Statement): ES.Statement {
  return { type: 'LabeledStatement', label: name(label), body };
}
export function forever(body: ES.Statement[]): ES.Statement {
  return { type: 'ForStatement', init: null, test: null, update: null, body: block(body) };
}
export function whileLoop(test: ES.Expression, body: ES.Statement[]): ES.Statement {
  return { type: 'WhileStatement', test, body: block(body) };
}
export function doWhile(body: ES.Statement[], test: ES.Expression): ES.Statement {
  return { type: 'DoWhileStatement', body: block(body), test };
}
export function breakTo(label: string): ES.Statement {
  return { type: 'BreakStatement', label: name(label) };
}
export function continueTo(label: string): ES.Statement {
  return { type: 'ContinueStatement', label: name(label) };
}
export function returns(argument: ES.Expression | null): ES.Statement {
  return { type: 'ReturnStatement', argument };
}
export function throws(argument: ES.Expression): ES.Statement {
  return { type: 'ThrowStatement', argument };
}
export function switchOn(discriminant: ES.Expression, cases: ES.SwitchCase[]): ES.Statement {
  return { type: 'SwitchStatement', discriminant, cases };
}
/** `test` null is `default`. */
export function caseOf(test: ES.Expression | null, consequent: ES.Statement[]): ES.SwitchCase {
  return { type: 'SwitchCase', test, consequent };
}
export function declaration(
  kind: 'let' | 'const' | 'var',
  variables: { id: ES.Identifier; init: ES.Expression | null }[],
): ES.Statement {
  return {
    type: 'VariableDeclaration',
    kind,
    declarations: variables.map(({ id, init }) => ({ type: 'VariableDeclarator', id, init })),
  };
}
export function functionDeclaration(
  id: string,
  params: ES.Identifier[],
  body: ES.Statement[],
  generator = false,
): ES.FunctionDeclaration {
  return { type: 'FunctionDeclaration', id: name(id), params, body: block(body), generator, async: false };
}
