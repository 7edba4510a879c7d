import { describe, expect, test } from "vitest";
import { CheckBook } from "./check-book.ts";

describe("messages of what failed", () => {
  const ROWS: readonly (readonly [string, readonly (readonly string[])[], readonly string[]])[] = [
    ["are sorted", [["z first", "a second", "B third"]], ["B third", "a second", "z first"]],
    ["are told as often as they came", [["b", "a", "b"]], ["a", "b", "b"]],
    ["go by code points, as Go sorts", [["\u{1f600}", "\uffee", "é"]], ["é", "\uffee", "\u{1f600}"]],
    ["are sorted over what was reported at different times", [["b"], ["a"]], ["a", "b"]],
    ["are none where nothing failed", [[]], []],
  ];
  test.each(ROWS)("%s", (_, reported, expected) => {
    const book = new CheckBook();
    book.declare("check", "check.c");
    for (const messages of reported) {
      book.report("check.c", "check.c", messages.length > 0 ? "fail" : "pass", messages);
    }
    expect(book.results()[0]?.objects[0]?.failureMessages).toEqual(expected);
  });
});
