import { RuntimeError } from "@tutti/runtime";
import { FuncError, type Marks } from "@tutti/values";
import { redact } from "../redact.ts";
import type { FunctionScope } from "../scope.ts";
import { cleanPath, expandHome, joinPath } from "./path.ts";

const NOT_THERE =
  "this function works only with files that are distributed as part of the configuration source code, so if this file will be created by a resource in this configuration you must instead obtain this result from an attribute of that resource";

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "no such file or directory"],
  ["EISDIR", "is a directory"],
  ["EACCES", "permission denied"],
  ["ENOTDIR", "not a directory"],
]);

/** The words of the operating system. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof RuntimeError)) throw error;
  return REASONS.get(error.code) ?? error.message;
}

/** Where a path of the configuration leads: relative ones start at the base directory. */
export function resolvePath(scope: FunctionScope, path: string): string | FuncError {
  const expanded = expandHome(path, scope.home);
  if (expanded === undefined)
    return new FuncError("failed to expand ~: cannot expand user-specific home dir");
  return expanded.startsWith("/") ? cleanPath(expanded) : joinPath(scope.baseDirectory, expanded);
}

/** The bytes of a file, as `file` and its kin read them; the path is argument 0. */
export function readFileArgument(
  scope: FunctionScope,
  path: string,
  marks: Marks | undefined,
): Uint8Array | FuncError {
  const resolved = resolvePath(scope, path);
  if (resolved instanceof FuncError) return new FuncError(resolved.message, 0);
  try {
    return scope.files.readFile(resolved);
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === REASONS.get("ENOENT"))
      return new FuncError(`no file exists at ${redact(path, marks)}; ${NOT_THERE}`, 0);
    if (reason === REASONS.get("EISDIR"))
      return new FuncError(`failed to read file: read ${resolved}: ${reason}`, 0);
    return new FuncError(`open ${resolved}: ${reason}`, 0);
  }
}

/** As `filemd5` and its kin read, which say less when they cannot. */
export function readFileToHash(scope: FunctionScope, path: string): Uint8Array | FuncError {
  const resolved = resolvePath(scope, path);
  if (resolved instanceof FuncError) return resolved;
  try {
    return scope.files.readFile(resolved);
  } catch (error) {
    const reason = reasonOf(error);
    const doing = reason === REASONS.get("EISDIR") ? "read" : "open";
    return new FuncError(`${doing} ${resolved}: ${reason}`);
  }
}
