import { expect, it } from "vitest";
import { type AbsoluteResource, formatBlockOf, formatInstance, formatResource } from "./address.ts";

const A: AbsoluteResource = { module: [], mode: "managed", type: "t", name: "a" };
const IN_MODULE = [{ name: "m", key: undefined }];

it.each<[string, AbsoluteResource]>([
  ["t.b", { ...A, name: "b" }],
  ["u.a", { ...A, type: "u" }],
  ["data.t.a", { ...A, mode: "data" }],
  ["module.m.t.a", { ...A, module: IN_MODULE }],
  ['module.m["k"].t.a', { ...A, module: [{ name: "m", key: "k" }] }],
])("formatResource() gives %s behind the text of what differs from it in one part", (text, other) => {
  const third = { ...A, name: "third" };
  const asked = [A, other, A, { ...other }, third, A, other];
  expect(asked.map(formatResource)).toEqual(["t.a", text, "t.a", text, "t.third", "t.a", text]);
});

it("formatBlockOf() leaves the keys of modules out, whoever asked before", () => {
  const keyed = (key: string): AbsoluteResource => ({ ...A, module: [{ name: "m", key }] });
  const asked = [A, keyed("a"), keyed("b"), A, { ...A, name: "b" }];
  for (const format of [formatBlockOf, formatResource]) asked.map(format);
  expect(asked.map(formatBlockOf)).toEqual(["t.a", "module.m.t.a", "module.m.t.a", "t.a", "t.b"]);
  expect(asked.map(formatResource)).toEqual(["t.a", 'module.m["a"].t.a', 'module.m["b"].t.a', "t.a", "t.b"]);
});

it.each([
  ["plain", '"plain"'],
  ['a"b', '"a\\"b"'],
  ["a\\b", '"a\\\\b"'],
  ["a\nb\rc\td", '"a\\nb\\rc\\td"'],
  [`\${a}%{b}`, '"$${a}%%{b}"'],
  ["$a%b{}", '"$a%b{}"'],
])("formatInstance() writes the key %j as %s", (key, text) => {
  expect(formatInstance({ ...A, key })).toBe(`t.a[${text}]`);
});
