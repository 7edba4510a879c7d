import { expect, test } from "vitest";
import { promisedBy } from "./promised.mjs";

const FILES = {
  "packages/x/src/index.ts": `export * from "./a.ts";\nexport { b, c as d } from "./b.ts";\nexport type { E } from "./e.ts";\n`,
  "packages/x/src/a.ts": `
import { hidden } from "./b.ts";

/** What it is. */
export function documented() {}

export const bare = 1;
const own = 2;
/** Also this. */
export interface Shape {}
// No doc comment.
export type Loose = 1;
/** Too far away. */

const between = 1;
export class Far {}
`,
  "packages/x/src/b.ts": `/** B. */\nexport const b = 1;\nexport const c = 2;\nexport const notPassedOn = 3;\n`,
  "packages/x/src/e.ts": `/** Declared first, exported later. */\ninterface E {}\nexport { type E };\n`,
};

test("promisedBy(): what an index gives to others, with where it stands and whether it is documented", () => {
  const found = promisedBy((path) => FILES[path], "packages/x/src/index.ts");
  expect(
    found.map(({ name, path, line, documented }) => [name, path.split("/").at(-1), line, documented]),
  ).toEqual([
    ["documented", "a.ts", 5, true],
    ["bare", "a.ts", 7, false],
    ["Shape", "a.ts", 10, true],
    ["Loose", "a.ts", 12, false],
    ["Far", "a.ts", 16, false],
    ["b", "b.ts", 2, true],
    ["c", "b.ts", 3, false],
    ["E", "e.ts", 2, true],
  ]);
});

test("promisedBy(): an index that is not there promises nothing", () => {
  expect(promisedBy(() => undefined, "packages/y/src/index.ts")).toEqual([]);
});
