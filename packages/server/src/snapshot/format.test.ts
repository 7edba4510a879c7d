import { Buffer } from "node:buffer";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Entry } from "@tutti/store";
import { noPause, SLICE_ENTRIES } from "@tutti/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refusal } from "../state/refusal.ts";
import { decodeSnapshot, encodeSnapshot } from "./format.ts";

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

async function decoded(packed: Uint8Array): Promise<readonly Entry[]> {
  const entries = await decodeSnapshot(packed, noPause);
  return entries instanceof Refusal ? expect.unreachable(entries.text) : entries;
}

describe("a snapshot", () => {
  test("gives back keys, values and both revisions, each in its place", async () => {
    const entries = [
      entry("kv/a", 3, 9),
      entry("kv/ключ", 4, 4, ""),
      entry("session/x", 1, 2, "\0\u{1f600}"),
    ];
    expect(plain(await decoded(await encodeSnapshot(each(entries))))).toEqual(plain(entries));
  });

  test("gives back whatever there is", async () => {
    const entries = fc.record({
      key: fc.string({ unit: "grapheme" }),
      value: fc.uint8Array({ maxLength: 300 }),
      createRevision: fc.nat(),
      modifyRevision: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(entries), async (all) => {
        expect(plain(await decoded(await encodeSnapshot(each(all))))).toEqual(plain(all));
      }),
      { numRuns: 50 },
    );
  });

  test("of nothing is one line, packed", async () => {
    const packed = await encodeSnapshot(each([]));
    expect(gunzipSync(packed).toString()).toBe("tutti-snapshot 1\n");
    expect(await decoded(packed)).toEqual([]);
  });

  test("of many entries is packed in pieces and read with a pause after each slice", async () => {
    const many = Array.from({ length: 2 * SLICE_ENTRIES + 1 }, (_unused, n) =>
      entry(`kv/${n}`, n, n, "x".repeat(60)),
    );
    const packed = await encodeSnapshot(each(many));
    let pauses = 0;
    const read = await decodeSnapshot(packed, async () => {
      pauses += 1;
    });
    expect(pauses).toBe(2);
    expect(read).toHaveLength(many.length);
  });

  const whole = async (): Promise<Buffer> => gunzipSync(await encodeSnapshot(each([entry("kv/a", 1, 2)])));
  const wrongLength = async (at: number, length: number): Promise<Buffer> => {
    const bytes = await whole();
    bytes.writeDoubleBE(length, at);
    return gzipSync(bytes);
  };
  const START = "tutti-snapshot 1\n".length;
  const refused: Record<string, readonly [() => Promise<Buffer>, string]> = {
    "is not packed": [
      async () => Buffer.from("nothing of that kind"),
      "failed to decompress: incorrect header check",
    ],
    "is empty": [async () => Buffer.alloc(0), "failed to decompress: unexpected end of file"],
    "is something else": [async () => gzipSync("tutti-snapshot 2\n"), "this is no snapshot of this agent"],
    "ends in an entry's head": [
      async () => gzipSync((await whole()).subarray(0, START + 31)),
      "it ends too early",
    ],
    "ends in a key": [async () => gzipSync((await whole()).subarray(0, START + 34)), "it ends too early"],
    "ends in a value": [async () => gzipSync((await whole()).subarray(0, -1)), "it ends too early"],
    "has a key of less than nothing": [() => wrongLength(START, -1), "it ends too early"],
    "has half a byte": [() => wrongLength(START + 8, 0.5), "it ends too early"],
    "has a value of no number": [() => wrongLength(START + 8, Number.NaN), "it ends too early"],
  };
  test.each(Object.entries(refused))("that %s is refused", async (_what, [make, why]) => {
    expect(await decodeSnapshot(await make(), noPause)).toMatchObject({
      status: 500,
      text: `failed to restore snapshot: ${why}`,
    });
  });
});
