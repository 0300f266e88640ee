// The official tests on native WebAssembly: this tries the runner, not Fermata. The older edition is left out, because
// today's engines accept what it calls invalid, and write active segments one after the other.

import { native } from './support/engine.ts';
import { specSuite } from './support/spec/suite.ts';

specSuite({ title: 'native', edition: 'v2', engine: native, without: /^simd_/ });
