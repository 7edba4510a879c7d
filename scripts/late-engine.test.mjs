import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { project } from "./install.mjs";

const folder = join(project, "packages", "operation", "src");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
  /(?<!\.test)\.ts$/.test(name),
);

/** An import of more than types loads the room as soon as the importing file is. */
const AT_ONCE = /^(?:import|export) (?!type\b)[^;]*from "@tutti\/engine"/m;

// `validate` and `init` plan nothing, and the engine is a third of all code that they would load.
test("of operation's files those load the engine that plan or apply, when they do, and no others", () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((name) => AT_ONCE.test(readFileSync(join(folder, name), "utf8")))).toEqual([]);
});
