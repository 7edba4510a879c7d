import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { ProcessFolder } from "./process-folder.ts";

test.each([
  ["always", "always"],
  ["on-failure", "on-failure"],
  ["no", "no"],
  ["", "no"],
  ["alway", "no"],
])("a policy written as %j is %j", async (text, policy) => {
  const { host } = createMachine();
  const folder = ProcessFolder.of(host, "p");
  expect(await folder.policy()).toBe("no");
  await folder.make(text);
  expect(await folder.policy()).toBe(policy);
});
