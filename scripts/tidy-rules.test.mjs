import { expect, test } from "vitest";
import { checkText } from "./tidy-rules.mjs";

const cases = [
  [
    "packages/agent/src/x.ts",
    "const t = Date.now();",
    ["packages/agent/src/x.ts:1: the clock is read past the door; use runtime.clock"],
  ],
  ["packages/agent/src/x.ts", "clock.after(5, run);", []],
  [
    "packages/agent/src/x.ts",
    "setTimeout(run, 5);",
    ["packages/agent/src/x.ts:1: a timer is set past the door; use runtime.clock.after"],
  ],
  ["packages/runtime/src/real/real-clock.ts", "setTimeout(run, 5);", []],
  ["packages/agent/src/x.ts", "// unlike setTimeout(run, 5)", []],
  [
    "packages/agent/src/x.ts",
    "const stop = new AbortController();",
    ["packages/agent/src/x.ts:1: a signal that warns of its eleventh listener; use createStop of runtime"],
  ],
  ["packages/runtime/src/stop.ts", "const stop = new AbortController();", []],
  [
    "packages/agent/src/x.ts",
    'import fs from "node:fs";',
    ["packages/agent/src/x.ts:1: an effect is imported past the door; use runtime"],
  ],
  [
    "packages/agent/src/utils.ts",
    "",
    ["packages/agent/src/utils.ts:1: a name that says nothing; name the file after the one thing it holds"],
  ],
  [
    "packages/agent/src/x.ts",
    "\n// TODO later",
    ["packages/agent/src/x.ts:2: something left open; finish it, or tell the user by an error"],
  ],
  ...["agent", "server", "agent-api", "config", "providers/docker"].map((room) => [
    `packages/${room}/src/x.ts`,
    'const t = "no\\n\\nTutti here";',
    [`packages/${room}/src/x.ts:1: the program named in a text; write <Tutti>, which whoever shows it fills`],
  ]),
  ...["tutti plan -out", "run terraform init", "\\n  consul agent -dev"].map((words) => [
    "packages/engine/src/x.ts",
    `const t = "${words}";`,
    ["packages/engine/src/x.ts:1: a command named in a text; write <tutti>, which whoever shows it fills"],
  ]),
  ["packages/engine/src/x.ts", 'const t = "<Tutti> and <tutti> plan";', []],
  ["packages/engine/src/x.ts", "// Tutti plans", []],
  ["packages/engine/src/x.ts", 'const t = "tutti_process x, tutti-plan 3, dev.tutti.plan";', []],
  ["packages/engine/src/x.test.ts", 'const t = "Tutti";', []],
  ["packages/cli/src/x.ts", 'const t = "Tutti";', []],
  ...["{ err: /./ }", "{ out: /.+/s, err: /x/ }"].map((written) => [
    "packages/cli/src/x.test.ts",
    `["plan", 1, ${written}],`,
    ["packages/cli/src/x.test.ts:1: a row that every text passes; write what is expected"],
  ]),
  ["packages/cli/src/x.test.ts", '["plan", 1, { err: /./.source }], ["a", 0, { out: /^.$/ }],', []],
  ...['stderr.note("No such thing\\n");', "context.stderr.note(`\\nError: ${path}`);"].map((code) => [
    "packages/cli/src/terraform/commands/x.ts",
    code,
    [
      "packages/cli/src/terraform/commands/x.ts:1: an error told as a note; declare its kind and tell it by `error` or `warning`",
    ],
  ]),
  ["packages/cli/src/terraform/commands/x.ts", 'stderr.note("\\nInterrupt received.");', []],
  ["packages/cli/src/terraform/commands/x.test.ts", 'stderr.note("Error");', []],
  ["README.md", "see /work/main/x", ["README.md:1: a machine's path"]],
  [
    "packages/agent/src/x.test.ts",
    'test.only("x")',
    ["packages/agent/src/x.test.ts:1: a test that shuts out the others"],
  ],
  [
    "packages/agent/src/x.ts",
    "\n".repeat(500),
    ["packages/agent/src/x.ts:500: 501 lines; two ideas live here, split them"],
  ],
];

test.each(cases)("checkText(%s, %j)", (file, text, wanted) => {
  expect(checkText(file, text)).toEqual(wanted);
});
