import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testGolden } from "../../testkit/golden-file.ts";
import { validate } from "../../testkit/sources.ts";
import { WHOLE_LANGUAGE } from "../features.ts";

const PATH = join(import.meta.dirname, "../../testdata/import-identity.txt");

/** A line a diagnostic: the newlines within it are shown. */
const oneLine = (line: string) => line.replaceAll("\n", "\\n").trimEnd();

/** As Terraform 1.12 documents it; `TUTTI_GOLDEN=write` writes what is said anew, to be read. */
describe("import by identity", () => {
  testGolden(PATH, {
    ours: async ({ files }) => (await validate(files, new Map(), { language: WHOLE_LANGUAGE })).map(oneLine),
  });
});

/** As Terraform 1.11 refuses it. */
test("without the feature an id is needed, and nothing else is known", async () => {
  const said = await validate(
    'import {\n  to       = test_vm.a\n  identity = { name = "x" }\n}\nresource "test_vm" "a" {}\n',
  );
  expect(said).toEqual([
    'error main.tf:1,8: Missing required argument: The argument "id" is required, but no definition was found.',
    'error main.tf:3,3: Unsupported argument: An argument named "identity" is not expected here.',
  ]);
});
