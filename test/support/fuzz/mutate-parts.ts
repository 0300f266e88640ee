// Mutations of a module's sections and their items, that leave the rest well-formed.

import { concat, name, unsigned } from './encode.ts';
import { nearby, reencode } from './mutate-bytes.ts';
import { type Parts, type Section, sectionIds } from './parts.ts';
import type { Random } from './random.ts';

/** Changes `parts`; items may come from `donor`. */
export function mutateParts(parts: Parts, random: Random, donor: Parts): void {
  const { sections } = parts;
  if (sections.length === 0 || random.chance(0.1)) {
    sections.splice(random.below(sections.length + 1), 0, customSection(random));
    return;
  }
  const at = random.below(sections.length);
  const section = sections[at] as Section;
  const list: number[][] | undefined = section.items;
  random.weighted<() => void>([
    [1, () => sections.splice(at, 1)],
    [1, () => sections.splice(random.below(sections.length + 1), 0, structuredClone(section))],
    [1, () => sections.splice(random.below(sections.length), 0, ...sections.splice(at, 1))],
    [1, () => truncate(section, random)],
    [1, () => fromDonor(parts, random, donor)],
    [list === undefined ? 0 : 12, () => mutateItems(list as number[][], random, donor, section.id)],
    [section.bodies === undefined ? 0 : 4, () => mutateBodies(section, random)],
    [section.contents.length === 0 ? 0 : 1, () => changeNumber(section.contents, random)],
  ])();
}

function customSection(random: Random): Section {
  const title = random.pick(['', 'name', 'producers', 'sourceMappingURL', '__proto__', 'dylink.0', '\ufeff']);
  const rest = Array.from({ length: random.below(10) }, () => random.below(random.chance(0.5) ? 8 : 256));
  return { id: sectionIds.custom, items: undefined, bodies: undefined, contents: [...name(title), ...rest] };
}

function truncate(section: Section, random: Random): void {
  const all = section.items ?? section.bodies;
  if (all !== undefined && random.chance(0.7)) {
    all.length = random.below(all.length + 1);
    return;
  }
  const { items } = section;
  if (items === undefined) return;
  // The count stays and the contents are cut: the section is malformed from here on.
  const contents = concat([unsigned(items.length), ...items]);
  section.contents = contents.slice(0, random.below(contents.length));
  section.items = undefined;
}

function fromDonor({ sections }: Parts, random: Random, donor: Parts): void {
  if (donor.sections.length === 0) return;
  const given = structuredClone(random.pick(donor.sections));
  const at = sections.findIndex(({ id }) => id === given.id);
  if (at >= 0) sections.splice(at, 1, given);
  else {
    const later = sections.findIndex(({ id }) => id > given.id);
    sections.splice(later < 0 ? sections.length : later, 0, given);
  }
}

function mutateItems(list: number[][], random: Random, donor: Parts, id: number): void {
  const theirs = donor.sections.find((section) => section.id === id)?.items ?? [];
  const at = random.below(Math.max(1, list.length));
  const item = list[at];
  random.weighted<() => void>([
    [1, () => list.splice(at, 1)],
    [2, () => item && list.splice(random.below(list.length + 1), 0, [...item])],
    [1, () => item && list.splice(random.below(list.length), 0, ...list.splice(at, 1))],
    [theirs.length === 0 ? 0 : 2, () => list.splice(random.below(list.length + 1), 0, [...random.pick(theirs)])],
    [8, () => item && changeNumber(item, random)],
  ])();
}

/** One byte that may be a number, a type or a flag, or one number in another encoding. */
function changeNumber(item: number[], random: Random): void {
  if (item.length === 0) return;
  const at = random.below(item.length);
  const byte = item[at] as number;
  random.weighted<() => void>([
    [3, () => item.splice(at, 1, ...nearby(byte & 0x7f, random))],
    [2, () => byte < 0x80 && item.splice(at, 1, ...reencode([byte], random))],
    [3, () => item.splice(at, 1, random.pick([0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f, 0x40, 0x60, 0, 1, 2, 3]))],
    [1, () => item.splice(at, 1, byte ^ (1 << random.below(8)))],
    [1, () => item.splice(at, 1)],
    [1, () => item.splice(at, 0, random.below(0x80))],
  ])();
}

function mutateBodies({ bodies = [] }: Section, random: Random): void {
  if (bodies.length === 0) return;
  const at = random.below(bodies.length);
  const body = bodies[at] as (typeof bodies)[number];
  random.weighted<() => void>([
    // Whole bodies in the places of others.
    [2, () => bodies.splice(random.below(bodies.length), 1, structuredClone(body))],
    [1, () => bodies.push(...bodies.splice(at, 1))],
    [1, () => bodies.splice(at, 1)],
    [
      3,
      () => body.locals.push([...unsigned(random.below(4)), random.pick([0x7f, 0x7e, 0x7d, 0x7c, 0x70, 0x6f, 0x7b])]),
    ],
    [1, () => body.locals.splice(random.below(body.locals.length + 1), 1)],
    [2, () => body.locals.length > 0 && changeNumber(random.pick(body.locals), random)],
  ])();
}
