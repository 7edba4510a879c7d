import { formatResource } from "@tutti/addresses";
import { formatProviderSource, parseProviderSource } from "@tutti/config";
import type { ResourceState, State } from "@tutti/state";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { twoArguments } from "../flags/arguments.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { LOCK_FLAGS, REMOTE_VERSION } from "../flags/state-flags.ts";
import { providerSource } from "../views/provider-source.ts";
import { legacyReport, type Report } from "../views/report.ts";
import { openInitialised, stampedBackup } from "./initialised-state.ts";
import { withLockedState } from "./locked-state.ts";
import { isMissing, noStateFile } from "./state-texts.ts";

const FLAGS = {
  ...LOCK_FLAGS,
  ...EARLY_FLAGS,
  state: textFlag(),
  backup: textFlag(),
  "auto-approve": boolFlag(),
  "ignore-remote-version": REMOTE_VERSION,
} as const;

/** Says that other people's provider manages what one provider managed so far. */
export const command: Command = { summary: "Replace provider in the state", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "state replace-provider", FLAGS);
  if (typeof flags === "number") return flags;
  const both = await twoArguments(context, "state replace-provider", flags.rest);
  if (both === undefined) return 1;
  const [fromText, toText] = both;
  const report = legacyReport(context);
  const from = readSource(report, "from", fromText);
  const to = readSource(report, "to", toText);
  if (from === undefined || to === undefined) return 1;
  const { state, backup, lock, "lock-timeout": timeoutMs } = flags.values;
  const handle = await openInitialised(context, report, "versions", variableArguments(flags.uses), {
    state,
    backup,
    ...stampedBackup(context),
  });
  if (typeof handle === "number") return handle;
  const options = { lock, timeoutMs, operation: "state-replace-provider" };
  return withLockedState(context, report, handle, options, async (opened) => {
    if (isMissing(opened)) return noStateFile(context);
    const changing = [...opened.state.resources.values()].filter(
      ({ provider }) => providerSource(provider) === from,
    );
    const { stdout } = context;
    if (changing.length === 0) {
      stdout.write("No matching resources found.\n");
      return 0;
    }
    const { title } = productName(context.product);
    stdout.write(
      `${title} will perform the following actions:\n\n  ~ Updating provider:\n    - ${from}\n    + ${to}\n\nChanging ${changing.length} resources:\n\n`,
    );
    for (const { address } of changing) stdout.write(`  ${formatResource(address)}\n`);
    if (!flags.values["auto-approve"]) {
      stdout.write(
        "\nDo you want to make these changes?\nOnly 'yes' will be accepted to continue.\n\nEnter a value: ",
      );
      const answer = await context.stdin.readLine();
      if (answer === undefined) return report.error(cliError("replacing-without-an-answer"));
      if (answer.trim() !== "yes") {
        stdout.write("Cancelled replacing providers.\n");
        return 0;
      }
    }
    const saved = await handle.save(replaced(opened.state, new Set(changing), from, to));
    if (!saved.ok) return report.problems(saved.problems);
    stdout.write(`\nSuccessfully replaced provider for ${changing.length} resources.\n`);
    return 0;
  });
}

function readSource(report: Report, which: "from" | "to", text: string): string | undefined {
  const parsed = parseProviderSource(text);
  if (parsed.ok) return formatProviderSource(parsed.source);
  report.error(
    cliError("invalid-provider-to-replace", JSON.stringify(which), JSON.stringify(text)),
    `${parsed.kind.summary}: ${parsed.detail}`,
  );
  return undefined;
}

function replaced(state: State, changing: ReadonlySet<ResourceState>, from: string, to: string): State {
  const resources = new Map<string, ResourceState>();
  for (const [text, resource] of state.resources)
    resources.set(
      text,
      changing.has(resource)
        ? { ...resource, provider: resource.provider.replace(`["${from}"]`, `["${to}"]`) }
        : resource,
    );
  return { ...state, resources };
}
