import type { LoadResult } from "@tutti/config";
import { type LoadRootOptions, loadRoot } from "@tutti/operation";
import type { CommandContext } from "../../command/command.ts";
import type { Report } from "../views/report.ts";

/** Reads the configuration of the working directory; its sources serve the report from here on. */
export async function loadConfiguration(
  context: CommandContext,
  report: Report,
  options: LoadRootOptions = {},
): Promise<LoadResult> {
  const result = await loadRoot(context.runtime, options);
  if (result.config !== undefined) report.sources = result.config.sources;
  return result;
}
