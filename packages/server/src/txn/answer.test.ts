import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import type { Reply } from "../endpoint/reply.ts";
import { WHOLE } from "../kv/tree.ts";
import { answerResults } from "./answer.ts";
import type { TxnResult } from "./kv-verbs.ts";

const result = (n: number): TxnResult => ({
  kind: "KV",
  showValue: n % 2 === 0,
  row: {
    id: `a/${n}`,
    createIndex: n,
    modifyIndex: -1,
    value: { value: Buffer.from(`0"${n}`), flags: BigInt(n), session: "", lockIndex: 0 },
  },
});

async function textOf(reply: Reply): Promise<string> {
  if (reply.kind === "whole" && Buffer.isBuffer(reply.body)) return reply.body.toString();
  if (reply.kind !== "pieces") return expect.unreachable(reply.kind);
  let text = "";
  for await (const piece of reply.pieces) text += piece.toString();
  return text;
}

describe.each([true, false])("the answer to a transaction that only reads: %s", (readOnly) => {
  const results = Array.from({ length: WHOLE.items + 1 }, (_unused, n) => result(n));

  test.each<readonly [string, readonly TxnResult[], boolean, "whole" | "pieces", number]>([
    ["nothing", [], true, "whole", 0],
    ["one result", results.slice(0, 1), true, "whole", 1],
    ["as many as are answered at once", results.slice(1), true, "whole", WHOLE.items],
    ["one more", results, true, "pieces", WHOLE.items + 1],
    ["few of which none may be seen", results.slice(0, 2), false, "whole", 0],
    ["many of which none may be seen", results, false, "pieces", 0],
  ])(
    "with %s is the same JSON, compact and indented, whole or in pieces",
    async (_what, all, seen, kind, count) => {
      for (const pretty of [false, true]) {
        const visible = (some: Iterable<TxnResult>) => (seen ? [...some] : []);
        const answering = { readOnly, pretty, pause: () => Promise.resolve() };
        const reply = answerResults({ results: all, revision: 77, visible }, answering);
        expect(reply.kind).toBe(kind);
        const text = await textOf(reply);
        const parsed = JSON.parse(text) as { Results: { KV: { ModifyIndex: number } }[]; Errors: unknown };
        expect(text).toBe(pretty ? `${JSON.stringify(parsed, undefined, 4)}\n` : JSON.stringify(parsed));
        expect([parsed.Results.length, parsed.Errors]).toEqual([count, null]);
        const indexes = new Set(parsed.Results.map(({ KV }) => KV.ModifyIndex));
        expect(indexes).toEqual(new Set(count === 0 ? [] : [77]));
        expect("Index" in parsed).toBe(readOnly);
      }
    },
  );
});
