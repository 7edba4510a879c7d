import { type LanguageFeatures, PLAIN_LANGUAGE } from "../features.ts";
import { isQueryFile } from "../module/query-file.ts";

/** What a file of a module directory is, by its name. */

/** The name of a source that no file has: of blocks that are written for what is brought in. */
export const GENERATED_SOURCE = "<generated>.tf";

export type FileKind = "primary" | "override" | "test" | "query" | "none";

const PLAIN = { config: /\.tf(?:\.json)?$/, test: /\.tftest\.(?:hcl|json)$/ };
const TOFU = { config: /\.(?:tf|tofu)(?:\.json)?$/, test: /\.(?:tf|tofu)test\.(?:hcl|json)$/ };

export function fileKind(name: string, { tofuFiles, lists }: LanguageFeatures = PLAIN_LANGUAGE): FileKind {
  const { config, test } = tofuFiles ? TOFU : PLAIN;
  if (isIgnored(name)) return "none";
  if (test.test(name)) return "test";
  if (lists && isQueryFile(name)) return "query";
  if (!config.test(name)) return "none";
  const base = name.replace(config, "");
  return base === "override" || base.endsWith("_override") ? "override" : "primary";
}

/** The files of a directory that count, in order: `a.tofu` stands for an `a.tf` beside it. */
export function filesThatCount(names: readonly string[], { tofuFiles }: LanguageFeatures): readonly string[] {
  const sorted = [...names].sort();
  if (!tofuFiles) return sorted;
  const there = new Set(names);
  return sorted.filter((name) => {
    const ours = name.replace(/\.tf((?:test\.hcl|test\.json|\.json)?)$/, ".tofu$1");
    return ours === name || !there.has(ours);
  });
}

/** Values for mocked providers, in a folder that a test file names. */
export function isMockFile(name: string): boolean {
  return !isIgnored(name) && /\.tfmock\.(?:hcl|json)$/.test(name);
}

/** Hidden files and what editors leave behind. */
export function isIgnored(name: string): boolean {
  return name.startsWith(".") || name.endsWith("~") || (name.startsWith("#") && name.endsWith("#"));
}

export function isJson(name: string): boolean {
  return name.endsWith(".json");
}

/** `a/../b` → `b`; the way from `directory` to `relative`, as short as it gets. */
export function joinPath(directory: string, relative: string): string {
  const absolute = directory.startsWith("/");
  const out: string[] = [];
  for (const part of `${directory}/${relative}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && out.length > 0 && out.at(-1) !== "..") out.pop();
    else if (part === ".." && absolute) continue;
    else out.push(part);
  }
  const path = out.join("/");
  if (absolute) return `/${path}`;
  return path === "" ? "." : path;
}
