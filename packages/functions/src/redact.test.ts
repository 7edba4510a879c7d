import type { Marks } from "@tutti/values";
import { expect, test } from "vitest";
import { redact } from "./redact.ts";

const marks = (...names: readonly ("sensitive" | "ephemeral")[]): Marks => new Set(names);

test.each<[readonly (Marks | undefined)[], string]>([
  [[], '"a\\"b"'],
  [[undefined, undefined], '"a\\"b"'],
  [[marks("sensitive")], "(sensitive value)"],
  [[undefined, marks("sensitive")], "(sensitive value)"],
  [[marks("ephemeral")], "(ephemeral value)"],
  [[marks("ephemeral"), undefined], "(ephemeral value)"],
  [[marks("sensitive", "ephemeral")], "(ephemeral sensitive value)"],
  [[marks("sensitive"), marks("ephemeral")], "(ephemeral sensitive value)"],
])("with the marks %o a text is told as %s", (given, wanted) => {
  expect(redact('a"b', ...given)).toBe(wanted);
});
