/**
 * npm run conformance -- DIR [--update] [--only hcl|terraform|consul]
 *
 * Runs HCL's own suite and the two recorded corpora of DIR, prints the scores,
 * and compares them with those kept in conformance-scores.json: a score that
 * falls is a failure. Each suite is played once, and what it comes to counts.
 * `--update` keeps the scores reached, where they rose. TUTTI_TEST_EXECUTABLE
 * names a single executable that is played instead of the launcher.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { compareScores, readScores } from "./conformance-scores.mjs";
import { ensureBuild, ensureDependencies, project } from "./install.mjs";

const KEPT = join(project, "conformance-scores.json");
const RUN_MAX_MS = 20 * 60_000;

const args = process.argv.slice(2);
const only = args.includes("--only") ? args[args.indexOf("--only") + 1] : undefined;
const corpus = args.find((argument, index) => !argument.startsWith("-") && args[index - 1] !== "--only");
if (corpus === undefined || !existsSync(join(corpus, "run-terraform.py"))) {
  console.error(
    "usage: npm run conformance -- DIR [--update] [--only hcl|terraform|consul]\nDIR holds hcl/, terraform/, consul/ and their runners.",
  );
  process.exit(2);
}
if (!ensureDependencies() || !ensureBuild()) process.exit(1);

const root = resolve(corpus);
const names = mkdtempSync(join(tmpdir(), "tutti-names-"));
const program = process.env.TUTTI_TEST_EXECUTABLE ?? join(project, "bin", "tutti");
for (const name of ["terraform", "consul"]) symlinkSync(program, join(names, name));

/** NODE_EXTRA_CA_CERTS costs each start of Node 20 some 60 ms and is not needed here. */
const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
/** What the tester has set for Terraform is no part of what was recorded. */
const environment = { ...inherited, TF_CLI_CONFIG_FILE: "/dev/null" };

const suites = {
  hcl: () =>
    run(process.execPath, ["--import", "tsx", "packages/hcl/spec-suite/run.ts", join(root, "hcl/tests")]),
  terraform: () =>
    run("python3", [
      join(root, "run-terraform.py"),
      "--bin",
      join(names, "terraform"),
      "--corpus",
      join(root, "terraform"),
      "--product",
      "Tutti",
      "--jobs",
      "2",
      "--fail-list",
      "0",
    ]),
  consul: () =>
    run("python3", [
      join(root, "run-consul.py"),
      "--bin",
      join(names, "consul"),
      "--corpus",
      join(root, "consul"),
      "--product",
      "Tutti",
      "--jobs",
      "4",
      "--fail-list",
      "0",
    ]),
};

const kept = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, "utf8")) : {};
const reached = {};
for (const [name, play] of Object.entries(suites)) {
  if (only !== undefined && only !== name) continue;
  const began = performance.now();
  const output = play();
  const scores = readScores(output);
  if (Object.keys(scores).length === 0)
    console.log(`${name}: no score was printed; the runner said:\n${output.slice(-2000)}`);
  Object.assign(reached, scores);
  console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
}
rmSync(names, { recursive: true, force: true });

const wanted =
  only === undefined
    ? kept
    : Object.fromEntries(Object.entries(kept).filter(([name]) => name.startsWith(only)));
const { lines, fallen, next } = compareScores(wanted, reached);
for (const line of lines) console.log(line);
if (args.includes("--update")) {
  writeFileSync(KEPT, `${JSON.stringify({ ...kept, ...next }, undefined, 2)}\n`);
  console.log("kept in conformance-scores.json");
}
if (fallen.length > 0) console.log(`\nfallen: ${fallen.join(", ")}`);
process.exit(fallen.length === 0 ? 0 : 1);

function run(program, programArgs) {
  const result = spawnSync(program, programArgs, {
    cwd: project,
    env: environment,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: RUN_MAX_MS,
  });
  return `${result.stdout ?? ""}${result.stderr ?? ""}${result.error?.message ?? ""}`;
}
