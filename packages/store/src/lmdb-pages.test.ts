import { describe, expect, test } from "vitest";
import { assertPagesSound, KEY_SIZE_MAX, PAGE_BYTES, PageMistake } from "./lmdb-pages.ts";

const LEAF = 2;
const BRANCH = 1;
const OVERFLOW = 4;
const META = 8;
const NONE = 0xffff_ffff_ffff_ffffn;

interface Record {
  readonly key?: number;
  readonly flags?: number;
  readonly size?: number;
  readonly data: Uint8Array;
}

const u64 = (...words: readonly (bigint | number)[]) => {
  const view = new DataView(new ArrayBuffer(8 * words.length));
  for (const [index, word] of words.entries())
    view.setBigUint64(8 * index, BigInt.asUintN(64, BigInt(word)), true);
  return new Uint8Array(view.buffer);
};

/** A database's record: how deep it is and where it begins. */
function database(depth: number, root: bigint | number, kind = 0): Uint8Array {
  const view = new DataView(new ArrayBuffer(48));
  view.setUint32(0, kind, true);
  view.setUint16(6, depth, true);
  view.setBigUint64(40, BigInt(root), true);
  return new Uint8Array(view.buffer);
}

/** A file of some pages, which tests change before it is looked at. */
class File {
  readonly bytes: Uint8Array;
  constructor(count: number) {
    this.bytes = new Uint8Array(count * PAGE_BYTES);
    for (let page = 0; page < count; page += 1) this.view(page).setBigUint64(0, BigInt(page), true);
  }

  view(page: number): DataView {
    return new DataView(this.bytes.buffer, page * PAGE_BYTES, PAGE_BYTES);
  }

  meta(page: number, transaction: number, lastPage: number, free: Uint8Array, main: Uint8Array): void {
    const view = this.view(page);
    view.setUint16(18, META, true);
    view.setUint32(24, 0xbeefc0de, true);
    view.setUint16(28, 2, true);
    this.bytes.set(free, page * PAGE_BYTES + 48);
    view.setUint32(48, PAGE_BYTES, true);
    this.bytes.set(main, page * PAGE_BYTES + 96);
    view.setBigUint64(144, BigInt(lastPage), true);
    view.setBigUint64(152, BigInt(transaction), true);
  }

  /** A page of records, which lie from its end on downwards. */
  records(page: number, kind: number, records: readonly Record[]): void {
    const view = this.view(page);
    view.setUint16(18, kind, true);
    view.setUint16(20, 2 * records.length, true);
    let upper = PAGE_BYTES - 24;
    for (const [index, { key = 2, flags = 0, size, data }] of records.entries()) {
      upper -= (8 + key + data.length + 1) & ~1;
      view.setUint16(24 + 2 * index, upper, true);
      const at = 24 + upper;
      const low = size ?? data.length;
      view.setUint16(at, low & 0xffff, true);
      view.setUint16(at + 2, low >>> 16, true);
      view.setUint16(at + 4, flags, true);
      view.setUint16(at + 6, key, true);
      this.bytes.set(data, page * PAGE_BYTES + at + 8 + key);
    }
    view.setUint16(22, upper, true);
  }

  async look(): Promise<string> {
    const count = this.bytes.length / PAGE_BYTES;
    try {
      await assertPagesSound({ count: Math.floor(count), page: async (number) => this.view(number) });
      return "sound";
    } catch (error) {
      if (error instanceof PageMistake) return error.message;
      throw error;
    }
  }
}

/** A branch has the number of the page below where a leaf has the size of its value. */
const below = (page: number): Record => ({ size: page, data: new Uint8Array(0) });

/**
 * Pages 0 and 1 head the file. 2: the main database, which names one in 3, a
 * branch over the leaves 4 and 5; a value of 5 lies in 6 and 7. 8: the lists of
 * free pages, one beside its key and one in 9. Of 10 and 11 nothing is known.
 */
function soundFile(): File {
  const file = new File(12);
  for (const page of [0, 1]) file.meta(page, 5 + page, 11, database(1, 8), database(1, 2));
  file.records(2, LEAF, [{ flags: 2, data: database(2, 3) }]);
  file.records(3, BRANCH, [below(4), below(5)]);
  file.records(4, LEAF, [{ data: new Uint8Array(30) }]);
  file.records(5, LEAF, [{ data: new Uint8Array(3) }, { flags: 1, size: 2 * PAGE_BYTES - 24, data: u64(6) }]);
  file.view(6).setUint16(18, OVERFLOW, true);
  file.view(6).setUint32(20, 2, true);
  file.records(8, LEAF, [{ data: u64(2, 10, -11) }, { flags: 1, size: 16, data: u64(9) }]);
  file.view(9).setUint16(18, OVERFLOW, true);
  file.view(9).setUint32(20, 1, true);
  file.bytes.set(u64(1, 11), 9 * PAGE_BYTES + 24);
  return file;
}

/** Where a record of a page begins. */
const recordAt = (file: File, page: number, index: number) =>
  24 + file.view(page).getUint16(24 + 2 * index, true);

