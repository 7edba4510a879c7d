/**
 * The codes of errors, read from the code: docs/errors.md is made of them
 * (`node scripts/error-codes.mjs --write`), and a test holds both together.
 *
 * A failing world is a RuntimeError with a code of the system's kind. A mistake
 * of the user is a diagnostic; its summary is a few fixed words, and its code
 * is those words in lower case with dashes: what the words are in one version
 * they are in the next.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { roomOf, trackedFiles } from "./mutants/sources.mjs";

/** What the system calls its errors. */
const SYSTEM_CODE = /^E[A-Z0-9]+$/;
const MAKER = /function (\w+)\(\s*summary: string/g;

/** The functions whose first argument is a summary, by the name of their parameter. */
export function makersIn(texts) {
  return new Set(texts.flatMap((text) => [...text.matchAll(MAKER)].map(([, name]) => name)));
}

/** `Unsupported argument` is `unsupported-argument`; what is filled in is `x`. */
export function codeOf(summary) {
  return summary
    .replace(/\{…\}/g, "x")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** @returns {{ kind: "world" | "mistake", words: string }[]} what a file makes */
export function errorsIn(path, text, makers) {
  const found = [];
  const visit = (node) => {
    if (node.type === "NewExpression" && node.callee.name === "RuntimeError") {
      const [code] = node.arguments;
      if (code?.type === "Literal" && typeof code.value === "string")
        found.push({ kind: "world", words: code.value });
    }
    if (node.type === "CallExpression" && makers.has(node.callee.name)) {
      const words = wordsOf(node.arguments[0]);
      const kind = SYSTEM_CODE.test(words ?? "") ? "world" : "mistake";
      if (words !== undefined && node.arguments.length > 1) found.push({ kind, words });
    }
    if (node.type === "ObjectExpression") {
      const property = (name) => node.properties.find(({ key }) => key?.name === name);
      const words = wordsOf(property("summary")?.value);
      if (words !== undefined && property("detail") !== undefined) found.push({ kind: "mistake", words });
    }
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value])
        if (child && typeof child === "object" && typeof child.type === "string") visit(child);
    }
  };
  visit(parseSync(path, text).program);
  return found;
}

/** A summary begins with a capital; anything else in its place is not one. */
function wordsOf(node) {
  if (node?.type === "Literal" && typeof node.value === "string" && /^[A-Z]/.test(node.value))
    return node.value;
  if (node?.type !== "TemplateLiteral") return undefined;
  const words = node.quasis.map(({ value }) => value.cooked).join("{…}");
  return /^[A-Z{]/.test(words) && /[a-z]{3}/.test(words) ? words.trim() : undefined;
}

/** @param {{ path: string, text: string }[]} files */
export function catalogue(files) {
  const world = new Map();
  const mistakes = new Map();
  const makers = makersIn(files.map(({ text }) => text));
  for (const { path, text } of files)
    for (const { kind, words } of errorsIn(path, text, makers)) {
      const into = kind === "world" ? world : mistakes;
      into.set(words, (into.get(words) ?? new Set()).add(roomOf(path)));
    }
  const rows = (map, cells) =>
    [...map]
      .sort(([a], [b]) => (codeOf(a) < codeOf(b) ? -1 : 1))
      .map(([words, rooms]) => `| ${[...cells(words), [...rooms].sort().join(", ")].join(" | ")} |`)
      .join("\n");
  return `# Errors

Made from the code by \`node scripts/error-codes.mjs --write\`; a test compares both.

## Mistakes

A mistake in what the user wrote is a diagnostic: a summary of a few fixed words, then a sentence that says what is wrong, where, why it matters and what to do. The code is the summary in lower case with dashes, and is kept from version to version. \`{…}\` is filled in.

| code | summary | made in |
|---|---|---|
${rows(mistakes, (words) => [`\`${codeOf(words)}\``, words.replaceAll("|", "\\|")])}

## A failing world

A \`RuntimeError\` carries the system's code (\`ENOENT\`, \`EACCES\`, \`ENOSPC\` …, as \`errno(3)\` tells) and the path, address or program that it is about. These are made by Tutti itself:

| code | made in |
|---|---|
${rows(world, (words) => [`\`${words}\``])}
`;
}

export function readSources(root) {
  return trackedFiles(root)
    .filter((path) => /^packages\/.*\/src\/.*\.ts$/.test(path) && !/\.test\.ts$|\/testdata\//.test(path))
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
  writeFileSync(join(root, "docs", "errors.md"), catalogue(readSources(root)));
}
