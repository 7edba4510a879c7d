/**
 * npm run unit: the tests that are quick, for every commit. What is left out is a twentieth of the
 * files and more than half of the time; `npm test` plays all. Further arguments go to vitest.
 */
import { spawnSync } from "node:child_process";
import { project } from "./install.mjs";

const LONG = [
  "**/e2e/**",
  "**/*.{simulation,property,integration}.test.ts",
  "**/fuzz.test.ts",
  // Against the real servers of states.
  "**/*-storage.test.ts",
  "scripts/mutants/play.test.mjs",
];

const exclude = LONG.flatMap((pattern) => ["--exclude", pattern]);
const args = ["--no-install", "vitest", "run", ...exclude, ...process.argv.slice(2)];
process.exit(spawnSync("npx", args, { cwd: project, stdio: "inherit" }).status ?? 1);
