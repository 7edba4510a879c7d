import { expect, test } from "vitest";
import { unusedFindings } from "./tidy-unused.mjs";

const files = {
  "packages/a/README.md": "The room gives `promised` and `other()`; unquoted is no promise.\n",
  "packages/a/src/index.ts": 'export * from "./b.ts";\n',
  "packages/a/src/b.ts": "export const promised = 1;\nexport const unquoted = 2;\nexport const prom = 3;\n",
  "packages/a/src/c.ts": "export const other = 1;\n",
};

test.each([
  ["exports", "packages/a/src/b.ts", { name: "unquoted", line: 2 }, "2: no other file uses unquoted; "],
  ["exports", "packages/a/src/b.ts", { name: "prom", line: 3 }, "3: no other file uses prom; "],
  // The README names it, and the index passes it on.
  ["exports", "packages/a/src/b.ts", { name: "promised", line: 1 }, undefined],
  // The README names it, and the index does not pass it on.
  ["exports", "packages/a/src/c.ts", { name: "other", line: 1 }, "1: no other file uses other; "],
  ["types", "packages/a/testkit/d.ts", { name: "D", line: 4 }, "4: no other file uses the type D; "],
  ["files", "scripts/e.mjs", { name: "scripts/e.mjs" }, "1: nobody imports or starts this; "],
  ["devDependencies", "package.json", { name: "left-pad", line: 9 }, "9: nobody imports left-pad; "],
  [
    "duplicates",
    "scripts/e.mjs",
    [
      { name: "f", line: 3 },
      { name: "g", line: 4 },
    ],
    "3: f, g are one thing under several names; ",
  ],
  ["newerKind", "scripts/e.mjs", { name: "h", line: 5 }, "5: newerKind: h"],
])("%s of %s", (kind, file, entry, wanted) => {
  const report = { issues: [{ file, exports: [], [kind]: [entry] }] };
  const found = unusedFindings(report, (path) => files[path]);
  expect(found.map((finding) => finding.replace(/; .*$/, "; "))).toEqual(
    wanted === undefined ? [] : [`${file}:${wanted}`],
  );
});
