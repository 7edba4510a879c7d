import { fromUnknown } from "@tutti/runtime";

/** What a command says of a file that it cannot read, as Go does. */
export function goFileError(error: unknown, path: string): string {
  const failed = fromUnknown(error, path);
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: "no such file or directory",
    EACCES: "permission denied",
    EISDIR: "is a directory",
  };
  const reason = reasons[failed.code];
  return reason === undefined ? failed.message : `open ${path}: ${reason}`;
}
