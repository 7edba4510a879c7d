/**
 * npm run fuzz: texts by grammar and by mutation for everything that reads
 * what comes from outside. Each must be answered: no exception, no loop, no
 * blow-up, nothing that grows with the square of a piece that is repeated.
 *
 *   npm run fuzz -- [TARGET…]      all targets, or those
 *     --minutes N   minutes of CPU for each (1)
 *     --seed S      what is drawn (a new one each time, printed)
 *     --ci          what continuous integration plays: a fixed seed, as many texts
 *                   of each as its target says, no corpus from beside the clone;
 *                   nothing is measured
 *     --case N      that case of the seed alone, and what it draws
 *
 * scripts/fuzz/README.md says what a target is and what to do with what was found.
 */
import { randomInt } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { playTarget } from "./fuzz/play-target.mjs";
import { targetFiles } from "./fuzz/target-files.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const FOUND = join(root, "node_modules/.cache/fuzz");
const CI_SEED = 1;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string" },
    ci: { type: "boolean", default: false },
    case: { type: "string" },
  },
});
const seed = options.ci ? CI_SEED : Number(options.seed ?? randomInt(1, 2 ** 31));
if (options.ci) process.env.TUTTI_FUZZ_CORPUS = "own";
const all = targetFiles(root);
const unknown = positionals.filter((name) => !all.has(name));
if (unknown.length > 0) {
  console.error(`no target ${unknown.join(", ")}; there are: ${[...all.keys()].join(", ")}`);
  process.exit(2);
}

let failed = false;
for (const name of positionals.length > 0 ? positionals : all.keys()) {
  const { findings, cases, cpuMinutes } = await playTarget(all.get(name), {
    seed,
    ...(options.ci ? { ci: true } : { minutes: Number(options.minutes) }),
    ...(options.case === undefined ? {} : { only: Number(options.case) }),
  });
  console.log(
    `${name}: ${cases} texts in ${cpuMinutes.toFixed(1)} minutes of CPU, seed ${seed}, ${findings.length} findings`,
  );
  for (const [at, finding] of findings.entries()) tell(name, at, finding);
  failed ||= findings.length > 0;
}
process.exit(failed ? 1 : 0);

/** What fails, as a row for the room's `testdata/fuzz`. */
function tell(name, at, { why, text, index }) {
  mkdirSync(FOUND, { recursive: true });
  const path = join(FOUND, `${name}-${seed}-${at}.json`);
  writeFileSync(path, `${JSON.stringify({ why, text })}\n`);
  console.log(`  ${why}\n    case ${index}, kept in ${path}\n    ${JSON.stringify(text).slice(0, 600)}`);
}
