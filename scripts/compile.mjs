/**
 * npm run compile [-- --out FILE]: the program as one executable, `build/tutti`
 * by default, for the system that it is made on. Made by Bun, whose program
 * lies in an npm package of its own for each system, so nothing is installed
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

const bun = findBun();
if (bun === undefined) {
  console.error(`There is no Bun for ${process.platform}-${process.arch} in node_modules: run npm ci.`);
  process.exit(1);
}
mkdirSync(dirname(out), { recursive: true });
const started = performance.now();
const { status } = spawnSync(bun, [join(project, "scripts", "compile-by-bun.mjs"), project, out], {
  stdio: ["ignore", "inherit", "inherit"],
});
if (status !== 0) process.exit(1);
const megabytes = Math.round(statSync(out).size / (1 << 20));
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`compiled ${out}: ${megabytes} MB, in ${seconds} s`);

/** Where the package's script is not run, `bun` itself is a stub: its real program lies in a package for each system. */
function findBun() {
  const names = [`bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}`];
  for (const name of names) {
    try {
      const path = join(dirname(require.resolve(`@oven/${name}/package.json`)), "bin", "bun");
      if (existsSync(path)) return path;
    } catch {
      // Not for this system.
    }
  }
  return undefined;
}
