/**
 * npm test: installs what the tests need, then types, lint, tidy, build and
 * every test, and says at the end how many ran, failed and were skipped, and
 * why. `--no-docker` leaves the tests on a real engine out (they are counted
 * as skipped). Further arguments go to vitest.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDependencies, ensureServer, ensureSystemPackages, project, step } from "./install.mjs";

const COVERAGE = join("scripts", "coverage.mjs");
const FUZZ = join("scripts", "fuzz.mjs");
const noDocker = process.argv.includes("--no-docker");
const filters = process.argv.slice(2).filter((argument) => argument !== "--no-docker");

if (!ensureDependencies()) process.exit(1);
const missing = ensureSystemPackages({
  "dig -v": "dnsutils",
  "test -x /usr/sbin/sshd && id sshd": "openssh-server",
  "/usr/bin/python3 -c 'import consul'": "python3-consul",
  "ls /usr/lib/postgresql/*/bin/initdb": "postgresql",
});
if (missing.length > 0)
  console.log(
    `not installed (needs root on Debian or Ubuntu): ${missing.join(", ")}; tests that need them are skipped`,
  );

if (!ensureServer("azurite", "3.37.0"))
  console.log("azurite is not installed; the tests of the azurerm backend that need it are skipped");

const checks = [
  ["building", process.execPath, ["scripts/build.mjs"]],
  ["checking types", "npx", ["--no-install", "tsc", "--noEmit", "-p", "."]],
  ["checking lint and format", "npx", ["--no-install", "biome", "check", "--error-on-warnings", "."]],
  ["checking the house's rules (tidy)", process.execPath, ["scripts/tidy.mjs"]],
];
let passed = 0;
let failed = 0;
for (const [title, program, args] of checks) {
  if (step(title, program, args)) passed += 1;
  else failed += 1;
}

const { ensureEngine } = await import("./engine.mjs");
const engine = await ensureEngine({ noDocker, tcp: true, log: console.log });
const skippedSteps = [];
const scratch = mkdtempSync(join(tmpdir(), "tutti-test-"));
const summary = join(scratch, "summary.json");
let result;
try {
  result = spawnSync(
    "npx",
    [
      "--no-install",
      "vitest",
      "run",
      "--reporter=default",
      "--reporter=./scripts/test-summary.mjs",
      ...(filters.length === 0 ? ["--coverage", "--coverage.reportOnFailure"] : []),
      ...filters,
    ],
    {
      cwd: project,
      stdio: "inherit",
      env: {
        ...process.env,
        TUTTI_TEST_SUMMARY: summary,
        ...(engine.host === undefined ? {} : { TUTTI_TEST_DOCKER_HOST: engine.host }),
        ...(engine.tcpHost === undefined ? {} : { TUTTI_TEST_DOCKER_TCP: engine.tcpHost }),
      },
    },
  );
  if (filters.length === 0) {
    if (step("fuzzing what reads from outside, a minute", process.execPath, [FUZZ, "--ci"])) passed += 1;
    else failed += 1;
    if (step("comparing coverage with what was reached", process.execPath, [COVERAGE, "--read"])) passed += 1;
    else failed += 1;
    playWhatTheReadmePromises();
  }
} finally {
  await engine.stop();
}

/** The README's tour as it is typed, and `npm start` in both its forms, on the engine that is up already. */
function playWhatTheReadmePromises() {
  const story = (title, args, environment) => [
    title,
    [join("scripts", "start.mjs"), "--once", ...args],
    environment,
  ];
  const plays = [
    ["typing what the README and docs/operate say", [join("scripts", "typed-pages.mjs")], {}],
    story("playing npm start with processes", ["--no-docker"], {}),
    ["installing the packed program and playing with it", [join("scripts", "pack-check.mjs")], {}],
  ];
  if (engine.host === undefined)
    skippedSteps.push({ name: "playing npm start with containers", reason: engine.reason });
  else plays.push(story("playing npm start with containers", [], { DOCKER_HOST: engine.host }));
  for (const [title, args, environment] of plays) {
    if (step(title, process.execPath, args, { env: { ...process.env, ...environment } })) passed += 1;
    else failed += 1;
  }
}

const counts = readSummary();
counts.skipped.push(...skippedSteps);
rmSync(scratch, { recursive: true, force: true });
passed += counts.passed;
failed += counts.failed;
if (counts.skipped.length > 0) {
  console.log("\nskipped:");
  for (const { name, reason } of counts.skipped) console.log(`  ${name}: ${reason}`);
}
console.log(`\n${passed} passed, ${failed} failed, ${counts.skipped.length} skipped`);
process.exit(failed === 0 && result.status === 0 ? 0 : 1);

function readSummary() {
  try {
    return JSON.parse(readFileSync(summary, "utf8"));
  } catch {
    return { passed: 0, failed: 1, skipped: [] }; // vitest itself did not come to its end
  }
}
