import { RuntimeError } from "@tutti/runtime";

/** `~` is the home of whoever runs the program. */
export function absolutePath({ home }: { readonly home: string }, path: string): string {
  return path === "~" || path.startsWith("~/") ? home + path.slice(1) : path;
}

/** Folder and last name of a path on the machine, as Go cuts it: `/a/b/` is `b` in `/a/b`. */
export function splitTarget(path: string): { readonly folder: string; readonly name: string } {
  const slashed = path.replaceAll("\\", "/");
  const at = slashed.lastIndexOf("/");
  const folder = at < 0 ? "." : slashed.slice(0, at).replace(/\/+$/, "") || "/";
  const name = slashed.replace(/\/+$/, "").split("/").at(-1) ?? "";
  return { folder, name: name === "" ? "/" : name };
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  ENOTDIR: "not a directory",
  EISDIR: "is a directory",
};

/** The system's words, as Go has them. */
export function systemWords(error: unknown): string {
  if (error instanceof RuntimeError) return WORDS[error.code] ?? error.message;
  return error instanceof Error ? error.message : String(error);
}
