import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createProviderFactory } from "@tutti/provider-terraform";
import { createSimulation } from "@tutti/simulation";
import { describe } from "vitest";
import { testGolden } from "../../testkit/golden-file.ts";
import { validate } from "../../testkit/sources.ts";

/**
 * Each rule of the language with its neighbours; what is said was compared
 * with `terraform validate`. `TUTTI_GOLDEN=write` writes it anew, to be read.
 */
const FOLDER = join(import.meta.dirname, "../../testdata/rules");

const builtin = createProviderFactory(createSimulation(1).host("10.0.0.1"));
const schemas = new Map([[builtin.source, await builtin.schema()]]);

/** A line a diagnostic: the newlines within it are shown. */
const oneLine = (line: string) => line.replaceAll("\n", "\\n").trimEnd();

describe.each(readdirSync(FOLDER))("%s", (file) => {
  testGolden(join(FOLDER, file), {
    ours: async ({ files }) => (await validate(files, schemas)).map(oneLine),
  });
});
