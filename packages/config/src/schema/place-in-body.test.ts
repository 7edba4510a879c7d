import { type Body, parseConfig, parseJsonConfig, type SourceRange } from "@tutti/hcl";
import { NULL, numberValue, type Path, type PathStep, stringValue, toNum } from "@tutti/values";
import { expect, test } from "vitest";
import { placeInBody } from "./place-in-body.ts";

const NATIVE = `thing "a" {
  size  = 3
  ports = [80, 443]
  tags = {
    one   = "x"
    "two" = ["y"]
    (var) = "z"
  }
  call  = f(1)
  disk {
    size = 1
  }
  disk {
    name = "b"
  }
  key "k" {
    value = 1
  }
  only {
    inner {
      value = 1
    }
  }
}
`;
const JSON_TEXT = `{"thing": {"a": {
  "size": 3,
  "ports": [80, 443],
  "tags": {"one": "x"},
  "disk": [{"size": 1}, {"name": "b"}]
}}}`;

/** `size`, `ports[1]`, `tags["one"]` */
function pathOf(text: string): Path {
  return [...text.matchAll(/\["(.*?)"\]|\[(\d+|null)\]|(\w+)/g)].map(([, key, index, name]): PathStep => {
    if (name !== undefined) return { kind: "attribute", name };
    if (key !== undefined) return { kind: "index", key: stringValue(key) };
    return { kind: "index", key: index === "null" ? NULL : numberValue(toNum(Number(index))) };
  });
}

function bodyOf(parsed: { readonly body: Body }): Body {
  const { content } = parsed.body.content({ blocks: [{ type: "thing", labelNames: ["name"] }] });
  const [block] = content.blocks;
  if (block === undefined) throw new Error("no block");
  return block.body;
}

const native = bodyOf(parseConfig(NATIVE, "a.tf"));
const json = bodyOf(parseJsonConfig(JSON_TEXT, "a.tf.json"));
const shown = (text: string, { start, end }: SourceRange): string =>
  `${start.line}: ${text.slice(start.byte, Math.max(end.byte, start.byte + 1))}`;

test.each([
  ["", "1: {"],
  ["size", "2: 3"],
  ["size[0]", "2: 3"],
  ["missing", "1: {"],
  ["missing[0].more", "1: {"],
  ["ports", "3: [80, 443]"],
  ["ports[1]", "3: 443"],
  ["ports[2]", "3: [80, 443]"],
  ["ports[null]", "3: [80, 443]"],
  ['tags["one"]', '5: "x"'],
  ["tags.one", '5: "x"'],
  ['tags["two"][0]', '6: "y"'],
  ['tags["none"]', '4: {\n    one   = "x"\n    "two" = ["y"]\n    (var) = "z"\n  }'],
  ["call[0]", "9: f(1)"],
  ["disk", "1: {"],
  ["disk.size", "1: {"],
  ["disk[0].size", "11: 1"],
  ["disk[1].size", "13: {"],
  ["disk[1].name", '14: "b"'],
  ["disk[2].size", "1: {"],
  ["disk[null].size", "1: {"],
  ['key["k"].value', "17: 1"],
  ['key["other"].value', "1: {"],
  ["only.inner.value", "21: 1"],
  ["only[0].inner[0]", "20: {"],
  ["[0].size", "1: {"],
])("%s of a block is at %s", (path, place) => {
  expect(shown(NATIVE, placeInBody(native, pathOf(path)))).toBe(place);
});

test.each([
  ["size", "2: 3"],
  ["ports[1]", "3: 443"],
  ['tags["one"]', '4: "x"'],
  ["disk[0].size", "5: 1"],
  ["disk[1].name", '5: "b"'],
])("%s of a block in JSON is at %s", (path, place) => {
  expect(shown(JSON_TEXT, placeInBody(json, pathOf(path)))).toBe(place);
});

test("without a path it is the block", () => {
  expect(shown(NATIVE, placeInBody(native, undefined))).toBe("1: {");
});
