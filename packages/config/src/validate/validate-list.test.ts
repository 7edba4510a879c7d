import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testGolden } from "../../testkit/golden-file.ts";
import { validate } from "../../testkit/sources.ts";
import { PLAIN_LANGUAGE, WHOLE_LANGUAGE } from "../features.ts";

const PATH = join(import.meta.dirname, "../../testdata/lists.txt");

/** A diagnostic on one line. */
const oneLine = (line: string) => line.replaceAll("\n", "\\n").trimEnd();

/** As Terraform 1.14 documents them; `TUTTI_GOLDEN=write` writes what is said anew, to be read. */
describe("list blocks of query files", () => {
  testGolden(PATH, {
    ours: async ({ files }) => (await validate(files, new Map(), { language: WHOLE_LANGUAGE })).map(oneLine),
  });
});

test.each([
  ["terraform", PLAIN_LANGUAGE],
  ["without lists", { ...WHOLE_LANGUAGE, lists: false }],
])("%s: query files are no files of the module", async (_, language) => {
  const files = { "main.tf": "", "a.tfquery.hcl": "nonsense {", "b.tfquery.json": "[" };
  expect(await validate(files, new Map(), { language })).toEqual([]);
});
