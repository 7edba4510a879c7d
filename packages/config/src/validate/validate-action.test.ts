import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testGolden } from "../../testkit/golden-file.ts";
import { validate } from "../../testkit/sources.ts";
import { WHOLE_LANGUAGE } from "../features.ts";

const PATH = join(import.meta.dirname, "../../testdata/actions.txt");

/** A line a diagnostic: the newlines within it are shown. */
const oneLine = (line: string) => line.replaceAll("\n", "\\n").trimEnd();

/** As Terraform 1.14 documents them; `TUTTI_GOLDEN=write` writes what is said anew, to be read. */
describe("actions", () => {
  testGolden(PATH, {
    ours: async ({ files }) => (await validate(files, new Map(), { language: WHOLE_LANGUAGE })).map(oneLine),
  });
});

/** As Terraform 1.11 refuses them. */
test("without the feature both are unknown", async () => {
  const said = await validate(`action "test_ping" "a" {
  config {}
}
resource "test_vm" "a" {
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.test_ping.a]
    }
  }
}
`);
  expect(said).toEqual([
    'error main.tf:1,1: Unsupported block type: Blocks of type "action" are not expected here.',
    'error main.tf:6,5: Unsupported block type: Blocks of type "action_trigger" are not expected here.',
  ]);
});
