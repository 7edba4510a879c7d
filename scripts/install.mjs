/** What the other scripts need before they can begin. Node's builtin modules only: it runs on a fresh clone. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
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

/** `npm ci`, unless what is installed is what the lock file says. */
export function ensureDependencies() {
  if (lacking(project).length === 0) return true;
  return step("installing npm packages", "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
}

/** What of the lock file is not installed, or in another version; npm writes down what it installed. */
export function lacking(folder) {
  const read = (path) => JSON.parse(readFileSync(join(folder, path), "utf8")).packages;
  const written = "node_modules/.package-lock.json";
  const installed = existsSync(join(folder, written)) ? read(written) : {};
  return Object.entries(read("package-lock.json"))
    .filter(
      ([path, { optional, peer, link }]) =>
        path !== "" && !optional && !peer && (link || path.includes("node_modules/")),
    )
    .filter(([path, { version }]) => installed[path] === undefined || installed[path].version !== version)
    .map(([path]) => path);
}

/** Debian's packages by a command that works with each; says what is missing where they cannot be installed. */
export function ensureSystemPackages(wanted) {
  const missing = Object.entries(wanted).filter(([command]) => spawnSync("sh", ["-c", command]).status !== 0);
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

/** A server of npm that some tests need and that is too large for everybody: in a folder of its own under `build`. */
export function ensureServer(name, version) {
  const folder = join(project, "build", name);
  const installed = join(folder, "node_modules", name, "package.json");
  if (existsSync(installed) && JSON.parse(readFileSync(installed, "utf8")).version === version) return true;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", `${name}@${version}`];
  return step(`installing ${name} for the tests`, "npm", args, { cwd: folder });
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
