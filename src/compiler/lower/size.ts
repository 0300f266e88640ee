// How large a statement will be as JavaScript, in characters as printed, roughly. V8's bytecode of compiled code is about
// as many bytes long, which is what counts: it does not optimise functions of more than 60 KiB.

import type { Expression, Node } from 'estree';
import { invoke } from '../emit/estree.ts';
import type { Statement } from './ir.ts';

// What a call that may pause takes besides: its test, its way out, its way in.
const siteSize = 60;
// Punctuation and a line end.
const around = 4;

/** Without the statements that it holds. */
export function ownSize(statement: Statement): number {
  switch (statement.kind) {
    case 'set':
      return around + statement.target.name.length + nodeSize(statement.value);
    case 'effect':
      return around + nodeSize(statement.node);
    case 'call': {
      const site = statement.site > 0 ? siteSize : 0;
      return around + site + nodeSize(invoke(statement.callee, statement.args)) + 10 * statement.results.length;
    }
    case 'return':
      return around + sum(statement.values);
    case 'if':
      return around + nodeSize(statement.test.node);
    case 'loop':
      return around + (statement.before ? nodeSize(statement.before.node) : 0);
    case 'switch':
      return around + nodeSize(statement.value) + 10 * statement.cases.length;
    case 'dispatch':
      return around + 10 * statement.blocks.length;
    default:
      return 2 * around;
  }
}

function sum(expressions: readonly Expression[]): number {
  return expressions.reduce((total, expression) => total + nodeSize(expression) + 2, 0);
}

function nodeSize(root: Node): number {
  let size = 0;
  const work: Node[] = [root];
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    switch (node.type) {
      case 'Identifier':
        size += node.name.length;
        break;
      case 'Literal':
        size += String(node.raw).length;
        break;
      case 'CallExpression':
        size += 2 * node.arguments.length;
        work.push(node.callee, ...node.arguments);
        break;
      case 'MemberExpression':
        size += 2;
        work.push(node.object, node.property);
        break;
      case 'SequenceExpression':
        size += 2;
        work.push(...node.expressions);
        break;
      case 'ConditionalExpression':
        size += 6;
        work.push(node.test, node.consequent, node.alternate);
        break;
      case 'BinaryExpression':
      case 'LogicalExpression':
      case 'AssignmentExpression':
        size += 4;
        work.push(node.left, node.right);
        break;
      case 'UnaryExpression':
      case 'ThrowStatement':
        size += 2;
        if (node.argument) work.push(node.argument);
        break;
      case 'ExpressionStatement':
        work.push(node.expression);
        break;
      default:
        size += 8;
    }
  }
  return size;
}
