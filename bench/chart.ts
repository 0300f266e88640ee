// `npm run bench -- chart`: draws bench/results/*.json as an SVG for the README: geometric means of straight code on each
// JavaScript engine that has been measured, native WebAssembly = 1, on a logarithmic scale. Readable on light and dark.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { javascriptNames } from './javascript.ts';
import type { Report } from './report.ts';

const results = new URL('results/', import.meta.url);

interface Bar {
  readonly title: string;
  readonly ratio: number;
}

interface Group {
  readonly title: string;
  readonly bars: readonly Bar[];
}

const engineTitles: Readonly<Record<string, string>> = { jsc: 'JavaScriptCore', js102: 'SpiderMonkey' };

/** 'node24 24.21.0' is 'Node 24'. */
function titleOf(engine: string): string {
  const [name = '', version = ''] = engine.split(' ');
  return engineTitles[name] ?? `Node ${version.split('.')[0]}`;
}

function groupOf({ engine, columns, rows }: Report & { readonly engine: string }): Group {
  const means = rows.find(({ name }) => name === 'geometric mean')?.values ?? [];
  const bars = columns.flatMap(({ title }, i) => (i > 0 && means[i] ? [{ title, ratio: means[i] }] : []));
  return { title: titleOf(engine), bars };
}

const LEFT = 190;
const WIDTH = 460;
const ROW = 18;
const GAP = 30;
const HEAD = 44;
/** The scale's end, a power of ten. */
const LIMIT = 100;
/** Fermata's bars, and those of the others: both stand out from white and from nearly black. */
const COLOURS = { own: '#2f9e6e', other: '#8a8f98' };
const STYLE = `text { font: 13px system-ui, sans-serif; fill: #24292f } .grid { stroke: #8a8f98; stroke-opacity: 0.35 }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const at = (ratio: number): number => (Math.log10(Math.min(Math.max(ratio, 1), LIMIT)) / Math.log10(LIMIT)) * WIDTH;

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}"${attributes}>${escaped(content)}</text>`;
}

function draw(groups: readonly Group[]): string {
  const parts: string[] = [];
  let y = HEAD;
  for (const { title, bars } of groups) {
    parts.push(text(8, y + 13, title, ' font-weight="600"'));
    for (const bar of bars) {
      const colour = bar.title.startsWith('fermata') ? COLOURS.own : COLOURS.other;
      parts.push(text(LEFT - 8, y + 13, bar.title, ' text-anchor="end"'));
      parts.push(
        `<rect x="${LEFT}" y="${y + 2}" width="${at(bar.ratio).toFixed(1)}" height="${ROW - 4}" fill="${colour}"/>`,
      );
      parts.push(text(LEFT + at(bar.ratio) + 6, y + 13, bar.ratio.toFixed(1)));
      y += ROW;
    }
    y += GAP - ROW;
  }
  const grid = [1, 2, 5, 10, 20, 50, 100].map((ratio) => {
    const x = (LEFT + at(ratio)).toFixed(1);
    const line = `<line class="grid" x1="${x}" x2="${x}" y1="${HEAD - 4}" y2="${y - GAP + ROW}"/>`;
    return line + text(LEFT + at(ratio), HEAD - 10, `${ratio}×`, ' text-anchor="middle"');
  });
  const width = LEFT + WIDTH + 50;
  const heading = text(8, 16, 'Time of straight code, native WebAssembly = 1 (geometric means; shorter is faster)');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img">
<style>${STYLE}</style>
${[heading, ...grid, ...parts].join('\n')}
</svg>
`;
}

/** Writes bench/results/straight.svg. Throws if nothing has been measured. */
export function chart(): void {
  const groups = javascriptNames.flatMap((name) => {
    const file = new URL(name === 'node' ? 'straight.json' : `straight-${name}.json`, results);
    return existsSync(file) ? [groupOf(JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof groupOf>[0])] : [];
  });
  if (groups.length === 0) throw new Error('there are no results of `npm run bench -- straight`');
  const file = new URL('straight.svg', results);
  writeFileSync(file, draw(groups));
  process.stdout.write(`${file.pathname}\n`);
}
