import type { Command, CommandContext } from "../../command/command.ts";
import type { FlagSpecs } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { commandError } from "../errors.ts";

const HELP: ReadonlySet<string> = new Set(["-h", "-help", "--help"]);

export function asksForHelp(words: readonly string[]): boolean {
  return words.some((word) => HELP.has(word));
}

export interface UsageParts {
  /** Behind the product's name: `kv get [options] [KEY_OR_PREFIX]`. */
  readonly usage: string;
  readonly summary: string;
  /** The command's own flags. */
  readonly flags?: FlagSpecs;
  /** Flags that it has in common with others. */
  readonly shared?: { readonly title: string; readonly flags: FlagSpecs };
  /** The commands below it. */
  readonly subcommands?: readonly (readonly [name: string, summary: string])[];
}

/** What `-help` shows, and what stands behind a mistake: its first line is the recorded one. */
export function usageText(parts: UsageParts, context: Pick<CommandContext, "product">): string {
  const { usage, summary, flags = {}, shared, subcommands = [] } = parts;
  const width = Math.max(0, ...subcommands.map(([name]) => name.length));
  const lines = subcommands.map(([name, what]) => `${name.padEnd(width)}  ${what}`);
  return [
    `Usage: ${productName(context.product).command} ${usage}\n\n  ${summary}.\n`,
    section("Subcommands", lines),
    section("Command options", optionLines(flags)),
    shared === undefined ? "" : section(shared.title, optionLines(shared.flags)),
  ].join("");
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `\n${title}:\n\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

const VALUES = {
  bool: "",
  text: "=<string>",
  number: "=<int>",
  duration: "=<duration>",
  list: "=<string>, may be given several times",
} as const;

function optionLines(flags: FlagSpecs): readonly string[] {
  return Object.entries(flags)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { kind, initial }]) => {
      const isPlain = initial === "" || initial === false || initial === 0 || Array.isArray(initial);
      return `-${name}${VALUES[kind]}${isPlain ? "" : ` (default ${JSON.stringify(initial)})`}`;
    });
}

/** A command that only has others below it. */
export function groupCommand(parts: UsageParts): Command {
  return {
    summary: parts.summary,
    async run(context) {
      const text = usageText(parts, context);
      if (asksForHelp(context.args)) {
        context.stdout.write(text);
        return 0;
      }
      const unknown = context.args.find((word) => !word.startsWith("-"));
      const { command } = productName(context.product);
      const name = parts.usage.slice(0, parts.usage.indexOf(" <"));
      if (unknown === undefined) return context.stderr.error(commandError("subcommand-missing"), text);
      // Behind the usage, whose first line is the recorded one.
      const kind = commandError("subcommand-unknown", command, name, unknown);
      return context.stderr.error(kind, `${text}\n${kind.summary}\n`);
    },
  };
}
