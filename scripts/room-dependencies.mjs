/**
 * What each room needs stands in its own package.json, pinned: another room,
 * or a package of npm. `node scripts/room-dependencies.mjs --write` writes the
 * lists from the imports; tidy compares.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { requestsOf } from "./import-graph.mjs";
import { rooms } from "./rooms.mjs";

/** Tests are played by the house's runner, which the root declares. */
const DECLARED_BY_ROOT = new Set(["vitest"]);
const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
/** Folders and files that are not shipped with what a room is for. */
const NOT_SHIPPED = /\.test\.ts$|\/(testkit|conformance|spec-suite|bench|e2e)\//;

/** The packages that a text imports: `@tutti/values` of `@tutti/values/testkit`, no file, no node module. */
export function packagesOf(path, text) {
  const named = requestsOf(path, text).filter(
    (specifier) => /^(@[\w.-]+\/)?[\w-]/.test(specifier) && !isBuiltin(specifier),
  );
  return [...new Set(named.map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier))];
}

/**
 * @param {Map<string, string>} texts  path to text, of every TypeScript file of the rooms
 * @returns {Map<string, { dependencies: Set<string>, devDependencies: Set<string> }>} by room
 */
export function neededBy(texts) {
  const needed = new Map(
    rooms.map(({ name }) => [name, { dependencies: new Set(), devDependencies: new Set() }]),
  );
  for (const [path, text] of texts) {
    const room = rooms.find(({ name }) => path.startsWith(`packages/${name}/`))?.name;
    if (room === undefined || path.includes("/testdata/")) continue;
    const { dependencies, devDependencies } = needed.get(room);
    for (const name of packagesOf(path, text)) {
      if (DECLARED_BY_ROOT.has(name) || name === `@tutti/${room.replace("providers/", "provider-")}`)
        continue;
      (NOT_SHIPPED.test(path) ? devDependencies : dependencies).add(name);
    }
  }
  for (const { dependencies, devDependencies } of needed.values())
    for (const name of dependencies) devDependencies.delete(name);
  return needed;
}

/**
 * @param {{ path: string, manifest: any, needed: { dependencies: Set<string>, devDependencies: Set<string> } | undefined }[]} manifests
 *   the root's has no `needed`
 */
export function checkManifests(manifests) {
  const versions = new Map();
  return manifests.flatMap(({ path, manifest, needed }) => [
    ...["dependencies", "devDependencies"].flatMap((kind) => {
      const declared = manifest[kind] ?? {};
      if (needed === undefined) return [];
      return [
        ...[...needed[kind]]
          .filter((name) => !Object.hasOwn(declared, name))
          .map((name) => `${path}: ${kind} lack ${name}, which the room imports; ${REMEDY}`),
        ...Object.keys(declared)
          .filter((name) => !needed[kind].has(name) && !isTypesOf(name, needed))
          .map((name) => `${path}: ${kind} name ${name}, which the room does not import; ${REMEDY}`),
      ];
    }),
    ...pairs(manifest).flatMap(([name, version]) => {
      const first = versions.get(name) ?? { version, path };
      versions.set(name, first);
      if (!EXACT.test(version))
        return [`${path}: ${name} is "${version}", which is not one version; pin it exactly`];
      return first.version === version
        ? []
        : [
            `${path}: ${name} is ${version}, and ${first.version} in ${first.path}; one version for all rooms`,
          ];
    }),
  ]);
}

const REMEDY = "run node scripts/room-dependencies.mjs --write, then npm install --ignore-scripts";

function pairs(manifest) {
  return Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
}

function isTypesOf(name, needed) {
  const typed = /^@types\/(.+)$/.exec(name)?.[1];
  return typed !== undefined && (needed.dependencies.has(typed) || needed.devDependencies.has(typed));
}

/** The manifests of root and rooms, with what each room's files need. */
export function readManifests(root, files) {
  const sources = files.filter((file) => /^packages\/.*\.ts$/.test(file) && existsSync(join(root, file)));
  const needed = neededBy(new Map(sources.map((file) => [file, readFileSync(join(root, file), "utf8")])));
  const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
  return [
    { path: "package.json", manifest: read("package.json"), needed: undefined },
    ...rooms
      .map(({ name }) => ({ path: `packages/${name}/package.json`, needed: needed.get(name) }))
      .filter(({ path }) => existsSync(join(root, path)))
      .map((entry) => ({ ...entry, manifest: read(entry.path) })),
  ];
}

/** Writes what each room needs, in the versions that are declared or installed. */
function write(root, files) {
  const manifests = readManifests(root, files);
  const declared = new Map(
    manifests.flatMap(({ manifest }) => pairs(manifest)).filter(([, version]) => EXACT.test(version)),
  );
  const installed = (name) =>
    JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version;
  for (const { path, manifest, needed } of manifests) {
    if (needed === undefined) continue;
    for (const kind of ["dependencies", "devDependencies"]) {
      const types = Object.keys(manifest[kind] ?? {}).filter((name) => isTypesOf(name, needed));
      const names = [...needed[kind], ...types].sort();
      if (names.length === 0) delete manifest[kind];
      else
        manifest[kind] = Object.fromEntries(
          names.map((name) => [name, declared.get(name) ?? installed(name)]),
        );
    }
    writeFileSync(join(root, path), `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.includes("--write")) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const { trackedFiles } = await import("./mutants/sources.mjs");
  write(root, trackedFiles(root));
}
