/** What a file of a module directory is, by its name. */

/** The name of a source that no file has: of blocks that are written for what is brought in. */
export const GENERATED_SOURCE = "<generated>.tf";

export type FileKind = "primary" | "override" | "test" | "none";

const CONFIG = /\.tf(?:\.json)?$/;
const TEST = /\.tftest\.(?:hcl|json)$/;

export function fileKind(name: string): FileKind {
  if (isIgnored(name)) return "none";
  if (TEST.test(name)) return "test";
  if (!CONFIG.test(name)) return "none";
  const base = name.replace(CONFIG, "");
  return base === "override" || base.endsWith("_override") ? "override" : "primary";
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
