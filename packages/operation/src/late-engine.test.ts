import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter((name) =>
  /(?<!\.test)\.ts$/.test(name),
);

/** An import of more than types loads the room as soon as the importing file is. */
const AT_ONCE = /^(?:import|export) (?!type\b)[^;]*from "@tutti\/engine"/m;

// `validate` and `init` plan nothing, and the engine is a third of all code that they would load.
test("the engine is loaded by what plans or applies, and by nothing else", () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((name) => AT_ONCE.test(readFileSync(join(import.meta.dirname, name), "utf8")))).toEqual(
    [],
  );
});
