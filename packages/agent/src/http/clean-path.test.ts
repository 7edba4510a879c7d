import { describe, expect, test } from "vitest";
import { cleanPath, decodePath, escapePath, isPrintable } from "./clean-path.ts";

/** As Go's ServeMux cleans them. */
test.each([
  ["/", "/"],
  ["/a/b", "/a/b"],
  ["/a/b/", "/a/b/"],
  ["/a/.", "/a"],
  ["/a/./", "/a/"],
  ["/a/..", "/"],
  ["/a/b/..", "/a"],
  ["/a/b/../", "/a/"],
  ["/..", "/"],
  ["/../a", "/a"],
  ["/./a", "/a"],
  ["//a//b//", "/a/b/"],
  ["/a/...", "/a/..."],
  ["/a/.b", "/a/.b"],
  ["/a/b.", "/a/b."],
  ["/a/..b/", "/a/..b/"],
])("cleanPath(%s) is %s", (path, wanted) => {
  expect(cleanPath(path)).toBe(wanted);
});

test.each([
  ["/v1/kv/a-b_c.d~e$f&g+h,i/j:k;l=m@n", "/v1/kv/a-b_c.d~e$f&g+h,i/j:k;l=m@n"],
  ["/a b", "/a%20b"],
  ["/ü?", "/%C3%BC%3F"],
  ["/<a>", "/%3Ca%3E"],
])("escapePath(%s) is %s", (path, wanted) => {
  expect(escapePath(path)).toBe(wanted);
});

test.each([
  ["/a b", "/a b", true],
  ["/a%20b", "/a b", true],
  ["/a%2Fb", "/a/b", true],
  ["/%zz", undefined, false],
  ["/%", undefined, false],
  ["/%ff", undefined, false],
  ["/%c3%bc", "/ü", true],
  ["/%E2%80%A8", "/\u2028", false],
  ["/%E2%80%A9", "/\u2029", false],
  ["/%C2%A0", "/\u00a0", false],
  ["/%7F", "/\u007f", false],
])("%s is %j, which can be printed: %s", (raw, text, printable) => {
  expect(decodePath(raw)).toBe(text);
  if (text !== undefined) expect(isPrintable(text)).toBe(printable);
});

describe("a path that is clean", () => {
  test("is left as it is, escapes and all", () => {
    const path = "/v1/kv/%41";
    expect(cleanPath(path)).toBe(path);
  });
});
