import type { ErrorKind } from "@tutti/errors";
import type { Backend } from "../backend.ts";
import { refused } from "../problem.ts";

/** Stands where a backend was chosen that cannot be used: every question gets the same answer. */
export function createUnavailableBackend(type: string, kind: ErrorKind, detail: string): Backend {
  const answer = async (): Promise<ReturnType<typeof refused>> => refused(kind, detail);
  return {
    type,
    workspaces: answer,
    createWorkspace: answer,
    deleteWorkspace: answer,
    open: (workspace) => ({
      workspace,
      place: type,
      lock: async () => ({ ok: false, message: detail }),
      breakLock: answer,
      read: answer,
      begin: answer,
      save: answer,
      overwrite: answer,
    }),
  };
}
