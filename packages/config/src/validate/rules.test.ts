import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createProviderFactory } from "@tutti/provider-terraform";
import { createSimulation } from "@tutti/simulation";
import { afterAll, describe, expect, test } from "vitest";
import { formatRules, parseRules, type RuleCase } from "../../testkit/rules-file.ts";
import { validate } from "../../testkit/sources.ts";

/**
 * Each rule of the language with its neighbours; what is said was compared
 * with `terraform validate`. `TUTTI_GOLDEN=write` writes it anew, to be read.
 */
const FOLDER = join(import.meta.dirname, "../../testdata/rules");
const WRITES = process.env.TUTTI_GOLDEN === "write";

const builtin = createProviderFactory(createSimulation(1).host("10.0.0.1"));
const schemas = new Map([[builtin.source, await builtin.schema()]]);

/** A line a diagnostic: the newlines within it are shown. */
const oneLine = (line: string) => line.replaceAll("\n", "\\n").trimEnd();

describe.each(readdirSync(FOLDER))("%s", (file) => {
  const path = join(FOLDER, file);
  const cases = parseRules(readFileSync(path, "utf8"));
  const written: RuleCase[] = [];
  if (WRITES) afterAll(() => writeFileSync(path, formatRules(written)));

  test.each(cases)("$name", async (given: RuleCase) => {
    const found = (await validate(given.files, schemas)).map(oneLine);
    written.push({ ...given, said: found });
    if (!WRITES) expect(found).toEqual(given.said);
  });
});
