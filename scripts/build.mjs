// Builds dist/: one entry, split into chunks, so that a command loads only what it needs.
//
// The chunks are made as ES modules (esbuild splits nothing else) and then
// turned into CommonJS one by one: Node starts a CommonJS program in 12 ms of
// CPU less, a third of what `tutti version` takes.
import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { asCommonJs, wrapped } from "./chunk-form.mjs";
import { programParts, unbundled, untaken } from "./program-parts.mjs";
import { sourceDigest } from "./source-digest.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, programParts.bundle);
const WARM_UP = `variable "x" {
  default = ["a", "b"]
}
resource "terraform_data" "a" {
  for_each = toset(var.x)
  input    = "\${each.key} \${length(var.x)}"
}
output "o" {
  value = { for key, a in terraform_data.a : key => a.output if key != "b" }
}
`;
/** Commands that are used most, in an order in which each finds something to do. The first word names the pack. */
const COMMANDS = [
  "version",
  "fmt",
  "init",
  "validate",
  "plan -out=plan",
  "apply -auto-approve",
  "apply -auto-approve",
  "plan",
  "show",
  "show -json plan",
  "output",
  "output -json",
  "state list",
  'state show terraform_data.a["a"]',
].map((words) => words.split(" "));

/** Native packages that are bundled, all but their addon. */
const natives = {
  name: "natives",
  setup({ onLoad }) {
    for (const { native } of Object.values(programParts.packages)) {
      if (native?.inBundle === undefined) continue;
      const contents = `module.exports = ${native.found(`require(${native.inBundle})`)};`;
      onLoad({ filter: native.searchedBy }, () => ({ contents, loader: "js" }));
    }
  },
};
const loadedWhole = unbundled.filter((name) => programParts.packages[name].native?.inBundle === undefined);

const started = performance.now();
const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const bundled = await build({
  absWorkingDir: root,
  entryPoints: { main: programParts.entry },
  outdir: dist,
  write: false,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  minifySyntax: true,
  plugins: [natives],
  define: { TUTTI_BUILD: JSON.stringify(sourceDigest(root)) },
  external: [...loadedWhole, ...untaken],
  legalComments: "none",
  logLevel: "warning",
});

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
let bytes = 0;
await Promise.all(
  bundled.outputFiles.map(async (file) => {
    const code = await asCommonJs(file.text);
    bytes += code.length;
    await writeFile(join(dist, basename(file.path)), code);
  }),
);
await writeFile(join(dist, "package.json"), '{ "type": "commonjs" }\n');
await copyFile(join(root, programParts.loader), join(dist, "load-chunk.js"));
await makeCode();

const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(
  `built tutti ${version}: ${bundled.outputFiles.length} files, ${Math.round(bytes / 1024)} KB, in ${seconds} s\n`,
);

/** Packs, and V8's compiled code for what common commands load, beside them and beside the chunks. */
async function makeCode() {
  const told = join(dist, "told.txt");
  const packs = new Map();
  // What has no pack finds the code of each chunk by itself.
  await runCommands({ TUTTI_TELL_CHUNKS: told, TUTTI_WRITE_CODE: "1" }, async ([name]) => {
    const chunks = packs.get(name) ?? new Set();
    for (const chunk of (await readFile(told, "utf8")).split("\n")) if (chunk !== "") chunks.add(chunk);
    packs.set(name, chunks);
    await rm(told);
  });
  await Promise.all(Array.from(packs, ([name, chunks]) => writePack(name, chunks)));
  await runCommands({ TUTTI_WRITE_CODE: "1" });
}

async function writePack(name, chunks) {
  const entries = await Promise.all(
    Array.from(
      chunks,
      async (chunk) => `${JSON.stringify(chunk)}:${wrapped(await readFile(join(dist, chunk), "latin1"))}`,
    ),
  );
  await writeFile(join(dist, `pack-${name}.js`), `({${entries.join(",\n")}})`);
}

/** In a folder of their own, one after the other. */
async function runCommands(variables, after = async () => {}) {
  const folder = await mkdtemp(join(tmpdir(), "tutti-build-"));
  await writeFile(join(folder, "main.tf"), WARM_UP);
  // Nothing that the builder has set for Terraform or Node counts; a file of settings that is named, even an
  // empty one, loads what reads it into every pack.
  const env = { PATH: process.env.PATH, HOME: folder };
  for (const words of COMMANDS) {
    spawnSync(process.execPath, [join(root, programParts.launcher), ...words], {
      cwd: folder,
      env: { ...env, ...variables },
    });
    await after(words);
  }
  await rm(folder, { recursive: true, force: true });
}
