// The official tests, each edition with the features that its date had, compiled with the strategy `frames`.

import { fermata } from './support/engine-fermata.ts';
import { specSuite } from './support/spec/suite.ts';

specSuite({ title: 'frames', edition: 'mvp', engine: fermata('frames', 'wasm1') });
specSuite({ title: 'frames', edition: 'v2', engine: fermata('frames', 'wasm2'), without: /^simd_/ });
