import { RuntimeError } from "@tutti/runtime";
import { describe, expect, test } from "vitest";
import { stateError } from "./errors.ts";
import { formatProblems, ioProblem, refused } from "./problem.ts";
import { catchRefusal, Refusal } from "./refusal.ts";
import { remoteProblem, StorageError, wordsOf } from "./storage/remote-problem.ts";

const KIND = stateError("failed-to-save-state");

test("one problem is a line, several are a list", () => {
  const one = refused(KIND, "a.").problems;
  expect(formatProblems(one)).toBe("Failed to save state: a.");
  expect(formatProblems([...one, ...refused(KIND, "b.").problems])).toBe(
    "2 problems:\n\n- Failed to save state: a.\n- Failed to save state: b.",
  );
  expect(formatProblems([])).toBe("0 problems:\n\n");
});

describe("what a disk refuses is told in words:", () => {
  test.each([
    [
      "ENOSPC",
      "No space is left on the disk; free some and run the command again, nothing recorded is lost: p",
    ],
    ["EACCES", "Permission is denied: p"],
    ["EROFS", "The file system is read-only: p"],
    ["EISDIR", "This is a directory: p"],
    ["EIO", "it is broken: p"],
  ])("%s", (code, detail) =>
    expect(ioProblem(new RuntimeError(code, "p", "it is broken"), KIND)).toEqual(refused(KIND, detail)),
  );
});

describe("what a server refuses is told in words:", () => {
  test.each([
    [
      "ECONNREFUSED",
      "h: nobody listens there (connection refused); is the server running, and is the address right?",
    ],
    ["ENOTFOUND", "h: the name of the host is not known; is the address right?"],
    ["EAI_AGAIN", "h: the name of the host could not be looked up; try again, or look at the resolver."],
    ["EHOSTUNREACH", "h: there is no way to the host."],
    ["ECONNRESET", "h: the connection was closed before an answer came."],
    ["EOTHER", "h: it is broken."],
  ])("%s", (code, words) => {
    const error = new RuntimeError(code, "h", "it is broken");
    expect(wordsOf(error)).toBe(words);
    expect(remoteProblem(error, KIND)).toEqual(refused(KIND, words));
  });

  test.each([["no."], ["no!"], ["no?"]])("its own %s ends as it does", (words) =>
    expect(wordsOf(new StorageError("h", words))).toBe(`h: ${words}`),
  );
});

test("what is a bug is no problem, and thrown on", () => {
  const bug = new TypeError("bug");
  expect(() => ioProblem(bug, KIND)).toThrow(bug);
  expect(() => remoteProblem(bug, KIND)).toThrow(bug);
  expect(() =>
    catchRefusal(() => {
      throw bug;
    }),
  ).toThrow(bug);
  expect(catchRefusal(() => 1)).toEqual({ ok: true, value: 1 });
  expect(
    catchRefusal(() => {
      throw new Refusal(KIND, "why");
    }),
  ).toEqual(refused(KIND, "why"));
});
