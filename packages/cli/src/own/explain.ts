import type { Command, CommandContext } from "../command/command.ts";
import { boolFlag } from "../command/flags.ts";
import { cliError } from "../errors.ts";
import { parseModern } from "../terraform/flags/command-flags.ts";
import { Report } from "../terraform/views/report.ts";
import { errorText, findErrors, nearCode } from "./find-errors.ts";

const FLAGS = { json: boolFlag() } as const;

/** Says what an error means and what to do, by its code or by the words that stood on the screen. */
export const command: Command = {
  summary: "Say what an error means, and what to do",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "explain", FLAGS);
  if (typeof flags === "number") return flags;
  const asked = flags.rest.join(" ").trim();
  const report = new Report(context, { unframed: true });
  if (asked === "")
    return report.usageError(
      cliError("error-to-explain-missing"),
      "Give the code of an error, or its first line as it stood on the screen, in quotes.",
      "explain",
    );
  const { default: catalogue } = await import("./catalogue.json");
  const found = findErrors(catalogue, asked);
  if (found.length === 0) {
    const near = nearCode(catalogue, asked);
    return report.error(
      cliError("no-error-of-that-code"),
      `There is no error with the code or the words ${JSON.stringify(asked)}.${near === undefined ? "" : ` Did you mean "${near}"?`}`,
    );
  }
  const text = flags.values.json
    ? `${JSON.stringify(found, undefined, 2)}\n`
    : found.map(errorText).join("\n");
  context.stdout.write(text);
  return 0;
}
