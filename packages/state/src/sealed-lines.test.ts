import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { announced, made } from "../testkit/state-samples.ts";
import { JournalEncoder, readJournal } from "./journal-codec.ts";
import { LineWriter, type ReadLine, readLines } from "./sealed-lines.ts";
import { type LineSeal, UNSEALED } from "./state-seal.ts";

/** Hides a line by its key and its place, as a real one does; not well. */
function seal(key: string, allowsPlain = false): LineSeal {
  const hide = (text: string, place: number): string =>
    Buffer.from(`${key} ${place} ${text}`).toString("base64");
  return {
    sealer: async () => ({ head: JSON.stringify({ key }), seal: hide }),
    opener: async () => ({
      open(sealed, place) {
        const text = Buffer.from(sealed, "base64").toString();
        const front = `${key} ${place} `;
        return text.startsWith(front) ? text.slice(front.length) : undefined;
      },
    }),
    allowsPlain,
  };
}

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
