import { createMachine } from "@tutti/simulation";
import { HISTORY_DEFAULT } from "@tutti/state";
import { expect, test } from "vitest";
import { historyLimits } from "./history-setting.ts";

const { versions: V, bytes: B } = HISTORY_DEFAULT;
const rows: readonly (readonly [string, string | undefined, string | undefined, number, number, number])[] = [
  // TUTTI_STATE_HISTORY, TUTTI_STATE_HISTORY_MB: versions called tutti, called terraform; bytes
  ["nothing said", undefined, undefined, V, 0, B],
  ["a number of versions", "7", undefined, 7, 7, B],
  ["none at all", "0", undefined, 0, 0, B],
  ["a size", undefined, "3", V, 0, 3_000_000],
  ["both", "999999999", "1", 999_999_999, 999_999_999, 1_000_000],
  ["an empty text", "", "", V, 0, B],
  ["what is no number", "many", "1e3", V, 0, B],
  ["what is less than none", "-1", "-1", V, 0, B],
  ["what is not whole", "1.5", "1.5", V, 0, B],
  ["a number among others", "1 2", "1,2", V, 0, B],
  ["more digits than anybody means", "1000000000", "1000000000", V, 0, B],
];
test.each(rows)("%s", (_, versions, megabytes, tutti, terraform, bytes) => {
  const variables = {
    ...(versions === undefined ? {} : { TUTTI_STATE_HISTORY: versions }),
    ...(megabytes === undefined ? {} : { TUTTI_STATE_HISTORY_MB: megabytes }),
  };
  const { host } = createMachine({ variables });
  const called = (calledAs: "tutti" | "terraform") =>
    historyLimits({ ...host, environment: { ...host.environment, calledAs } });
  expect(called("tutti")).toEqual({ versions: tutti, bytes });
  expect(called("terraform")).toEqual({ versions: terraform, bytes });
});
