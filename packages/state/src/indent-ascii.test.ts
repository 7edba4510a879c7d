import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { indentAscii } from "./indent-ascii.ts";
import { indentJson } from "./json-layout.ts";

/** Laid out behind two bytes of others, with room for `room` more. */
function laid(json: string, margin: number, room: number): string | undefined {
  const out = Buffer.alloc(2 + room);
  const end = indentAscii(json, margin, out, 2);
  return end === 0 ? undefined : out.toString("utf8", 2, end);
}

const texts = [
  "",
  "1",
  '"a"',
  "{}",
  "[]",
  "[[],{}]",
  '{"a":1,"b":[true,null]}',
  '{"a":{"b":{"c":[1,[2,{}]]}}}',
  '"a":"{[,:]}","b":"\\"\\\\","c":"\\u003c"',
];

test.each(texts)("lays out %s as texts are", (json) => {
  for (const margin of [0, 10]) expect(laid(json, margin, 1_000)).toBe(indentJson(json, " ".repeat(margin)));
});

test("lays out all JSON that is ASCII as texts are, or says that there is no room", () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: "binary-ascii" }), fc.nat(12), fc.nat(300), (text, margin, room) => {
      const json = JSON.stringify(JSON.parse(text));
      const wanted = indentJson(json, " ".repeat(margin));
      const found = laid(json, margin, room);
      if (found === undefined) expect(wanted.length + 4 + margin + json.length).toBeGreaterThan(room);
      else expect(found).toBe(wanted);
    }),
  );
});

test.each(['{"a":"ä"}', '{"ä":1}', '{"a": 1}', "[\n1]", "[ ]"])("leaves %j to others", (json) => {
  expect(laid(json, 0, 100)).toBeUndefined();
});
