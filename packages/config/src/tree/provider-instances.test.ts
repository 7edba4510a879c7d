import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testGolden } from "../../testkit/golden-file.ts";
import { validate } from "../../testkit/sources.ts";
import { WHOLE_LANGUAGE } from "../features.ts";

const PATH = join(import.meta.dirname, "../../testdata/provider-instances.txt");

/** A line a diagnostic: the newlines within it are shown. */
const oneLine = (line: string) => line.replaceAll("\n", "\\n").trimEnd();

/** `for_each` of providers as OpenTofu has it; `TUTTI_GOLDEN=write` writes what is said anew, to be read. */
describe("providers with for_each", () => {
  testGolden(PATH, {
    ours: async ({ files }) => (await validate(files, new Map(), { language: WHOLE_LANGUAGE })).map(oneLine),
  });
});

/** As Terraform 1.11 refuses it. */
test("without the feature the argument is reserved, and a key no part of a name", async () => {
  const said = await validate(`provider "test" {
  alias    = "a"
  for_each = toset(["x"])
}
resource "test_vm" "a" {
  provider = test.a["x"]
}
resource "test_vm" "b" {
  for_each = toset(["x"])
  provider = test.a[each.key]
}
`);
  const wrongForm =
    "Invalid provider configuration reference: The provider argument requires a provider type name, optionally followed by a period and then a configuration alias.";
  expect(said).toEqual([
    `error main.tf:10,14: ${wrongForm}`,
    'error main.tf:3,3: Reserved argument name in provider block: The provider argument name "for_each" is reserved for use by <Tutti> in a future version.',
    `error main.tf:6,14: ${wrongForm}`,
  ]);
});
