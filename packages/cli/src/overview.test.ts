import { expect, test } from "vitest";
import { overview } from "./overview.ts";

test.each([
  ["tutti", /Terraform|Consul|Not supported/],
  ["terraform", /Tutti|Consul|Not supported/],
] as const)("the overview of %s is in its own words", (product, others) => {
  expect(overview(product)).not.toMatch(others);
});
