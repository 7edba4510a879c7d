import { Buffer } from "node:buffer";
import { describe, expect, it, vi } from "vitest";
import { sampleLineSeal } from "../testkit/sample-seal.ts";
import { announced, made } from "../testkit/state-samples.ts";
import { JournalEncoder, readJournal } from "./journal-codec.ts";
import { LineWriter, type ReadLine, readLines } from "./sealed-lines.ts";
import { type LineSeal, UNSEALED } from "./state-seal.ts";

const seal = (key: string, allowsPlain = false): LineSeal => sampleLineSeal(key, { allowsPlain });

async function written(by: LineSeal): Promise<readonly string[]> {
  const writer = new LineWriter(await by.sealer());
  const encoder = new JournalEncoder(writer);
  const head = writer.head();
  return [
    ...(head === "" ? [] : [head]),
    encoder.line({ kind: "header", format: 2, lineage: "l", serial: 3 }),
    encoder.line(announced("x.a")),
    encoder.line(made("x.a")),
  ];
}

async function* piecesOf(text: string, length = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += length) yield Buffer.from(text.slice(at, at + length));
}

async function reasons(lines: readonly string[], by: LineSeal): Promise<readonly string[]> {
  const found: ReadLine[] = [];
  for await (const line of readLines(piecesOf(lines.join("")), by)) found.push(line);
  return found.map((line) => (line.kind === "damage" ? line.reason : line.kind));
}

describe("sealed lines", () => {
  it("hold what was written, and show nothing of it", async () => {
    const lines = await written(seal("k"));
    expect(lines).toHaveLength(4);
    expect(lines.slice(1).join("")).not.toContain("x.a");
    const content = await readJournal(piecesOf(lines.join("")), seal("k"));
    expect(content).toMatchObject({ header: { serial: 3 }, torn: false });
    expect("records" in content ? content.records.map(({ kind }) => kind) : []).toEqual(["intent", "object"]);
    const torn = await readJournal(piecesOf(lines.join("").slice(0, -3)), seal("k"));
    expect(torn).toMatchObject({ torn: true });
  });

  it("cannot be exchanged, repeated or left out", async () => {
    const [head = "", first = "", second = "", third = ""] = await written(seal("k"));
    const wrong = "it is encrypted with another key, or stands in another place";
    expect(await reasons([head, first, third, second], seal("k"))).toEqual(["line", wrong, wrong]);
    expect(await reasons([head, first, third], seal("k"))).toEqual(["line", wrong]);
    expect(await reasons([head, first, first], seal("k"))).toEqual(["line", wrong]);
    expect(await reasons([head, first], seal("other"))).toEqual([wrong]);
  });

  it("are read whatever pieces they come in, and told with what is wrong with them", async () => {
    const line = (text: string): string => new LineWriter().line(text);
    const rows: readonly (readonly [string, string])[] = [
      ["", ""],
      [line("{}"), "line"],
      [line("[]"), "it holds no record"],
      [line('{"a"'), "it holds no record"],
      [line("{}").slice(0, -1), "torn"],
      [line("{}").replace(" ", "-"), "it does not begin with a checksum"],
      [line("{}").toUpperCase(), "it does not begin with a checksum"],
      [line("{}").slice(1), "it does not begin with a checksum"],
      [line("{}").replace("{}", '{"a":1}'), "its checksum does not match"],
      [line('{"kind":"sealed","format":2,"meta":{}}'), "its format is of a later version"],
      [line('{"kind":"sealed","format":1}'), "it is encrypted, and no encryption is configured"],
      // Only what stands before all others says how they are kept.
      [line("{}") + line('{"kind":"sealed","format":2,"meta":{}}'), "line,line"],
    ];
    for (const [text, told] of rows)
      for (const length of [1, 7, 1_000]) {
        const found: string[] = [];
        for await (const read of readLines(piecesOf(text, length), UNSEALED.lines))
          found.push(read.kind === "damage" ? read.reason : read.kind);
        expect(found.join(), `${text} in pieces of ${length}`).toBe(told);
      }
  });

  it("are copied once, however many pieces a line comes in", async () => {
    const copied = vi.spyOn(Buffer, "concat");
    const bytesOf = async (pieces: number): Promise<number> => {
      copied.mockClear();
      const line = new LineWriter().line(`{"a":"${"x".repeat(7 * pieces)}"}`);
      for await (const read of readLines(piecesOf(line), UNSEALED.lines)) expect(read.kind).toBe("line");
      return copied.mock.results.reduce((sum, { value }) => sum + Buffer.from(value).length, 0);
    };
    const [once, tenfold] = [await bytesOf(100), await bytesOf(1_000)];
    copied.mockRestore();
    expect(once).toBeGreaterThan(0);
    expect(tenfold / once).toBeLessThan(11);
  });

  it("of which what was opened is no record are damage", async () => {
    const writer = new LineWriter(await seal("k").sealer());
    const lines = [writer.head(), writer.line("[]"), writer.line("{}")];
    expect(await reasons(lines, seal("k"))).toEqual(["it holds no record", "line"]);
  });

  it("ask for what opens them with what their head says, or with null", async () => {
    const heads: unknown[] = [];
    const by: LineSeal = {
      ...seal("k"),
      opener: async (head) => {
        heads.push(head);
        return undefined;
      },
    };
    const line = (text: string): string => new LineWriter().line(text);
    await reasons([line('{"kind":"sealed","format":1,"meta":{"a":1}}')], by);
    await reasons([line('{"kind":"sealed","format":1}')], by);
    expect(heads).toEqual([{ a: 1 }, null]);
  });

  it("are told as sealed where nothing opens them, and as open where they must be sealed", async () => {
    const sealed = await written(seal("k"));
    expect((await reasons(sealed, UNSEALED.lines))[0]).toBe(
      "it is encrypted, and no encryption is configured",
    );
    const plain = await written(UNSEALED.lines);
    expect(await reasons(plain, UNSEALED.lines)).toEqual(["line", "line", "line"]);
    expect(await reasons(plain, seal("k", true))).toEqual(["line", "line", "line"]);
    expect((await reasons(plain, seal("k")))[0]).toMatch(/^it is not encrypted/);
    // Behind a head nothing is open.
    expect(await reasons([sealed[0] ?? "", plain[1] ?? ""], seal("k", true))).toEqual([
      "it is encrypted with another key, or stands in another place",
    ]);
  });
});
