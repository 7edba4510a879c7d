import { expect, test } from "vitest";
import { exitStatus } from "./exit-status.ts";

test.each([
  [0, undefined, 0],
  [7, undefined, 7],
  [undefined, "SIGTERM", 143],
  [undefined, "SIGKILL", 137],
  [undefined, "SIGSEGV", 139],
  [undefined, "SIGNEW", 128],
  [undefined, undefined, 128],
])("exitStatus() of %s and %s is %i", (exitCode, signal, wanted) => {
  expect(exitStatus({ exitCode, signal })).toBe(wanted);
});
