/**
 * What of each room the tests in this process pass: prints lines and branches
 * by room, and holds the whole against coverage-scores.json.
 *
 *   node scripts/coverage.mjs           plays the suite with coverage, prints, compares
 *   node scripts/coverage.mjs --read    compares what the last run left
 *   --keep                              writes what was reached
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { byRoom, compareCoverage, coverageTable } from "./coverage-scores.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const summary = join(root, "node_modules", ".cache", "coverage", "coverage-summary.json");
const kept = join(root, "coverage-scores.json");

if (!process.argv.includes("--read")) {
  const run = spawnSync("npx", ["--no-install", "vitest", "run", "--coverage", "--reporter=dot"], {
    cwd: root,
    stdio: "inherit",
  });
  if (run.status !== 0) process.exit(1);
}
if (!existsSync(summary)) {
  console.error("coverage: nothing was measured; run without --read");
  process.exit(1);
}
const rooms = byRoom(JSON.parse(readFileSync(summary, "utf8")), root);
console.log(coverageTable(rooms));
if (process.argv.includes("--keep")) {
  const scores = Object.fromEntries(
    [...rooms].map(([room, { lines, branches }]) => [room, { lines, branches }]),
  );
  writeFileSync(kept, `${JSON.stringify(scores, undefined, 2)}\n`);
}
const complaints = compareCoverage(existsSync(kept) ? JSON.parse(readFileSync(kept, "utf8")) : {}, rooms);
for (const complaint of complaints) console.error(`coverage: ${complaint}`);
process.exit(complaints.length === 0 ? 0 : 1);
