/**
 * tidy: what the house's rules say and a program can check. A finding reads
 * `file:line: what is banned; what to use instead`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { checkDeclarations, isShippedSource } from "./error-codes.mjs";
import { importsOf } from "./import-graph.mjs";
import { promisedBy } from "./promised.mjs";
import { checkManifests, readManifests } from "./room-dependencies.mjs";
import { floors, interfaces, rooms } from "./rooms.mjs";
import { checkDecisions, checkLinks } from "./tidy-docs.mjs";
import { checkInterfaces, checkMutualImports, checkTestkits } from "./tidy-rooms.mjs";
import { checkText } from "./tidy-rules.mjs";
import { checkUnused } from "./tidy-unused.mjs";

const tracked = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  encoding: "utf8",
})
  .stdout.split("\n")
  .filter(Boolean);
const findings = [];
const graph = new Map();
const texts = new Map();
const documents = new Map();

for (const file of tracked) {
  if (/(^|\/)testdata\/|package-lock\.json$|^LICENSE$|\.(png|tar|gz|bin)$/.test(file)) continue;
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    continue; // deleted, but not yet committed
  }
  findings.push(...checkText(file, text));
  if (file.endsWith(".md")) documents.set(file, text);
  if (/^packages\/.*\.ts$/.test(file)) graph.set(file, importsOf(file, text));
  texts.set(file, text);
}

const manifests = readManifests(".", tracked);
findings.push(
  ...checkRoomsAgainstDisk(),
  ...checkFloors(),
  ...checkMap(),
  ...checkMutualImports(graph),
  ...checkInterfaces(texts, interfaces),
  ...checkTestkits(graph, new Map(manifests.map(({ path, manifest }) => [path, manifest]))),
  ...checkManifests(manifests),
  ...checkPromised(),
  ...checkDeclarations([...texts].flatMap(([path, text]) => (isShippedSource(path) ? [{ path, text }] : []))),
  ...checkLinks(documents, existsSync),
  ...checkDecisions(documents),
  ...checkUnused((path) => texts.get(path)),
);

const layers = spawnSync("npx", ["--no-install", "depcruise", "packages", "--output-type", "err"], {
  encoding: "utf8",
});
if (layers.status !== 0) findings.push(layers.stdout.trim() || layers.stderr.trim());

for (const finding of findings) console.log(finding);
console.log(
  findings.length === 0
    ? `tidy: ${tracked.length} files, nothing to say`
    : `tidy: ${findings.length} findings`,
);
process.exit(findings.length === 0 ? 0 : 1);

/** Every package is a room of the list, and the other way round. */
function checkRoomsAgainstDisk() {
  const onDisk = new Set(
    tracked
      .map((file) => /^packages\/((?:providers\/)?[^/]+)\/package\.json$/.exec(file)?.[1])
      .filter(Boolean),
  );
  const listed = new Set(rooms.map((room) => room.name));
  return [
    ...[...onDisk]
      .filter((name) => !listed.has(name))
      .map((name) => `packages/${name}: a room that scripts/rooms.mjs does not list; add it with its layer`),
    ...[...listed]
      .filter((name) => !onDisk.has(name))
      .map((name) => `scripts/rooms.mjs: '${name}' is not on the disk; take it off the list`),
  ];
}

/** Whatever a room promises says in a comment what it is. */
function checkPromised() {
  return rooms.flatMap(({ name }) =>
    promisedBy((path) => texts.get(path), `packages/${name}/src/index.ts`)
      .filter(({ documented }) => !documented)
      .map(
        (symbol) =>
          `${symbol.path}:${symbol.line}: ${symbol.name} is promised by ${name}, and nothing says what it is; write a doc comment (what it is, units, defaults, limits)`,
      ),
  );
}

/** Every folder of a room with floors is one of them, and the other way round. */
function checkFloors() {
  return Object.entries(floors).flatMap(([room, names]) => {
    const start = `packages/${room}/src/`;
    const onDisk = new Set(
      tracked
        .filter((file) => file.startsWith(start) && file.slice(start.length).includes("/"))
        .map((file) => file.slice(start.length).split("/")[0]),
    );
    return [
      ...[...onDisk]
        .filter((name) => !names.includes(name))
        .map((name) => `${start}${name}: a folder on no floor; add it to \`floors\` in scripts/rooms.mjs`),
      ...names
        .filter((name) => !onDisk.has(name))
        .map((name) => `scripts/rooms.mjs: the floor '${name}' of '${room}' is not on the disk`),
    ];
  });
}

/** ARCHITECTURE.md's table names each room with its layer. */
function checkMap() {
  const map = readFileSync("ARCHITECTURE.md", "utf8");
  return rooms
    .filter(({ name, layer }) => !new RegExp(`^\\| ${layer} \\| \\[?\`${name}\``, "m").test(map))
    .map(
      ({ name, layer }) =>
        `ARCHITECTURE.md: the table lacks a row \`| ${layer} | \`${name}\`\`; write what the room holds`,
    );
}
