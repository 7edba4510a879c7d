import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { readError, readListing } from "./s3-answers.ts";

const row = (key: string): string => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`;

test.each<[string, string, readonly string[], string | undefined]>([
  ["nothing", "", [], undefined],
  ["a page", `<L>${row("a")}\n${row("b/c")}</L>`, ["a", "b/c"], undefined],
  [
    "a page of more",
    `<L>${row("a")}<NextContinuationToken>t&amp;1</NextContinuationToken></L>`,
    ["a"],
    "t&1",
  ],
  ["a token in front", `<NextContinuationToken>t</NextContinuationToken>${row("a")}`, ["a"], "t"],
  [
    "a token that is a key's text",
    row("<NextContinuationToken>x</NextContinuationToken>"),
    ["<NextContinuationToken>x</NextContinuationToken>"],
    undefined,
  ],
  ["an empty token", "<NextContinuationToken></NextContinuationToken>", [], undefined],
  ["a row without a key", "<Contents><Size>1</Size></Contents>", [""], undefined],
  [
    "signs",
    [
      row("&lt;&gt;&quot;&apos;&amp;lt;"),
      row("&#233;&#xE9;&#XE9;"),
      row("&#x1F600;"),
      row("&no;&#xFFFFFF;&#;"),
    ].join(""),
    ["<>\"'&lt;", "ééé", "😀", "&no;&#xFFFFFF;&#;"],
    undefined,
  ],
])("a listing of %s", (_, text, keys, next) =>
  expect(readListing(Buffer.from(text))).toEqual({ keys, next }),
);

test("an error has a code and words, or neither", () => {
  const error = "<Error><Code>NoSuchKey</Code><Message>not\nthere</Message></Error>";
  expect(readError(Buffer.from(error))).toEqual({ code: "NoSuchKey", message: "not\nthere" });
  expect(readError(Buffer.from("<html>"))).toEqual({ code: "", message: "" });
});
