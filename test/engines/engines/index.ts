// All engines, in the order of the table.

import { browsers } from './browsers.ts';
import type { Engine } from './engine.ts';
import { hermes } from './hermes.ts';
import { nodes } from './node.ts';
import { others } from './others.ts';
import { quickjs } from './quickjs.ts';
import { shells } from './shells.ts';

export const ENGINES: readonly Engine[] = [...nodes, ...hermes, ...quickjs, ...shells, ...browsers, ...others];
