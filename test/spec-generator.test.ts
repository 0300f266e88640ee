// The official tests, each edition with the features that its date had, compiled with the strategy `generator`.

import { fermata } from './support/engine-fermata.ts';
import { specSuite } from './support/spec/suite.ts';

specSuite({ title: 'generator', edition: 'mvp', engine: fermata('generator', 'wasm1') });
specSuite({ title: 'generator', edition: 'v2', engine: fermata('generator', 'wasm2'), without: /^simd_/ });
