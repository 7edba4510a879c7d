/**
 * The catalogue of errors, made from their declarations: docs/errors.md, and
 * what `explain` shows (`node scripts/error-codes.mjs --write`); a test holds
 * them together.
 *
 * A room declares each kind of error once, by `declareErrors` in its
 * `src/errors.ts`: a code, its words, and before it a comment that says what it
 * means and what to do. A failing world is a RuntimeError with a code of the
 * system's kind.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { roomOf, trackedFiles } from "./mutants/sources.mjs";

/** Where what is made of the declarations stands. */
export const PAGE = "docs/errors.md";
export const EXPLANATIONS = "packages/cli/src/own/catalogue.json";

const CODE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** What the codes of a failing world mean: those that Tutti makes itself, and those of the system that are met most. */
const WORLD = {
  E2BIG: "Something is larger than is taken. Make it smaller, or raise the limit that the message names.",
  EADDRINUSE: "Something else listens on the port. Stop it, or choose another port.",
  EAGAIN: "The store is busy with another write. Try again.",
  EBUSY: "The store or a file is in use by another program. Stop it, or choose another folder.",
  ECANCELED: "The work was asked to stop before it was done. Run it again.",
  ECHANGED: "A file that was read for the plan has other contents now. Plan again.",
  ECONNREFUSED: "Nothing listens at the address. Start what should listen there, or correct the address.",
  ECONNRESET: "The other side closed the connection in the middle. Try again; its log may say why.",
  EACCES: "The rights of a file or folder do not allow it. Change them, or work as who owns it.",
  EDAMAGED:
    "A file of the store or the agent holds what was never written there. Keep it, and restore it from a copy.",
  EDOCKER: "The Docker Engine answered with an error; its words stand in the message. Mend that.",
  EDQUOT: "The share of the disk that was allowed is used up. Free some space.",
  EHELPER:
    "The credentials helper failed; its words stand in the message. Mend it, or take it out of the CLI configuration.",
  EEXIST: "There is something of that name already. Choose another, or move it away.",
  EFORMAT: "The store was written by another version or program. Use that one, or another folder.",
  EINVAL: "A value cannot be as it is; the message says which. Correct it.",
  EIO: "The store cannot read or write. Look at the disk and its log.",
  EISDIR: "A file is expected, and a folder is there. Correct the path.",
  EKEYPAIR:
    "A certificate and its key cannot be used together. Name the key of that certificate, both in PEM.",
  ELOOP: "Links or redirections lead in a circle, or too far. Correct them.",
  EMFILE: "Too many files are open at once. Raise the limit (`ulimit -n`).",
  ENOENT: "There is nothing of that name. Correct the path.",
  ENOLCK: "Files cannot be locked on this system or disk, so nothing is written. Use another disk.",
  ENOSPC: "No space is left on the disk. Free some and run the command again; nothing recorded is lost.",
  EPROXY:
    "A proxy of the environment (`HTTP_PROXY`, `HTTPS_PROXY`) cannot be reached, or does not reach the target. Correct the variable, or name the target in `NO_PROXY`.",
  EPROXYREFUSED:
    "A proxy of the environment does not let the request pass, or is none that can be used. Correct the variable, with user and password where the proxy asks for them, or name the target in `NO_PROXY`.",
  ENOTDIR: "A part of the path is no folder. Correct it.",
  ENOTSUP: "This system cannot do that; the message says what.",
  EPERM: "The system does not allow it to this user. Work as another one.",
  EPIDFILE:
    "The file of `pid_file` cannot be written; the message says why. Name one in a folder that is there and takes it.",
  EPIPE: "Nobody reads what is written. That is so when the next program of a pipe ends.",
  EPROTO: "The other side does not speak the protocol. Correct the address or the port.",
  EROFS: "The disk can only be read. Work elsewhere, or mount it for writing.",
  ETIMEDOUT: "The other side did not answer in time. Look whether it is reachable, and try again.",
  ETOKENFILE: "The file of the token cannot be read. Correct the path, or look at its rights.",
  EUNKNOWN: "The system refused in a way that has no name; its words stand in the message.",
};
/** What the system calls its errors. */
const SYSTEM_CODE = /^E[A-Z0-9]+$/;

/**
 * What a file declares.
 *
 * @returns {{ code: string, words: string, meaning: string, line: number }[]}
 */
export function declarationsIn(path, text) {
  if (!text.includes("declareErrors(")) return [];
  const { program, comments } = parseSync(path, text);
  const before = (start) =>
    comments.findLast(
      ({ end, type, value }) =>
        end <= start && type === "Block" && value.startsWith("*") && /^\s*$/.test(text.slice(end, start)),
    );
  const found = [];
  walk(program, (node) => {
    if (node.type !== "CallExpression" || node.callee.name !== "declareErrors") return;
    const [declared] = node.arguments;
    for (const { key, value, start } of declared?.properties ?? [])
      found.push({
        code: key.value ?? key.name,
        words: value.value,
        meaning: plainText(before(start)?.value ?? ""),
        line: text.slice(0, start).split("\n").length,
      });
  });
  return found;
}

