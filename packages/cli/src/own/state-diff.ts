import { type AttributeDifference, type StateDifference, stateDifference } from "@tutti/operation";
import { printableName } from "@tutti/values";
import type { Command, CommandContext } from "../command/command.ts";
import { boolFlag, textFlag } from "../command/flags.ts";
import { openInitialised } from "../terraform/commands/initialised-state.ts";
import { loadSchemas } from "../terraform/commands/show.ts";
import { stateOfVersion } from "../terraform/commands/state-version.ts";
import { twoArguments } from "../terraform/flags/arguments.ts";
import { parseModern } from "../terraform/flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../terraform/flags/early-flags.ts";
import { providerSource } from "../terraform/views/provider-source.ts";
import { Report } from "../terraform/views/report.ts";

const FLAGS = { ...EARLY_FLAGS, json: boolFlag(), state: textFlag() } as const;

/** Shows what the later of two versions has otherwise; nothing sensitive is shown. */
export const command: Command = {
  summary: "Show what two versions of the state differ in",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "state diff", FLAGS);
  if (typeof flags === "number") return flags;
  const report = new Report(context, { unframed: true });
  const both = await twoArguments(context, "state diff", flags.rest);
  if (both === undefined) return 1;
  const handle = await openInitialised(context, report, "root", variableArguments(flags.uses), {
    state: flags.values.state,
  });
  if (typeof handle === "number") return handle;
  const before = await stateOfVersion(report, handle, both[0]);
  if (typeof before === "number") return before;
  const after = await stateOfVersion(report, handle, both[1]);
  if (typeof after === "number") return after;
  const schemas = new Map([...(await loadSchemas(context, before)), ...(await loadSchemas(context, after))]);
  const difference = stateDifference(before, after, (provider) => schemas.get(providerSource(provider)));
  const [from, to] = both;
  context.stdout.write(flags.values.json ? differenceJson(difference, from, to) : differenceText(difference));
  return 0;
}

function differenceJson({ objects, outputs }: StateDifference, from: string, to: string): string {
  const value = ({ before, after, sensitive }: Omit<AttributeDifference, "path">) => ({
    ...(before === undefined ? {} : { before: JSON.parse(before) }),
    ...(after === undefined ? {} : { after: JSON.parse(after) }),
    sensitive,
  });
  return `${JSON.stringify({
    format_version: "1.0",
    from: Number(from),
    to: Number(to),
    resources: objects.map(({ kind, address, deposedKey, attributes }) => ({
      address,
      ...(deposedKey === undefined ? {} : { deposed: deposedKey }),
      change: kind,
      attributes: attributes.map((attribute) => ({ path: attribute.path, ...value(attribute) })),
    })),
    outputs: outputs.map((output) => ({ name: output.name, change: output.kind, ...value(output) })),
  })}\n`;
}

const SIGNS = { added: "+", changed: "~", removed: "-" } as const;

function differenceText({ objects, outputs }: StateDifference): string {
  if (objects.length + outputs.length === 0) return "No differences.\n";
  let text = "";
  for (const { kind, address, deposedKey, attributes } of objects) {
    const note = deposedKey === undefined ? "" : ` (deposed object ${deposedKey})`;
    text += `${SIGNS[kind]} ${printableName(address)}${note}\n`;
    // What is gone is named only.
    if (kind !== "removed") for (const attribute of attributes) text += attributeText(attribute);
  }
  for (const output of outputs)
    text += `${SIGNS[output.kind]} output.${output.name}${output.kind === "removed" ? "" : ` = ${valueText(output)}`}\n`;
  return text;
}

function attributeText(attribute: AttributeDifference): string {
  const { before, after, sensitive } = attribute;
  const sign = sensitive ? "~" : before === undefined ? "+" : after === undefined ? "-" : "~";
  return `    ${sign} ${attribute.path === "" ? "(all)" : attribute.path} = ${valueText(attribute)}\n`;
}

function valueText({ before, after, sensitive }: Omit<AttributeDifference, "path">): string {
  if (sensitive) return "(sensitive value)";
  if (before === undefined) return after ?? "null";
  return after === undefined ? before : `${before} -> ${after}`;
}