test("a sound file is sound", async () => {
  expect(await soundFile().look()).toBe("sound");
});

test("the newer head counts, whichever page it is on", async () => {
  for (const [first, second, wanted] of [
    [9, 6, "page 2 is not of the kind that its place asks for"],
    [6, 9, "sound"],
  ] as const) {
    const file = soundFile();
    file.meta(0, first, 11, database(1, 8), database(2, 2));
    file.meta(1, second, 11, database(1, 8), database(1, 2));
    expect(await file.look()).toBe(wanted);
  }
});

test("an empty file is sound", async () => {
  const file = new File(2);
  for (const page of [0, 1]) file.meta(page, page, 1, database(0, NONE), database(0, NONE));
  expect(await file.look()).toBe("sound");
});

type Damage = (file: File) => void;
const at =
  (page: number, offset: number, value: number, bytes: 2 | 4 | 8 = 2): Damage =>
  (file) => {
    const view = file.view(page);
    if (bytes === 2) view.setUint16(offset, value, true);
    else if (bytes === 4) view.setUint32(offset, value, true);
    else view.setBigUint64(offset, BigInt(value), true);
  };
/** Within a record of a page. */
const inRecord =
  (page: number, index: number, offset: number, value: number, bytes: 2 | 4 | 8 = 2): Damage =>
  (file) =>
    at(page, recordAt(file, page, index) + offset, value, bytes)(file);
const both =
  (offset: number, value: number, bytes: 2 | 4 | 8 = 2): Damage =>
  (file) => {
    for (const page of [0, 1]) at(page, offset, value, bytes)(file);
  };

describe("what is wrong is said", () => {
  test.each<readonly [string, Damage]>([
    ["page 0 has the number of another one", at(0, 0, 7, 8)],
    ["page 1 has the number of another one", at(1, 0, 7, 8)],
    ["page 0 does not head the file", at(0, 18, LEAF)],
    ["it is no file of lmdb", at(1, 24, 1, 4)],
    ["it is of lmdb's version 1, and 2 is read here", at(0, 28, 1)],
    ["its pages are not of 4096 bytes", at(0, 48, 8192, 4)],
    ["page 0 leads outside", both(136, 12, 8)], // the root of the main database
    ["an empty tree has a depth", (file) => file.meta(1, 9, 11, database(1, 8), database(1, NONE))],
    ["a tree is 0 pages deep", (file) => file.meta(1, 9, 11, database(1, 8), database(0, 2))],
    ["a tree is 33 pages deep", (file) => file.meta(1, 9, 11, database(1, 8), database(33, 2))],
    ["page 2 is not of the kind that its place asks for", at(2, 18, BRANCH)],
    ["page 3 is not of the kind that its place asks for", at(3, 18, LEAF)],
    ["page 4 is not of the kind that its place asks for", at(4, 18, OVERFLOW)],
    ["page 4 has the number of another one", at(4, 0, 5, 8)],
    ["page 4 is newer than the file", at(4, 8, 7, 8)],
    ["page 6 is newer than the file", at(6, 8, 7, 8)],
    ["page 4 is used twice", (file) => file.records(3, BRANCH, [below(4), below(4)])],
    ["page 8 is used twice", (file) => file.records(3, BRANCH, [below(4), below(8)])],
    ["page 0 is used twice", (file) => file.records(3, BRANCH, [below(0), below(5)])],
    ["page 3 leads outside", (file) => file.records(3, BRANCH, [below(4), below(12)])],
    // Where a leaf has flags, a branch has the upper part of the number.
    ["page 3 leads outside", inRecord(3, 0, 4, 1)],
    ["page 3 leads outside", inRecord(3, 0, 2, 1)],
    ["page 3 holds too little", (file) => file.records(3, BRANCH, [below(4)])],
    ["page 4 holds too little", (file) => file.records(4, LEAF, [])],
    ["the bounds of page 4 are wrong", at(4, 20, 3)],
    ["the bounds of page 4 are wrong", at(4, 20, 4094)],
    ["the bounds of page 4 are wrong", at(4, 22, 4074)],
    ["record 0 of page 4 lies outside", at(4, 24, 10)],
    ["record 0 of page 4 lies outside", at(4, 24, PAGE_BYTES - 24 - 7)],
    ["record 0 of page 4 is too long", inRecord(4, 0, 0, 31)],
    ["record 0 of page 4 is too long", inRecord(4, 0, 2, 1)],
    ["a key of page 4 is too long", inRecord(4, 0, 6, 40)],
    [
      "a key of page 4 is too long",
      (file) => file.records(4, LEAF, [{ key: KEY_SIZE_MAX + 1, data: new Uint8Array(0) }]),
    ],
    ["a record of page 4 is of an unknown kind", inRecord(4, 0, 4, 4)],
    [
      "a record of page 4 is too long",
      (file) => file.records(4, LEAF, [{ flags: 1, data: new Uint8Array(6) }]),
    ],
    ["two records of page 5 lie in one place", (file) => at(5, 24, file.view(5).getUint16(26, true))(file)],
    [
      "two records of page 4 lie in one place",
      (file) => {
        file.records(4, LEAF, [{ data: new Uint8Array(30) }, { data: new Uint8Array(30) }]);
        // The second one goes on in the first.
        inRecord(4, 1, 0, 31)(file);
      },
    ],
    ["page 5 leads outside", inRecord(5, 1, 10, 12, 8)],
    ["page 7 does not begin a long value", inRecord(5, 1, 10, 7, 8)],
    ["page 6 does not begin a long value", at(6, 18, LEAF)],
    ["the long value of page 6 is cut short", inRecord(5, 1, 0, 2 * PAGE_BYTES - 23)],
    ["the long value of page 6 is cut short", at(6, 20, 1, 4)],
    ["the long value of page 6 goes beyond the end", at(6, 20, 7, 4)],
    ["page 8 is used twice", at(6, 20, 3, 4)],
    ["a record of page 2 names no database", inRecord(2, 0, 4, 0)],
    ["a database's record on page 2 is of a wrong size", inRecord(2, 0, 0, 46)],
    ["page 0 leads outside", inRecord(2, 0, 8 + 2 + 40, 99, 8)], // the named database's root
    ["a list of free pages on page 8 is of a wrong size", inRecord(8, 0, 0, 20)],
    ["a list of free pages on page 8 is of a wrong size", inRecord(8, 0, 0, 0)],
    ["a list of free pages on page 8 is longer than its record", inRecord(8, 0, 10, 3, 8)],
    ["a list of free pages on page 8 leads outside", inRecord(8, 0, 18, 12, 8)],
    ["a list of free pages on page 8 is longer than its record", at(9, 24, 2, 8)],
    ["a list of free pages on page 8 leads outside", at(9, 32, 12, 8)],
  ])("%s", async (wanted, damage) => {
    const file = soundFile();
    damage(file);
    expect(await file.look()).toBe(wanted);
  });

  test("a list that gives how many pages follow leads outside as well", async () => {
    const file = soundFile();
    file.records(8, LEAF, [{ data: u64(2, 10, -12) }]);
    expect(await file.look()).toBe("a list of free pages on page 8 leads outside");
  });

  test("a file of one page is too short", async () => {
    expect(await new File(1).look()).toBe("it is too short");
  });

  test("a page that is not whole is cut short", async () => {
    const file = soundFile();
    const page = async (number: number) =>
      number === 4 ? new DataView(file.bytes.buffer, 4 * PAGE_BYTES, 100) : file.view(number);
    await expect(assertPagesSound({ count: 12, page })).rejects.toThrow("page 4 is cut short");
  });
});