/** A comment without its stars. */
function plainText(comment) {
  return comment
    .replace(/^\s*\*+ ?/gm, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The system's codes that a file makes. */
export function systemCodesIn(path, text) {
  if (!text.includes('"E')) return [];
  const found = [];
  walk(parseSync(path, text).program, (node) => {
    const [first, ...more] = node.arguments ?? [];
    const made =
      (node.type === "NewExpression" && node.callee.name === "RuntimeError") ||
      (node.type === "CallExpression" && node.callee.name === "refused" && more.length > 0);
    if (made && SYSTEM_CODE.test(first?.value ?? "")) found.push(first.value);
  });
  return found;
}

function walk(node, visit) {
  visit(node);
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value])
      if (child && typeof child === "object" && typeof child.type === "string") walk(child, visit);
}

/**
 * What is wrong with the declarations: a code twice, of another form, without
 * a meaning, or one that nothing makes.
 *
 * @param {{ path: string, text: string }[]} files
 */
export function checkDeclarations(files) {
  const findings = [];
  const first = new Map();
  const declaring = (path) => /\/errors\.ts$/.test(path);
  const said = new Set(
    files
      .filter(({ path }) => !declaring(path))
      .flatMap(({ text }) => text.match(/"[a-z][a-z0-9-]*"/g) ?? []),
  );
  for (const { path, text } of files)
    for (const { code, meaning, line } of declarationsIn(path, text)) {
      const tell = (what) => findings.push(`${path}:${line}: ${code}: ${what}`);
      if (!CODE.test(code)) tell("a code is words in lower case with dashes");
      if (first.has(code)) tell(`declared in ${first.get(code)} already`);
      first.set(code, path);
      if (meaning === "") tell("the comment is missing that says what it means and what to do");
      if (CODE.test(code) && !said.has(`"${code}"`))
        tell("nothing makes this error; take it out, or make it");
    }
  const made = new Set(files.flatMap(({ path, text }) => systemCodesIn(path, text)));
  for (const code of made)
    if (WORLD[code] === undefined)
      findings.push(`scripts/error-codes.mjs:1: ${code}: WORLD does not say what it means and what to do`);
  return findings;
}

/** @param {{ path: string, text: string }[]} files */
export function catalogue(files) {
  const declared = files.flatMap(({ path, text }) =>
    declarationsIn(path, text).map((one) => ({ ...one, room: roomOf(path) })),
  );
  declared.sort((a, b) => (a.code < b.code ? -1 : 1));
  const cell = (text) =>
    text
      .trim()
      .replaceAll(/\s*\n\s*/g, " ")
      .replaceAll("{}", "…")
      .replaceAll("|", "\\|");
  const rows = declared.map(
    ({ code, words, meaning, room }) => `| \`${code}\` | ${cell(words)} | ${cell(meaning)} | ${room} |`,
  );
  const makers = new Map(Object.keys(WORLD).map((code) => [code, new Set()]));
  for (const { path, text } of files)
    for (const code of systemCodesIn(path, text))
      makers.set(code, (makers.get(code) ?? new Set()).add(roomOf(path)));
  const worldRows = [...makers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, rooms]) => `| \`${code}\` | ${WORLD[code] ?? ""} | ${[...rooms].sort().join(", ")} |`);
  return `# Errors

Made from the declarations by \`node scripts/error-codes.mjs --write\`; a test compares both.

## Mistakes and refusals

Each kind of error has a code that stays from version to version; the words may change. What \`…\` stands for is filled in.

| code | words | what it means, and what to do | room |
|---|---|---|---|
${rows.join("\n")}

## A failing world

A \`RuntimeError\` carries the system's code (\`ENOENT\`, \`EACCES\`, \`ENOSPC\` …, as \`errno(3)\` tells) and the path, address or program that it is about. Some are made by Tutti itself, in the rooms that stand behind them.

| code | what it means, and what to do | made in |
|---|---|---|
${worldRows.join("\n")}
`;
}

/** The same for `explain`, by code. */
export function explanations(files) {
  const all = files.flatMap(({ path, text }) => declarationsIn(path, text));
  all.sort((a, b) => (a.code < b.code ? -1 : 1));
  const world = Object.entries(WORLD).map(([code, meaning]) => [code, { words: "", meaning }]);
  const declared = all.map(({ code, words, meaning }) => [code, { words, meaning }]);
  const byCode = Object.fromEntries([...world, ...declared]);
  return `${JSON.stringify(byCode, undefined, 2)}\n`;
}

/** What errors are declared and made in. */
export function isShippedSource(path) {
  return /^packages\/.*\/src\/.*\.ts$/.test(path) && !/\.test\.ts$|\/testdata\//.test(path);
}

export function readSources(root) {
  return trackedFiles(root)
    .filter(isShippedSource)
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(join(root, path), "utf8") }];
      } catch {
        return []; // deleted, but not yet committed
      }
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.includes("--write")) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const sources = readSources(root);
  writeFileSync(join(root, PAGE), catalogue(sources));
  writeFileSync(join(root, EXPLANATIONS), explanations(sources));
}
