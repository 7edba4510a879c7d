import fc from "fast-check";
import { expect, it } from "vitest";
import { type AddressList, addressList, keptList, NO_ADDRESSES } from "./address-list.ts";
import { shareText } from "./shared-text.ts";

const TEXTS = fc.array(fc.oneof(fc.nat(500).map(String), fc.string()), { maxLength: 600 });

/** All parts of a list, itself included. */
function partsOf(list: AddressList, found = new Set<AddressList>()): ReadonlySet<AddressList> {
  found.add(list);
  for (const part of list.parts) partsOf(part, found);
  return found;
}

/** The lists of a chain: each has one text more than the one before, and they are sorted by text. */
function chain(length: number): readonly AddressList[] {
  const before: string[] = [];
  return Array.from({ length }, (_, n) => {
    const list = addressList(before.toSorted());
    before.push(`terraform_data.r${n}`);
    return list;
  });
}

it("gives back what was put in, in its order, with every repetition", () => {
  fc.assert(
    fc.property(TEXTS, (texts) => {
      const list = addressList(texts);
      expect([...list]).toEqual(texts);
      expect(list.length).toBe(texts.length);
      expect([...list.leaves()].flatMap((leaf) => leaf.texts.map(({ text }) => text))).toEqual(texts);
    }),
    { numRuns: 200 },
  );
});

it("is one object for equal texts, and equal to nothing else", () => {
  fc.assert(
    fc.property(TEXTS, TEXTS, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b);
      expect(addressList(a)).toBe(addressList([...a]));
      expect(addressList(a).equals(addressList(b))).toBe(same);
      const reversed = a.toReversed();
      expect(addressList(a).equals(addressList(reversed))).toBe(
        JSON.stringify(a) === JSON.stringify(reversed),
      );
    }),
    { numRuns: 100 },
  );
});

it("is equal to a list that was cut elsewhere", () => {
  const texts = Array.from({ length: 300 }, (_, n) => `x.r${n}`);
  const other = keptList([keptList(texts.slice(0, 7)), keptList(texts.slice(7))]);
  expect([...other]).toEqual(texts);
  expect(other.hash).not.toBe(addressList(texts).hash);
  expect(other.equals(addressList(texts))).toBe(true);
  expect(other.equals(addressList(texts.with(9, "x.other")))).toBe(false);
});

it("costs a chain's next list a few parts, however long it is", () => {
  const lists = chain(2_000);
  const seen = new Set<AddressList>();
  const fresh = lists.map((list) => {
    const before = seen.size;
    for (const part of partsOf(list)) seen.add(part);
    return seen.size - before;
  });
  expect(Math.max(...fresh)).toBeLessThanOrEqual(6);
  const texts = [...seen].reduce((sum, part) => sum + part.texts.length + part.parts.length, 0);
  // All of them spelt out are two million.
  expect(texts).toBeLessThan(300_000);
});

it("ends parts where no hash says so", () => {
  const endless = Array.from({ length: 99 }, (_, n) => `x.same${n}`).find(
    (text) => (shareText(text).hash & 31) !== 0,
  );
  const list = addressList(Array.from({ length: 5_000 }, () => endless ?? ""));
  expect(Math.max(...Array.from(list.leaves(), ({ length }) => length))).toBe(256);
  expect(list.length).toBe(5_000);
  expect(partsOf(list).size).toBeLessThan(30);
});

it("is NO_ADDRESSES without texts", () => {
  expect(addressList([])).toBe(NO_ADDRESSES);
  expect([...NO_ADDRESSES]).toEqual([]);
});
