/**
 * npm run compile [-- --out FILE]: the program as one executable, `build/tutti`
 * by default, for Linux with glibc on the kind of processor that it is made on.
 * Made by Bun, whose program lies in an npm package of its own for each system, so nothing is installed
 * by scripts.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { project } from "./install.mjs";

const require = createRequire(join(project, "package.json"));
const words = process.argv.slice(2);
const at = words.indexOf("--out");
const out = resolve(at < 0 ? join(project, "build", "tutti") : (words[at + 1] ?? ""));

// `executable-locks.mjs` speaks to Linux with glibc.
if (process.platform !== "linux") refuse("An executable is made on Linux, and for Linux only.");
const bun = findBun();
if (bun === undefined) refuse(`There is no Bun for linux-${process.arch} in node_modules: run npm ci.`);
mkdirSync(dirname(out), { recursive: true });
const started = performance.now();
const { status } = spawnSync(bun, [join(project, "scripts", "compile-by-bun.mjs"), project, out], {
  stdio: ["ignore", "inherit", "inherit"],
});
if (status !== 0) refuse("Bun could not make it.");
const megabytes = Math.round(statSync(out).size / (1 << 20));
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`compiled ${out}: ${megabytes} MB, in ${seconds} s`);

/** Where the package's script is not run, `bun` itself is a stub: its real program lies in a package for each system. */
function findBun() {
  const name = `@oven/bun-linux-${process.arch === "arm64" ? "aarch64" : process.arch}`;
  try {
    const path = join(dirname(require.resolve(`${name}/package.json`)), "bin", "bun");
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function refuse(why) {
  console.error(why);
  process.exit(1);
}
