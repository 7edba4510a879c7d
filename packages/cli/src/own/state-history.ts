import type { StateVersion } from "@tutti/state";
import type { Command, CommandContext } from "../command/command.ts";
import { boolFlag, textFlag } from "../command/flags.ts";
import { openInitialised } from "../terraform/commands/initialised-state.ts";
import { historyOf } from "../terraform/commands/state-version.ts";
import { refuseMoreThan } from "../terraform/flags/arguments.ts";
import { parseModern } from "../terraform/flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../terraform/flags/early-flags.ts";
import { Report } from "../terraform/views/report.ts";

const FLAGS = { ...EARLY_FLAGS, json: boolFlag(), state: textFlag() } as const;

/** Lists the versions of the state that are kept. */
export const command: Command = { summary: "List the versions of the state", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "state history", FLAGS);
  if (typeof flags === "number") return flags;
  const report = new Report(context, { unframed: true });
  const refused = refuseMoreThan(0, report, "state history", flags.rest);
  if (refused !== undefined) return refused;
  const handle = await openInitialised(context, report, "root", variableArguments(flags.uses), {
    state: flags.values.state,
  });
  if (typeof handle === "number") return handle;
  const history = historyOf(report, handle);
  if (typeof history === "number") return history;
  const listing = await history.versions();
  if (!listing.ok) return report.problems(listing.problems);
  const { versions, problems } = listing.value;
  for (const problem of problems)
    context.stderr.warning(problem, `Warning: ${problem.summary}: ${problem.detail}\n`);
  context.stdout.write(flags.values.json ? historyJson(versions) : historyText(versions));
  return 0;
}

function historyJson(versions: readonly StateVersion[]): string {
  const shown = versions.map(({ version, serial, lineage, terraformVersion, time, operation, counts }) => ({
    version,
    serial,
    lineage,
    terraform_version: terraformVersion,
    time,
    operation: operationName(operation),
    changes: counts,
  }));
  return `${JSON.stringify({ format_version: "1.0", versions: shown })}\n`;
}

const HEAD = ["VERSION", "SERIAL", "TIME", "OPERATION", "ADDED", "CHANGED", "REMOVED"] as const;

function historyText(versions: readonly StateVersion[]): string {
  if (versions.length === 0)
    return "No version has been recorded yet; the next change of the state will be.\n";
  const rows = versions.map(({ version, serial, time, operation, counts: { added, changed, removed } }) => [
    String(version),
    String(serial),
    `${time.slice(0, 19)}Z`,
    operationName(operation) || "-",
    String(added),
    String(changed),
    String(removed),
  ]);
  const widths = HEAD.map((word, at) => Math.max(word.length, ...rows.map((row) => row[at]?.length ?? 0)));
  return [HEAD, ...rows]
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

const NAMES: Readonly<Record<string, string>> = {
  OperationTypeInvalid: "import",
  // Another program wrote it, or a command that was killed just then.
  found: "(found)",
};

/** As it is typed: `apply` for `OperationTypeApply`, `state mv` for `state-mv`. */
function operationName(operation: string): string {
  return (
    NAMES[operation] ??
    operation
      .replace(/^OperationType/, "")
      .replace("-", " ")
      .toLowerCase()
  );
}
