import type { FunctionFiles } from "../scope.ts";
import { joinPath } from "./path.ts";

/**
 * The paths that a pattern matches: `*`, `?`, `[a-z]`, `{a,b}`, and `**` for
 * any depth. Undefined if the pattern's syntax is wrong.
 */
export function glob(files: FunctionFiles, pattern: string): readonly string[] | undefined {
  const patterns = expandBraces(pattern);
  if (patterns === undefined) return undefined;
  const out = new Set<string>();
  for (const one of patterns) {
    const absolute = one.startsWith("/");
    const parts = one.split("/").filter((part) => part !== "");
    const matchers = parts.map(partMatcher);
    if (matchers.some((matcher) => matcher === undefined)) return undefined;
    walk(files, absolute ? "/" : "", matchers as Matcher[], 0, out);
  }
  return [...out];
}

type Matcher =
  | { readonly kind: "literal"; readonly name: string }
  | { readonly kind: "pattern"; readonly regex: RegExp }
  | { readonly kind: "any-depth" };

function partMatcher(part: string): Matcher | undefined {
  if (part === "**") return { kind: "any-depth" };
  if (!/[*?[\\]/.test(part)) return { kind: "literal", name: part };
  const source = partSource(part);
  return source === undefined ? undefined : { kind: "pattern", regex: new RegExp(`^${source}$`, "su") };
}

function partSource(part: string): string | undefined {
  let out = "";
  const letters = Array.from(part);
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i] ?? "";
    if (letter === "*") out += "[^/]*";
    else if (letter === "?") out += "[^/]";
    else if (letter === "\\") {
      i += 1;
      if (letters[i] === undefined) return undefined;
      out += escaped(letters[i] ?? "");
    } else if (letter === "[") {
      const end = letters.indexOf("]", i + 2);
      if (end < 0) return undefined;
      const negated = letters[i + 1] === "^" || letters[i + 1] === "!";
      const members = letters.slice(i + (negated ? 2 : 1), end).join("");
      out += `[${negated ? "^" : ""}${members.replace(/[\\\]^[&]/g, "\\$&")}]`;
      i = end;
    } else out += escaped(letter);
  }
  return out;
}

function escaped(letter: string): string {
  return letter.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
}

/** `a{b,c}d` is `abd` and `acd`; inner braces too. */
function expandBraces(pattern: string): readonly string[] | undefined {
  const open = pattern.search(/(?<!\\)\{/);
  if (open < 0) return [pattern];
  const choices: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let i = open; i < pattern.length; i++) {
    const letter = pattern[i];
    if (letter === "\\") i += 1;
    else if (letter === "{") depth += 1;
    else if ((letter === "," && depth === 1) || (letter === "}" && depth === 1)) {
      choices.push(pattern.slice(start, i));
      start = i + 1;
      if (letter === "}") {
        const expanded = choices.map((choice) =>
          expandBraces(pattern.slice(0, open) + choice + pattern.slice(i + 1)),
        );
        return expanded.some((one) => one === undefined) ? undefined : expanded.flatMap((one) => one ?? []);
      }
    } else if (letter === "}") depth -= 1;
  }
  return undefined;
}

/** Deeper than any sane tree; a link to a folder above ends here. */
const DEPTH_MAX = 64;

function walk(
  files: FunctionFiles,
  folder: string,
  matchers: readonly Matcher[],
  depth: number,
  out: Set<string>,
): void {
  const [matcher, ...rest] = matchers;
  if (matcher === undefined) {
    if (folder !== "") out.add(folder);
    return;
  }
  if (depth > DEPTH_MAX) return;
  if (matcher.kind === "literal") {
    const path = joinPath(folder, matcher.name);
    if (files.stat(path) !== undefined) walk(files, path, rest, depth + 1, out);
    return;
  }
  if (files.stat(folder === "" ? "." : folder)?.kind !== "directory") return;
  if (matcher.kind === "any-depth") walk(files, folder, rest, depth, out);
  for (const { name } of files.list(folder === "" ? "." : folder)) {
    const path = joinPath(folder, name);
    if (matcher.kind === "pattern") {
      if (matcher.regex.test(name)) walk(files, path, rest, depth + 1, out);
    } else if (files.stat(path)?.kind === "directory") walk(files, path, matchers, depth + 1, out);
    else if (rest.length === 0) out.add(path);
  }
}
