import { parseVersionConstraint } from "@tutti/config";
import { expect, test } from "vitest";
import { chooseVersion } from "./choose-version.ts";

const VERSIONS = ["1.10.0", "1.9.0", "2.0.0-beta2", "2.0.0-beta1", "nonsense", "0.1"];

test.each([
  ["", "1.10.0"],
  ["~> 1.9.0", "1.9.0"],
  ["< 1.10.0", "1.9.0"],
  ["!= 1.10.0", "1.9.0"],
  [">= 1.0.0, < 1.5.0", undefined],
  ["0.1.0", "0.1.0"],
  // A pre-release only where exactly that one is asked for.
  [">= 1.11.0", undefined],
  ["2.0.0-beta1", "2.0.0-beta1"],
  ["= 2.0.0-beta2", "2.0.0-beta2"],
  ["2.0.0", undefined],
])("of these versions %j takes %j", (constraint, wanted) => {
  const parsed = constraint === "" ? [] : parseVersionConstraint(constraint);
  expect(chooseVersion(VERSIONS, parsed ?? [])).toBe(wanted);
  expect(chooseVersion(VERSIONS.toReversed(), parsed ?? [])).toBe(wanted);
});
