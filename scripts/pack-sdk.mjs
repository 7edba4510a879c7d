/**
 * Makes the package of npm by which others write providers, `@tutti/provider-sdk`:
 * the room with all that it stands on as two entries of JavaScript, and the types
 * of what it promises. `node scripts/pack-sdk.mjs` makes `build/provider-sdk` and
 * beside it the archive that `npm publish` takes.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { build } from "esbuild";
import { project } from "./install.mjs";

const ROOM = "packages/provider-sdk";
const OUT = join(project, "build", "provider-sdk");
/** Entry of the package to the file of the room. */
const ENTRIES = { index: "src/index.ts", testkit: "testkit/provider-test.ts" };

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
await writeCode();
writeTypes();
writeManifest();
cpSync(join(project, ROOM, "README.md"), join(OUT, "README.md"));
cpSync(join(project, "LICENSE"), join(OUT, "LICENSE"));
const packed = run("npm", ["pack", "--pack-destination", ".."], OUT);
console.log(`packed ${join("build", packed.trim())}`);

async function writeCode() {
  await build({
    entryPoints: Object.fromEntries(
      Object.entries(ENTRIES).map(([name, file]) => [name, join(project, ROOM, file)]),
    ),
    outdir: OUT,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // A lock of files is nothing that a provider takes; where one does, this is not there, and says so.
    external: ["fs-native-extensions"],
    chunkNames: "parts/[name]-[hash]",
    logLevel: "warning",
  });
}

/** The declarations of what the entries reach, each in the folder of its room. */
function writeTypes() {
  const made = join(project, "build", "provider-sdk-types");
  rmSync(made, { recursive: true, force: true });
  const files = Object.values(ENTRIES).map((file) => join(ROOM, file));
  const config = {
    extends: join(project, "tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      outDir: made,
      rootDir: project,
      types: ["node"],
      // Through node_modules a room would be a library, of which nothing is declared.
      paths: { "@tutti/*": [join(project, "packages/*/src/index.ts")] },
    },
    files: files.map((file) => join(project, file)),
    include: [],
  };
  const path = join(project, "build", "provider-sdk.tsconfig.json");
  writeFileSync(path, JSON.stringify(config));
  // `npm run types` checks all of it; what cannot be declared of what nobody reaches is no matter here.
  spawnSync("npx", ["--no-install", "tsc", "-p", path], { cwd: project });
  const waiting = files.map((file) => file.replace(/\.ts$/, ".d.ts"));
  const seen = new Set();
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = readFileSync(join(made, file), "utf8");
    const own = text.replaceAll(/(from |import\()"([^"]+)"/g, (_, word, target) => {
      const found = declarationOf(made, file, target);
      if (found === undefined) return `${word}"${target}"`;
      waiting.push(found);
      const way = posix.relative(dirname(file), found).replace(/\.d\.ts$/, ".js");
      return `${word}"${way.startsWith(".") ? way : `./${way}`}"`;
    });
    const target = join(OUT, "types", file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, own);
  }
}

/** Undefined for what is no file of ours. */
function declarationOf(made, file, target) {
  if (target.startsWith(".")) return posix.join(dirname(file), target.replace(/\.(ts|js)$/, ".d.ts"));
  const room = /^@tutti\/([^/]+)$/.exec(target)?.[1];
  if (room === undefined) return undefined;
  const found = `packages/${room}/src/index.d.ts`;
  if (!existsSync(join(made, found))) throw new Error(`${file}: there are no types of ${target}`);
  return found;
}

function writeManifest() {
  const { version, license } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  const entry = (name) => ({
    types: `./types/${ROOM}/${ENTRIES[name].replace(/\.ts$/, ".d.ts")}`,
    default: `./${name}.js`,
  });
  const manifest = {
    name: "@tutti/provider-sdk",
    version,
    description: "Providers for Tutti, Terraform and OpenTofu in TypeScript, typed by their schemas.",
    license,
    type: "module",
    engines: { node: ">=20.15" },
    sideEffects: false,
    exports: { ".": entry("index"), "./testkit": entry("testkit") },
    types: entry("index").types,
  };
  writeFileSync(join(OUT, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function run(program, args, cwd) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}
