import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { createRealRuntime } from "@tutti/runtime";
import { createMemoryStore, type Entry } from "@tutti/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packSnapshot } from "../../testkit/pack-own-snapshot.ts";
import { ServerState } from "../server-state.ts";
import { Refusal } from "../state/refusal.ts";
import type { SnapshotBounds } from "./blocks.ts";
import { inspectSnapshot, unpackSnapshot as unpack } from "./format.ts";

async function* each(entries: readonly Entry[]): AsyncGenerator<Entry> {
  yield* entries;
}

const entry = (key: string, create: number, modify: number, value = "v"): Entry => ({
  key,
  value: Buffer.from(value),
  createRevision: create,
  modifyRevision: modify,
});

const plain = (entries: readonly Entry[]) =>
  entries.map(({ key, value, createRevision, modifyRevision }) => [
    key,
    Buffer.from(value).toString("hex"),
    createRevision,
    modifyRevision,
  ]);

/** Nothing of it is asked for where the snapshot is none of Consul's. */
function unpackSnapshot(pieces: AsyncIterable<Uint8Array>, bounds: Partial<SnapshotBounds> = {}) {
  const runtime = createRealRuntime();
  return unpack(pieces, new ServerState(createMemoryStore(), runtime.clock), bounds);
}

async function packed(entries: AsyncIterable<Entry>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of packSnapshot(entries)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* byBytes(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function decoded(snapshot: Uint8Array): Promise<readonly Entry[]> {
  const entries = await unpackSnapshot(once(snapshot));
  return entries instanceof Refusal ? expect.unreachable(entries.text) : [...entries.entries];
}

describe("a snapshot", () => {
  test("gives back keys, values and both revisions, each in its place", async () => {
    const entries = [
      entry("kv/a", 3, 9),
      entry("kv/ключ", 4, 4, ""),
      entry("session/x", 1, 2, "\0\u{1f600}"),
    ];
    expect(plain(await decoded(await packed(each(entries))))).toEqual(plain(entries));
  });

  test("gives back whatever there is", async () => {
    const entries = fc.record({
      key: fc.string({ unit: "grapheme" }).map((id) => `kv/${id}`),
      value: fc.uint8Array({ maxLength: 300 }),
      createRevision: fc.integer({ min: 1, max: 1000 }),
      modifyRevision: fc.integer({ min: 1000, max: Number.MAX_SAFE_INTEGER }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(entries), async (all) => {
        expect(plain(await decoded(await packed(each(all))))).toEqual(plain(all));
      }),
      { numRuns: 50 },
    );
  });

  test("of nothing is one line, packed", async () => {
    const empty = await packed(each([]));
    expect(gunzipSync(empty).toString()).toBe("tutti-snapshot 1\n");
    expect(await decoded(empty)).toEqual([]);
  });

  test("of many entries is packed and unpacked in pieces, between which others run", async () => {
    const value = "x".repeat(60 << 10);
    const many = Array.from({ length: 160 }, (_unused, n) => entry(`kv/${n}`, n + 1, n + 1, value));
    let turns = 0;
    let counting = true;
    const count = (): void => {
      turns += 1;
      if (counting) setImmediate(count);
    };
    const read = await unpackSnapshot(once(await packed(each(many)).finally(count)));
    counting = false;
    // 10 MB, 1 MB at a time.
    expect(turns).toBeGreaterThanOrEqual(9);
    expect(read instanceof Refusal ? [] : plain([...read.entries])).toEqual(plain(many));
  });

  test("is read alike however its bytes come", async () => {
    const entries = [entry("kv/a", 3, 9), entry("kv/long", 4, 4, "x".repeat(3_000)), entry("z/", 1, 1, "")];
    const whole = await packed(each(entries));
    for (const size of [1, 2, 7, 64]) {
      const read = await unpackSnapshot(byBytes(whole, size));
      expect(read instanceof Refusal ? [] : plain([...read.entries])).toEqual(plain(entries));
    }
  });

  test("of one entry larger than all pieces is put together once", async () => {
    const entries = [entry("kv/a", 1, 2), entry("kv/b", 1, 2, "x".repeat(5 << 20)), entry("kv/c", 3, 4)];
    expect(plain(await decoded(await packed(each(entries))))).toEqual(plain(entries));
  });

  test("asks for entries as its pieces are taken, and throws what they throw", async () => {
    const noise = [...Array(4_000)].map((_unused, n) => createHash("sha512").update(String(n)).digest());
    let asked = 0;
    async function* breaking(): AsyncGenerator<Entry> {
      for (; asked < 30 * noise.length; asked += 1)
        yield entry(`kv/${asked}`, 1, 1, String(noise[asked % 4_000]));
      throw new Error("the disk is gone");
    }
    const pieces = packSnapshot(breaking());
    for (let taken = 0; taken < 3; taken += 1) expect((await pieces.next()).done).toBe(false);
    expect(asked).toBeLessThan(20_000);
    const rest = async () => {
      for await (const piece of pieces) expect(piece.length).toBeGreaterThan(0);
    };
    await expect(rest()).rejects.toThrow("the disk is gone");
  });

  test("that is larger than what is taken is refused, however small it is packed", async () => {
    const large = await packed(each([entry("kv/a", 1, 2, "x".repeat(5_000))]));
    expect(large.length).toBeLessThan(500);
    expect(await unpackSnapshot(once(large), { bytesMax: 5_000 })).toMatchObject({
      text: "failed to restore snapshot: it is larger than 5000 bytes",
    });
    expect(await unpackSnapshot(once(large), { bytesMax: 6_000 })).not.toBeInstanceOf(Refusal);
  });

  test("of an entry that is larger than what is taken is refused before it is held", async () => {
    const large = await packed(each([entry("kv/a", 1, 2), entry("kv/b", 1, 2, "x".repeat(5_000))]));
    expect(await unpackSnapshot(byBytes(large, 9), { entryBytesMax: 5_000 })).toMatchObject({
      text: "failed to restore snapshot: one entry is larger than 5000 bytes",
    });
    expect(await unpackSnapshot(once(large), { entryBytesMax: 5_036 })).not.toBeInstanceOf(Refusal);
    const claimed = gunzipSync(await packed(each([entry("kv/a", 1, 2)])));
    claimed.writeDoubleBE(100 << 20, "tutti-snapshot 1\n".length + 8);
    expect(await unpackSnapshot(once(gzipSync(claimed)))).toMatchObject({
      text: `failed to restore snapshot: one entry is larger than ${64 << 20} bytes`,
    });
  });

  test("can be looked through without being held", async () => {
    const entries = [entry("kv/a", 1, 2, "x".repeat(5_000)), entry("kv/b", 1, 2), entry("kv/c", 3, 4)];
    const snapshot = await packed(each(entries));
    const bytes = gunzipSync(snapshot).length;
    expect(await inspectSnapshot(byBytes(snapshot, 3))).toEqual({
      kind: "own",
      format: "tutti-snapshot 1",
      bytes,
      entries: 3,
    });
    expect(await inspectSnapshot(once(snapshot), { bytesMax: 5_000 })).toMatchObject({
      text: "failed to restore snapshot: it is larger than 5000 bytes",
    });
  });

  const whole = async (): Promise<Buffer> => gunzipSync(await packed(each([entry("kv/a", 1, 2)])));
  const wrongLength = async (at: number, length: number): Promise<Buffer> => {
    const bytes = await whole();
    bytes.writeDoubleBE(length, at);
    return gzipSync(bytes);
  };
  const DAMAGED = "what it holds is damaged";
  const START = "tutti-snapshot 1\n".length;
  const refused: Record<string, readonly [() => Promise<Buffer>, string]> = {
    "ends in an entry's head": [
      async () => gzipSync((await whole()).subarray(0, START + 31)),
      "it ends too early",
    ],
    "ends in a key": [async () => gzipSync((await whole()).subarray(0, START + 34)), "it ends too early"],
    "ends in a value": [async () => gzipSync((await whole()).subarray(0, -1)), "it ends too early"],
    "has a key of less than nothing": [() => wrongLength(START, -1), "it ends too early"],
    "claims a value without end": [() => wrongLength(START + 8, 2 ** 40), "it ends too early"],
    "has half a byte": [() => wrongLength(START + 8, 0.5), "it ends too early"],
    "is zeros": [
      async () => gzipSync(Buffer.concat([Buffer.from("tutti-snapshot 1\n"), Buffer.alloc(320)])),
      DAMAGED,
    ],
    "has a key of no table": [() => packed(each([entry("kv", 1, 2)])), DAMAGED],
    "has a key without a table's name": [() => packed(each([entry("/kv", 1, 2)])), DAMAGED],
    "has a key that no store takes": [() => packed(each([entry(`kv/${"k".repeat(1_898)}`, 1, 2)])), DAMAGED],
    "has an entry that was made before all": [() => packed(each([entry("kv/a", 0, 2)])), DAMAGED],
    "has an entry that was changed before it was made": [() => packed(each([entry("kv/a", 3, 2)])), DAMAGED],
    "has a revision of no number": [() => packed(each([entry("kv/a", 1, Number.NaN)])), DAMAGED],
    "has half a revision": [() => packed(each([entry("kv/a", 1, 2.5)])), DAMAGED],
    "has a revision without end": [() => packed(each([entry("kv/a", 1, 2 ** 53)])), DAMAGED],
    "has one bad entry behind good ones": [
      () => packed(each([entry("kv/a", 1, 2), entry("", 1, 2)])),
      DAMAGED,
    ],
    "has a value of no number": [() => wrongLength(START + 8, Number.NaN), "it ends too early"],
  };
  // As Consul 1.9.8 tells it.
  const unpacked: Record<string, readonly [() => Promise<Buffer>, string]> = {
    "is not packed": [async () => Buffer.from("nothing of that kind"), "gzip: invalid header"],
    "is too short to say what it is": [async () => Buffer.from("nothing"), "unexpected EOF"],
    "is empty": [async () => Buffer.alloc(0), "EOF"],
    "is cut off": [async () => gzipSync(await whole()).subarray(0, -9), "unexpected EOF"],
    "is not what was packed": [
      async () => {
        const bytes = gzipSync(await whole());
        bytes.writeUInt32LE(bytes.readUInt32LE(bytes.length - 8) ^ 1, bytes.length - 8);
        return bytes;
      },
      "gzip: invalid checksum",
    ],
  };
  test.each(Object.entries(unpacked))("that %s is not unpacked", async (_what, [make, why]) => {
    const refusal = { status: 500, text: `failed to decompress snapshot: ${why}` };
    expect(await unpackSnapshot(once(await make()))).toMatchObject(refusal);
    expect(await inspectSnapshot(once(await make()))).toMatchObject(refusal);
  });

  test.each(Object.entries(refused))("that %s is refused", async (_what, [make, why]) => {
    const refusal = { status: 500, text: `failed to restore snapshot: ${why}` };
    expect(await unpackSnapshot(once(await make()))).toMatchObject(refusal);
    expect(await inspectSnapshot(once(await make()))).toMatchObject(refusal);
  });
});