describe("what is right, to the last byte", () => {
  test.each<readonly [string, Damage]>([
    ["the longest key", (file) => file.records(4, LEAF, [{ key: KEY_SIZE_MAX, data: new Uint8Array(0) }])],
    ["a value to the page's end", inRecord(4, 0, 0, 30)],
    ["a long value that fills its pages", inRecord(5, 1, 0, 2 * PAGE_BYTES - 24)],
    [
      "a record of which only the number lies on the page",
      (file) => file.records(5, LEAF, [{ flags: 1, size: 9, data: u64(6) }]),
    ],
    ["a tree as deep as its pages", (file) => file.meta(1, 9, 11, database(1, 8), database(1, 2))],
    ["a page of the last transaction", at(4, 8, 6, 8)],
    ["the last page", (file) => file.records(8, LEAF, [{ data: u64(1, 11) }])],
    ["an empty list of free pages", (file) => file.records(8, LEAF, [{ data: u64(0) }])],
  ])("%s", async (_, change) => {
    const file = soundFile();
    change(file);
    expect(await file.look()).toBe("sound");
  });

  test("free pages at the end need not be there", async () => {
    const file = soundFile();
    for (const page of [0, 1]) file.meta(page, page, 20, database(1, 8), database(1, 2));
    file.records(8, LEAF, [{ data: u64(1, 20) }]);
    expect(await file.look()).toBe("sound");
    file.records(8, LEAF, [{ data: u64(1, 21) }]);
    expect(await file.look()).toBe("a list of free pages on page 8 leads outside");
    // Something that is used must be.
    file.records(3, BRANCH, [below(4), below(15)]);
    expect(await file.look()).toBe("a list of free pages on page 8 leads outside");
    file.records(8, LEAF, [{ data: u64(1, 20) }]);
    expect(await file.look()).toBe("page 3 leads outside");
  });

  test("a list of free pages that goes over several pages", async () => {
    const file = soundFile();
    const words = Array.from({ length: 700 }, (_unused, index) => (index === 0 ? 699 : 11));
    file.records(8, LEAF, [{ flags: 1, size: 700 * 8, data: u64(9) }]);
    file.view(9).setUint32(20, 2, true);
    file.bytes.set(u64(...words), 9 * PAGE_BYTES + 24);
    expect(await file.look()).toBe("sound");
    file.bytes.set(u64(...words.slice(0, -1), 12), 9 * PAGE_BYTES + 24);
    expect(await file.look()).toBe("a list of free pages on page 8 leads outside");
  });
});
