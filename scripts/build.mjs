// Builds dist/: one entry, split into chunks, so that a command loads only what it needs.
//
// The chunks are made as ES modules (esbuild splits nothing else) and then
// turned into CommonJS one by one: Node starts a CommonJS program in 12 ms of
// CPU less, a third of what `tutti version` takes.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
// Libraries with native parts or files of their own cannot be bundled; they are loaded from node_modules.
const EXTERNAL = ["lmdb", "pino"];
const ENTRY = join("packages", "cli", "src", "main.ts");

const started = performance.now();
const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const bundled = await build({
  absWorkingDir: root,
  entryPoints: { main: ENTRY },
  outdir: dist,
  write: false,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  minifySyntax: true,
  external: EXTERNAL,
  legalComments: "none",
  logLevel: "warning",
});

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
let bytes = 0;
await Promise.all(
  bundled.outputFiles.map(async (file) => {
    const { code } = await transform(file.text, {
      format: "cjs",
      platform: "node",
      target: "node20",
      minifyWhitespace: true,
      supported: { "dynamic-import": false },
      logLevel: "warning",
    });
    bytes += code.length;
    await writeFile(join(dist, basename(file.path)), code);
  }),
);
await writeFile(join(dist, "package.json"), '{ "type": "commonjs" }\n');

const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(
  `built tutti ${version}: ${bundled.outputFiles.length} files, ${Math.round(bytes / 1024)} KB, in ${seconds} s\n`,
);
