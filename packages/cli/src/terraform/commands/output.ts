import { formatValue } from "@tutti/operation";
import { indentJson, type OutputState } from "@tutti/state";
import { compareCodePoints, encodeJson, encodeJsonString, encodeTypeJson } from "@tutti/values";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseModern } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { outputsText } from "../views/outputs-text.ts";
import { Report } from "../views/report.ts";
import { openInitialised } from "./initialised-state.ts";

const FLAGS = {
  ...EARLY_FLAGS,
  json: boolFlag(),
  raw: boolFlag(),
  state: textFlag(),
} as const;

/** Shows the root module's outputs from the state. */
export const command: Command = { summary: "Show output values from your root module", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "output", FLAGS);
  if (typeof flags === "number") return flags;
  const { json, raw } = flags.values;
  const report = new Report(context);
  const [name] = flags.rest;
  if (flags.rest.length > 1)
    return report.usageError(
      cliError("unexpected-argument"),
      "The output command expects exactly one argument with the name of an output variable or no arguments to show all outputs.",
      "output",
    );
  if (json && raw)
    return report.usageError(
      cliError("invalid-output-format"),
      "The -raw and -json options are mutually-exclusive.",
      "output",
    );
  if (raw && name === undefined)
    return report.usageError(
      cliError("output-name-required"),
      "You must give the name of a single output value when using the -raw option.",
      "output",
    );
  const handle = await openInitialised(context, report, "root", variableArguments(flags.uses), {
    state: flags.values.state,
  });
  if (typeof handle === "number") return handle;
  const opened = await handle.read();
  if (!opened.ok) return report.problems(opened.problems);
  const outputs = new Map([...opened.value.state.outputs].sort(([a], [b]) => compareCodePoints(a, b)));
  if (name === undefined) return showAll(context, report, outputs, json);
  const output = outputs.get(name);
  if (output === undefined) return notFound(context, report, name, outputs);
  if (json) context.stdout.write(`${encodeJson(output.value)}\n`);
  else if (raw) return showRaw(context, report, name, output);
  else context.stdout.write(`${formatValue(output.value)}\n`);
  return 0;
}

function showAll(
  context: CommandContext,
  report: Report,
  outputs: ReadonlyMap<string, OutputState>,
  json: boolean,
): number {
  if (json) {
    const members = [...outputs].map(
      ([name, { sensitive, value }]) =>
        `${encodeJsonString(name)}:{"sensitive":${sensitive},"type":${encodeTypeJson(value.type)},"value":${encodeJson(value)}}`,
    );
    context.stdout.write(`${indentJson(`{${members.join(",")}}`)}\n`);
    return 0;
  }
  if (outputs.size === 0) {
    noOutputs(context, report);
    return 0;
  }
  context.stdout.write(outputsText(outputs));
  return 0;
}

function noOutputs(context: CommandContext, report: Report): void {
  const { command: word } = productName(context.product);
  report.warning(
    cliError("no-outputs-found"),
    `The state file either has no outputs defined, or all the defined outputs are empty. Please define an output in your configuration with the \`output\` keyword and run \`${word} refresh\` for it to become available. If you are using interpolation, please verify the interpolated value is not empty. You can use the \`${word} console\` command to assist.`,
  );
}

function notFound(
  context: CommandContext,
  report: Report,
  name: string,
  outputs: ReadonlyMap<string, OutputState>,
): number {
  if (outputs.size === 0) {
    noOutputs(context, report);
    return 0;
  }
  const { command: word } = productName(context.product);
  return report.error(
    cliError("output-not-found", name),
    `The output variable requested could not be found in the state file. If you recently added this to your configuration, be sure to run \`${word} apply\`, since the state won't be updated with new output variables until that command is run.`,
  );
}

function showRaw(context: CommandContext, report: Report, name: string, { value }: OutputState): number {
  const { kind } = value.type;
  if (value.isNull)
    return report.error(
      cliError("unsupported-value-for-raw-output"),
      `The value for output value "${name}" is null, so -raw mode cannot print it.`,
    );
  if (kind !== "string" && kind !== "number" && kind !== "bool")
    return report.error(
      cliError("unsupported-value-for-raw-output"),
      `The -raw option only supports strings, numbers, and boolean values, but output value "${name}" is ${kind}.\n\nUse the -json option for machine-readable representations of output values that have complex types.`,
    );
  // The bytes as they are: what reads them is a program.
  context.stdout.write(new TextEncoder().encode(kind === "string" ? value.asString : formatValue(value)));
  return 0;
}
