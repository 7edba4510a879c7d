/** `node --import tsx packages/hcl/spec-suite/run.ts DIR`: DIR is the suite's `tests` folder. */

import { createRealRuntime } from "@tutti/runtime";
import { runSpecSuite } from "./run-spec-suite.ts";

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write("usage: run.ts DIR\n");
  process.exitCode = 2;
} else {
  const { passed, total, report } = await runSpecSuite(directory, createRealRuntime().disk);
  for (const line of report) process.stdout.write(`${line}\n`);
  process.stdout.write(`hcl suite: ${passed}/${total}\n`);
  process.exitCode = passed === total ? 0 : 1;
}
