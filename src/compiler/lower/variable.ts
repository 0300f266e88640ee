// Rules of locals, globals, tables and references, and of drop.

import type { Instr } from '../ast.ts';
import * as js from '../emit/estree.ts';
import { Effect } from '../opcodes.ts';
import type { Builder } from './builder.ts';
import * as e from './expression.ts';
import { Form } from './expression.ts';
import type { Operand, Place } from './operand.ts';
import { immediate, type Rule, type Rules } from './rule.ts';

function local(builder: Builder, node: Instr): Place {
  return builder.variables.locals.get(immediate(node, 0)) as Place;
}

const globalGet: Rule = (builder, node) => {
  const { type, low, high, mutable } = builder.environment.global(immediate(node, 0));
  const effects = mutable ? Effect.readsGlobal : 0;
  builder.push(type, e.leaf(low, effects), high && e.leaf(high, effects));
};
const globalSet: Rule = (builder, node) => {
  const value = builder.pop();
  const { low, high } = builder.environment.global(immediate(node, 0));
  // The second word must not see the first one changed, should it read it.
  const second = value.high && builder.simple(value.high);
  builder.effect(js.assign(low, e.exact(value.low)), Effect.writesGlobal, [value.low]);
  if (high !== undefined && second !== undefined) {
    builder.effect(js.assign(high, e.exact(second)), Effect.writesGlobal, [second]);
  }
};

/** A method of the table that returns nothing, on the topmost operands. */
function tableEffect(method: string, arity: number, write: boolean): Rule {
  return (builder, node) => {
    const operands = builder.popMany(arity);
    const table = builder.environment.table(immediate(node, 0));
    const call = js.call(
      js.member(table, method),
      operands.map(({ low }) => e.exact(low)),
    );
    const effects = Effect.traps | (write ? Effect.writesTable : 0);
    builder.effect(
      js.expression(call),
      effects,
      operands.map(({ low }) => low),
    );
  };
}

export const variable: Rules = {
  'local.get': (builder, node) => builder.pushPlace(local(builder, node)),
  'local.set': (builder, node) => builder.assign(local(builder, node), builder.pop()),
  'local.tee': (builder, node) => {
    const place = local(builder, node);
    builder.assign(place, builder.pop());
    builder.pushPlace(place);
  },
  'global.get': globalGet,
  'global.set': globalSet,
  nop: () => {},
  drop: (builder) => {
    const { low, high } = builder.pop();
    builder.discard(low);
    if (high !== undefined) builder.discard(high);
  },
  'ref.null': (builder, node) => {
    const [type] = node.args;
    if (type?.type !== 'ValtypeLiteral') throw new Error('ref.null has a type');
    builder.push(type.name, e.leaf(js.nothing));
  },
  'ref.is_null': (builder) => {
    const reference = builder.pop().low;
    builder.push('i32', e.tree(js.binary('===', reference.node, js.nothing), Form.boolean, [reference]));
  },
  'ref.func': (builder, node) => {
    const call = js.call(js.member(builder.environment.context, 'reference'), [js.integer(immediate(node, 0))]);
    builder.push('funcref', e.leaf(call));
  },
  'table.get': (builder, node) => {
    const index = builder.pop().low;
    const number = immediate(node, 0);
    const call = js.call(js.member(builder.environment.table(number), 'get'), [e.exact(index)]);
    const type = builder.environment.tableType(number);
    builder.push(type, e.tree(call, Form.exact, [index], Effect.traps | Effect.readsTable));
  },
  'table.set': tableEffect('set', 2, true),
  'table.fill': tableEffect('fill', 3, true),
  'table.size': (builder, node) => {
    const call = js.call(js.member(builder.environment.table(immediate(node, 0)), 'size'), []);
    builder.push('i32', e.leaf(call, Effect.readsTable, Form.plain));
  },
  'table.grow': (builder, node) => {
    const [reference, delta] = builder.popMany(2) as [Operand, Operand];
    const table = builder.environment.table(immediate(node, 0));
    const call = js.call(js.member(table, 'grow'), [reference.low.node, e.exact(delta.low)]);
    builder.push('i32', builder.into(e.tree(call, Form.exact, [reference.low, delta.low], Effect.writesTable)));
  },
  'table.copy': (builder, node) => {
    const operands = builder.popMany(3).map(({ low }) => low);
    const [to, from] = [immediate(node, 0), immediate(node, 1)].map((table) => builder.environment.table(table));
    const call = js.call(js.member(to as js.Expression, 'copy'), [...operands.map(e.exact), from as js.Expression]);
    builder.effect(js.expression(call), Effect.traps | Effect.writesTable, operands);
  },
  'table.init': (builder, node) => {
    const operands = builder.popMany(3).map(({ low }) => low);
    const numbers = [immediate(node, 0), immediate(node, 1)].map(js.integer);
    const call = js.call(js.member(builder.environment.context, 'tableInit'), [...numbers, ...operands.map(e.exact)]);
    builder.effect(js.expression(call), Effect.traps | Effect.writesTable, operands);
  },
  'elem.drop': (builder, node) => {
    const call = js.call(js.member(builder.environment.context, 'elementDrop'), [js.integer(immediate(node, 0))]);
    builder.effect(js.expression(call), Effect.writesTable, []);
  },
};
