/**
 * Packs the program as it would be published, installs the package as a
 * stranger would (`npm install -g`, into a prefix of its own), and plays the
 * tour with what was installed. Run `npm run build` first.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "./install.mjs";
import { openStage } from "./tour/stage.mjs";
import { play } from "./tour/story.mjs";

/** What the tester has set for Terraform must not count. */
const ENVIRONMENT = { ...process.env, TF_CLI_CONFIG_FILE: "/dev/null" };

const scratch = mkdtempSync(join(tmpdir(), "tutti-pack-"));
const { name, version } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
let held = false;
try {
  held = await check();
} catch (error) {
  console.error(error.message);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(held ? 0 : 1);

async function check() {
  run("npm", ["pack", "--ignore-scripts", "--pack-destination", scratch], project);
  const prefix = join(scratch, "prefix");
  const tarball = join(scratch, `${name}-${version}.tgz`);
  run(
    "npm",
    ["install", "--global", "--prefix", prefix, "--no-audit", "--no-fund", "--prefer-offline", tarball],
    scratch,
  );
  const tutti = join(prefix, "bin", "tutti");
  const told = run(tutti, ["version"], scratch);
  if (!told.startsWith(`Tutti v${version}\n`)) throw new Error(`tutti version says:\n${told}`);
  refuseAnOldNode(tutti);
  const stage = await openStage({ engine: { host: undefined }, tutti });
  let went = false;
  try {
    went = await play(stage, { interrupted: () => false });
  } finally {
    went = (await stage.close()) && went;
  }
  return went;
}

/** As on a Node that is too old: one sentence, and nothing of the program is read. */
function refuseAnOldNode(tutti) {
  const pretend = "Object.defineProperty(process.versions, 'node', { value: '18.20.8' })";
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", preload, tutti, "version"], {
    env: ENVIRONMENT,
    encoding: "utf8",
  });
  const wanted = "Error: Tutti needs Node.js 20.15 or newer, and this is 18.20.8.\n";
  if (status !== 1 || stdout !== "" || stderr !== wanted)
    throw new Error(`on Node 18 tutti says (status ${status}):\n${stdout}${stderr}`);
}

function run(program, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env: ENVIRONMENT,
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (status !== 0)
    throw new Error(`${program} ${args.join(" ")}:\n${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}`);
  return stdout;
}
