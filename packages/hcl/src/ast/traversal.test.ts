import { describe, expect, test } from "vitest";
import { parsePartialTraversal } from "../parse.ts";
import { type Traversal, traversalsEqual, traversalText } from "./traversal.ts";

function traversal(text: string): Traversal {
  const { traversal: found } = parsePartialTraversal(text, "f");
  if (found === undefined) throw new Error(`${text} is no traversal`);
  return found;
}

const TEXTS = [
  "a",
  "b",
  "a.x",
  "a.y",
  'a["x"]',
  "a[0]",
  "a[1]",
  'a["0"]',
  "a[*]",
  "a.x.y",
  "a.x.z",
  "a[*].x",
];

describe("traversalsEqual()", () => {
  test.each(TEXTS)("%s equals itself alone", (text) => {
    expect(traversalText(traversal(text))).toBe(text);
    const equal = TEXTS.filter((other) => traversalsEqual(traversal(text), traversal(other)));
    expect(equal).toEqual([text]);
  });
});
