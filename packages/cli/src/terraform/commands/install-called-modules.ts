import type { LoadResult, VariableArgument } from "@tutti/config";
import { installModules } from "@tutti/operation";
import { createStop } from "@tutti/runtime";
import type { CommandContext } from "../../command/command.ts";
import type { Report } from "../views/report.ts";

/** What is said while modules come, as `key in folder` and as `address for key`. */
export interface InstallCalledModules {
  readonly upgrade: boolean;
  readonly testDirectory: string;
  /** `-var` and `-var-file`. */
  readonly variables?: readonly VariableArgument[];
  readonly onDownload: (text: string) => void;
  readonly onInstalled: (text: string) => void;
}

/** Installs the modules that the configuration calls; Ctrl-C ends what is being fetched. */
export async function installCalledModules(
  { runtime }: CommandContext,
  report: Report,
  request: InstallCalledModules,
): Promise<LoadResult> {
  const stop = createStop();
  const deaf = runtime.processes.onSignal("SIGINT", () => stop.abort());
  try {
    const loaded = await installModules({
      runtime,
      upgrade: request.upgrade,
      testDirectory: request.testDirectory,
      variables: request.variables ?? [],
      signal: stop.signal,
      settings: async () => (await import("../settings/host-settings.ts")).hostSettings(runtime),
      onDownload: request.onDownload,
      onInstalled: ({ key, directory }) => request.onInstalled(`${key} in ${directory}`.trimEnd()),
    });
    if (loaded.config !== undefined) report.sources = loaded.config.sources;
    return loaded;
  } finally {
    deaf();
  }
}
