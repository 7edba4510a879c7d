import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";
import type { HttpExchange } from "@tutti/runtime";
import type { Answer } from "@tutti/server";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { STALLED_MS_MAX, writeReply } from "./write-reply.ts";

type Pieces = Extract<Answer, { kind: "pieces" }>;

/** A client that takes what `drained` says, and what it saw of the answer. */
function clientWith(drained: () => Promise<void>) {
  const seen: string[] = [];
  const exchange: HttpExchange = {
    method: "GET",
    target: "/",
    remote: { host: "10.0.0.2", port: 1 },
    header: () => undefined,
    body: () => Promise.resolve(new Uint8Array()),
    async *bodyPieces() {},
    gone: new AbortController().signal,
    respond: (status) => void seen.push(`answer ${status}`),
    stream: (status) => {
      seen.push(`begin ${status}`);
      return {
        write: (data) => void seen.push(String(data)),
        drained,
        end: () => void seen.push("end"),
        cut: () => void seen.push("cut"),
      };
    },
  };
  return { exchange, seen };
}

function piecesOf(made: AsyncGenerator<Buffer>): Pieces {
  const otherwise = { kind: "whole", status: 404, headers: {}, body: Buffer.alloc(0) } as const;
  return { kind: "pieces", headers: {}, contentType: "text/plain", pieces: made, otherwise };
}

describe("an answer in pieces", () => {
  const taken = () => Promise.resolve();
  const never = () => new Promise<void>(() => {});

  test.each<readonly [string, readonly string[], boolean, () => Promise<void>, readonly string[]]>([
    ["is written to its end", ["a", "b"], false, taken, ["begin 200", "a", "b", "end"]],
    ["that has no piece is what it is otherwise", [], false, taken, ["answer 404"]],
    ["that breaks is cut off, not ended", ["a"], true, taken, ["begin 200", "a", "Error: broken", "cut"]],
    ["that breaks before its first piece is an error", [], true, taken, ["Error: broken", "answer 500"]],
    ["that nobody takes is cut off in time", ["a", "b", "c"], false, never, ["begin 200", "a", "cut"]],
  ])("%s", async (_what, pieces, breaks, drained, wanted) => {
    const world = createSimulation(3);
    const { clock } = world.host("10.0.0.1");
    const { exchange, seen } = clientWith(drained);
    let over = false;
    async function* made(): AsyncGenerator<Buffer> {
      try {
        for (const piece of pieces) yield Buffer.from(piece);
        if (breaks) throw new Error("broken");
      } finally {
        over = true;
      }
    }
    const failed = (error: unknown) => void seen.push(String(error));
    writeReply({ exchange, clock, pretty: false, headers: {}, failed }, piecesOf(made()));
    await world.run(STALLED_MS_MAX - 1);
    if (drained === never) expect(seen.at(-1)).toBe("a");
    await world.run(1);
    expect(seen).toEqual(wanted);
    // Whoever makes the pieces is told, so that nothing is kept for an answer that is over.
    expect(over).toBe(true);
  });
});

test.each([
  ["that can be packed at once", 64 << 10],
  ["that is packed beside", (64 << 10) + 1],
])("an answer %s is the same when it is unpacked", async (_, length) => {
  const body = Buffer.from(Array.from({ length }, (_, at) => at % 251));
  const { headers, packed } = await new Promise<{
    headers: Readonly<Record<string, string>>;
    packed: Uint8Array;
  }>((resolve) => {
    const exchange: HttpExchange = {
      ...clientWith(() => Promise.resolve()).exchange,
      header: (name) => (name === "accept-encoding" ? "gzip" : undefined),
      respond: (_status, headers, packed) => resolve({ headers, packed: Buffer.from(packed ?? "") }),
    };
    const { clock } = createSimulation(4).host("10.0.0.1");
    const answering = { exchange, clock, pretty: false, headers: { "X-A": "1" }, failed: () => {} };
    writeReply(answering, { kind: "whole", status: 200, headers: { "X-B": "2" }, body });
  });
  expect(headers).toEqual({
    "X-A": "1",
    "X-B": "2",
    Vary: "Accept-Encoding",
    "Content-Encoding": "gzip",
    "Content-Length": String(packed.length),
  });
  expect(gunzipSync(packed).equals(body)).toBe(true);
});
