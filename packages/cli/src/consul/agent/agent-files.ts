import { type BuiltConfig, openRotatedFile, type RotatedFile } from "@tutti/agent";
import { fromUnknown, type Runtime, RuntimeError, writeFailure } from "@tutti/runtime";

/** The files of a running agent that are not its data: the log and the process' id. */
export interface AgentFiles {
  readonly log: RotatedFile | undefined;
  /** Rejects where it cannot: whoever asked for the file waits for it. */
  writePid(): Promise<void>;
  /** Ends the log and removes the process' id. */
  close(): Promise<void>;
}

export async function openFiles(
  { log, pidFile }: Pick<BuiltConfig, "log" | "pidFile">,
  runtime: Runtime,
  fail: (line: string) => void,
): Promise<AgentFiles> {
  const { disk, environment } = runtime;
  const logFile = log.file === undefined ? undefined : openRotatedFile(log.file, runtime, fail);
  let written = false;
  return {
    log: logFile,
    async writePid() {
      if (pidFile === undefined) return;
      try {
        await disk.replaceFile(pidFile, `${environment.pid}`, { mode: 0o644 });
      } catch (error) {
        // A code of its own: what is told of a full disk is about the data folder.
        throw new RuntimeError(
          "EPIDFILE",
          pidFile,
          `Could not open pid file: ${writeFailure(error, pidFile)}`,
        );
      }
      written = true;
    },
    async close() {
      await logFile?.close();
      if (pidFile === undefined || !written) return;
      await disk
        .remove(pidFile)
        .catch((error: unknown) => fail(`the pid file stays: ${fromUnknown(error, pidFile).message}`));
    },
  };
}
