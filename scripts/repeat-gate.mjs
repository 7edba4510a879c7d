/**
 * Plays the suite several times and tells each test that did not always pass.
 * No run is played again to keep the better one: a test that fails once is a
 * test to mend.
 *
 *   node scripts/repeat-gate.mjs [TIMES] [FILES or vitest's options …]     TIMES is 20
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "./install.mjs";
import { failuresOf, tellFlakes } from "./repeated-runs.mjs";

const [first, ...rest] = process.argv.slice(2);
const counted = /^\d+$/.test(first ?? "");
const times = counted ? Number(first) : 20;
const options = counted ? rest : process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "tutti-repeat-"));
const runs = [];
for (let run = 1; run <= times; run += 1) {
  const output = join(scratch, `${run}.json`);
  const began = performance.now();
  const { status } = spawnSync(
    "npx",
    ["--no-install", "vitest", "run", "--reporter=json", `--outputFile=${output}`, ...options],
    { cwd: project, stdio: ["ignore", "ignore", "ignore"] },
  );
  const failures = read(output, status);
  runs.push(failures);
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(
    `${run} of ${times}: ${failures.length === 0 ? "passed" : `${failures.length} failed`} in ${seconds} s`,
  );
}
rmSync(scratch, { recursive: true, force: true });
console.log(tellFlakes(runs));
process.exit(runs.every((failures) => failures.length === 0) ? 0 : 1);

function read(output, status) {
  try {
    return failuresOf(JSON.parse(readFileSync(output, "utf8")), project);
  } catch {
    return [{ name: `vitest itself ended with status ${status}`, reason: "" }];
  }
}
