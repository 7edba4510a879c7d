/** What the other scripts need before they can begin. Node's builtin modules only: it runs on a fresh clone. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const project = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a step with its output shown only if it fails, and says how long it took. */
export function step(title, program, args, options = {}) {
  const began = performance.now();
  process.stdout.write(`${title} … `);
  const result = spawnSync(program, args, { cwd: project, encoding: "utf8", maxBuffer: 1 << 28, ...options });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (result.status === 0) {
    console.log(`done (${seconds} s)`);
    return true;
  }
  console.log(`failed after ${seconds} s`);
  console.log([result.stdout, result.stderr, result.error?.message].filter(Boolean).join("\n").trimEnd());
  return false;
}

/** `npm ci`, unless the lock file is the one that was installed last. */
export function ensureDependencies() {
  const lock = readFileSync(join(project, "package-lock.json"), "utf8");
  const marker = join(project, "node_modules", ".tutti-installed");
  if (existsSync(marker) && readFileSync(marker, "utf8") === lock) return true;
  if (!step("installing npm packages", "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
    return false;
  writeFileSync(marker, lock);
  return true;
}

/** Debian's packages by the program each brings; says what is missing where they cannot be installed. */
export function ensureSystemPackages(wanted) {
  const missing = Object.entries(wanted).filter(
    ([program]) => spawnSync("sh", ["-c", `command -v ${program}`]).status !== 0,
  );
  if (missing.length === 0) return [];
  const names = missing.map(([, name]) => name);
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return names;
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const installed =
    step("reading Debian's package lists", "apt-get", ["update", "-q"], { env: environment }) &&
    step(
      `installing ${names.join(", ")}`,
      "apt-get",
      ["install", "-q", "-y", "--no-install-recommends", ...names],
      { env: environment },
    );
  return installed ? [] : names;
}

export function ensureBuild() {
  const built = join(project, "dist", "main.js");
  if (existsSync(built) && statSync(built).mtimeMs > newestSource()) return true;
  return step("building", process.execPath, ["scripts/build.mjs"]);
}

function newestSource() {
  const list = spawnSync(
    "find",
    [
      "packages",
      "scripts/build.mjs",
      "package-lock.json",
      "-name",
      "node_modules",
      "-prune",
      "-o",
      "-type",
      "f",
      "-newer",
      "dist/main.js",
      "-print",
      "-quit",
    ],
    { cwd: project, encoding: "utf8" },
  );
  return list.status === 0 && list.stdout.trim() === "" ? 0 : Number.POSITIVE_INFINITY;
}
