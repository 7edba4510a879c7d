import { BOOL, FALSE, TRUE, UNKNOWN_DYNAMIC, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { enabledProblem } from "./repetition.ts";

const GIVEN = 'The "enabled" of a lifecycle block';

test.each<readonly [string, Value, string | undefined]>([
  ["true", TRUE, undefined],
  ["false", FALSE, undefined],
  ["null", Value.null(BOOL), `${GIVEN} is null. Give true or false.`],
  [
    "what is ephemeral",
    TRUE.withMarks(["ephemeral"]),
    `${GIVEN} is derived from an ephemeral value, which cannot be kept between plan and apply. Use a value that is not ephemeral.`,
  ],
  [
    "what is sensitive",
    FALSE.withMarks(["sensitive"]),
    `${GIVEN} is derived from a sensitive value, which the plan would show. Use a value that is not sensitive.`,
  ],
  [
    "a sensitive null",
    Value.null(BOOL).withMarks(["sensitive"]),
    `${GIVEN} is derived from a sensitive value, which the plan would show. Use a value that is not sensitive.`,
  ],
  [
    "what is not known",
    UNKNOWN_DYNAMIC,
    `${GIVEN} depends on resource attributes that cannot be determined until apply, so it is not known whether there will be an object. Use a value that is known, or apply first what it depends on with -target.`,
  ],
])("enabledProblem(): %s", (_, value, wanted) => {
  expect(enabledProblem(value)).toBe(wanted);
});
