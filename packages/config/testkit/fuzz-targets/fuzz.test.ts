import { join } from "node:path";
import { holdDiagnostics } from "@tutti/hcl/testkit";
import { testFuzzTarget } from "@tutti/simulation/testkit";
import { expect, test } from "vitest";
import { diagnose } from "../sources.ts";
import { target as configurations } from "./configurations.ts";
import { target as testFiles } from "./test-files.ts";
import { target as variables } from "./variables.ts";

const ROOM = join(import.meta.dirname, "../..");
for (const target of [configurations, testFiles, variables]) testFuzzTarget(ROOM, target);

test("the check of diagnostics asks for a text once, however many there are in it", async () => {
  const text = "locals {\n  a = 1\n}\n".repeat(50);
  const found = await diagnose({ "main.tf": text });
  expect(found.length).toBe(49);
  let asked = 0;
  holdDiagnostics(found, () => {
    asked += 1;
    return text;
  });
  expect(asked).toBe(1);
});
