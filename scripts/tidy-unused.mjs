/**
 * What nobody uses: files, exports and packages, as knip finds them by
 * `.knip.mjs`. An export that is used in its own file alone is none; what only
 * a room's index passes on stays if the room's README names it, as code.
 */
import { spawnSync } from "node:child_process";
import { promisedBy } from "./promised.mjs";

/** What knip's report has lists of, each with what to do about it. */
const KINDS = {
  files: () => "nobody imports or starts this; delete it, or name it in .knip.mjs",
  exports: (name) => `no other file uses ${name}; take the export away, or delete it`,
  types: (name) => `no other file uses the type ${name}; take the export away, or delete it`,
  nsExports: (name) => `no other file uses ${name}; take the export away, or delete it`,
  nsTypes: (name) => `no other file uses the type ${name}; take the export away, or delete it`,
  duplicates: (name) => `${name} are one thing under several names; keep one`,
  dependencies: (name) => `nobody imports ${name}; take the package off the list`,
  devDependencies: (name) => `nobody imports ${name}; take the package off the list`,
  optionalPeerDependencies: (name) => `${name} is imported and only an optional peer; declare it`,
  unlisted: (name) => `${name} is imported and not declared; add it to the package's dependencies`,
  unresolved: (name) => `${name} leads nowhere; mend the import`,
};

/**
 * @param {(path: string) => string | undefined} read  the text of a file
 * @returns {string[]} findings
 */
export function checkUnused(read) {
  // The cache is keyed by each file's time and size; with it, a second look takes a quarter.
  const args = ["--no-install", "knip", "--no-progress", "--cache", "--config", ".knip.mjs"];
  const { stdout, stderr, status } = spawnSync("npx", [...args, "--reporter", "json"], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (!stdout.startsWith("{")) return [`.knip.mjs:1: knip ended with ${status}: ${stderr.trim()}`];
  return unusedFindings(JSON.parse(stdout), read);
}

/** @param {{ issues: any[] }} report  of knip's reporter `json` */
export function unusedFindings({ issues }, read) {
  return issues.flatMap(({ file, ...lists }) =>
    Object.entries(lists).flatMap(([kind, entries]) =>
      entries
        .map((entry) => (Array.isArray(entry) ? entry : [entry]))
        .filter(([{ name }]) => !isPromised(file, name, read))
        .map((entry) => {
          const name = entry.map((one) => one.name).join(", ");
          return `${file}:${entry[0].line ?? 1}: ${KINDS[kind]?.(name) ?? `${kind}: ${name}`}`;
        }),
    ),
  );
}

function isPromised(file, name, read) {
  const room = /^packages\/(?:providers\/)?[^/]+(?=\/src\/)/.exec(file)?.[0];
  if (room === undefined) return false;
  const code = (read(`${room}/README.md`) ?? "").match(/`[^`\n]+`|^```[\s\S]*?^```/gm)?.join("\n") ?? "";
  if (!new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(code)) return false;
  return promisedBy(read, `${room}/src/index.ts`).some((symbol) => symbol.name === name);
}
