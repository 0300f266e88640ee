// Linear memories in the runtime's store: growing, with room in the buffer and without, and what a host sees of it.

import { expect, test } from 'vitest';
import { Memory } from '../src/runtime/index.ts';
import { memoryObject } from '../src/runtime/interface/memory.ts';
import { MemoryInstance, PAGE } from '../src/runtime/store/memory.ts';

const markOf = (page: number): number => (page % 255) + 1;

test('page by page, it keeps what it has and gets pages of zeros, and the views end where it does', () => {
  const memory = new MemoryInstance({ minimum: 1, maximum: 60 });
  const buffers = new Set<unknown>();
  let changes = 0;
  memory.watch(() => changes++);
  for (let page = 0; page < 60; page++) {
    if (page > 0) expect(memory.grow(1)).toBe(page);
    expect(memory.size()).toBe(page + 1);
    expect([memory.bytes.length, memory.view.byteLength]).toEqual([(page + 1) * PAGE, (page + 1) * PAGE]);
    expect(memory.bytes.subarray(page * PAGE).every((byte) => byte === 0)).toBe(true);
    memory.view.setUint8((page + 1) * PAGE - 1, markOf(page));
    expect(() => memory.view.setUint8((page + 1) * PAGE, 1)).toThrow(RangeError);
    buffers.add(memory.view.buffer);
  }
  expect(changes).toBe(59);
  for (let page = 0; page < 60; page++) expect(memory.bytes[(page + 1) * PAGE - 1]).toBe(markOf(page));
  // With a copy at each, growing would take time quadratic in the pages.
  expect(buffers.size).toBeLessThan(15);
  expect(memory.view.buffer.byteLength).toBeLessThanOrEqual(60 * PAGE);
  expect(memory.grow(1)).toBe(-1);
  expect(memory.bytes[60 * PAGE - 1]).toBe(markOf(59));
});

test('a buffer that the host sees is as large as the memory, and another one after each growing', () => {
  const grown = new MemoryInstance({ minimum: 4 });
  grown.view.setUint8(4 * PAGE - 1, 7);
  let changes = 0;
  grown.watch(() => changes++);
  grown.grow(1);
  expect(grown.view.buffer.byteLength).toBeGreaterThan(5 * PAGE);
  for (const memory of [memoryObject(grown), new Memory({ initial: 5 })]) {
    for (let pages = 5; pages < 9; pages++) {
      const { buffer } = memory;
      expect(buffer.byteLength).toBe(pages * PAGE);
      expect(memory.buffer).toBe(buffer);
      expect(memory.grow(1)).toBe(pages);
      expect(memory.buffer).not.toBe(buffer);
      expect(buffer.byteLength).toBe(pages * PAGE);
    }
  }
  expect(grown.bytes[4 * PAGE - 1]).toBe(7);
  // Once of its own, once when it came to be seen, and four times then.
  expect(changes).toBe(6);
});
