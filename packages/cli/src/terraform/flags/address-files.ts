import type { CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import type { Report } from "../views/report.ts";
import { readAddress } from "./operation-flags.ts";

/**
 * The addresses of files that `-target-file` and `-exclude-file` name: one a
 * line; empty lines, and those that begin with `#`, say nothing. A number is
 * the exit status of a refusal.
 */
export async function addressesIn(
  { runtime }: CommandContext,
  report: Report,
  command: string,
  flag: "target" | "exclude",
  paths: readonly string[],
): Promise<readonly string[] | number> {
  const found: string[] = [];
  for (const path of paths) {
    const text = await runtime.disk.readText(path).catch((error: Error) => error);
    if (text instanceof Error)
      return report.usageError(cliError("address-file-unreadable", path), `${text.message}.`, command);
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      const address = line.trim();
      if (address === "" || address.startsWith("#")) continue;
      const read = readAddress(flag, address);
      if ("kind" in read)
        return report.usageError(read.kind, `${path}:${index + 1}: ${read.detail}`, command);
      found.push(read.address);
    }
  }
  return found;
}
