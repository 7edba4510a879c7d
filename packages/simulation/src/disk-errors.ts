import { RuntimeError } from "@tutti/runtime";

export function notFound(path: string): RuntimeError {
  return failure("ENOENT", path, "no such file or directory");
}

export function isFolder(path: string): RuntimeError {
  return failure("EISDIR", path, "illegal operation on a directory");
}

/** As Node words it. */
export function failure(code: string, path: string, why: string): RuntimeError {
  return new RuntimeError(code, path, `${code}: ${why}, '${path}'`);
}
