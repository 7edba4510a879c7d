import type { Command, CommandContext } from "../../command/command.ts";
import type { FlagSpec, FlagSpecs } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { wrapText } from "../../command/text-wrap.ts";
import { commandError } from "../errors.ts";
import { optionText } from "./option-texts.ts";

const HELP: ReadonlySet<string> = new Set(["-h", "-help", "--help"]);

/** Shows the usage where it is asked for; false where it is not. */
export function showsHelp({ args, stdout }: CommandContext, usage: string): boolean {
  const isAsked = args.some((word) => HELP.has(word));
  if (isAsked) stdout.write(usage);
  return isAsked;
}

/** Tells what is wrong with the flags, and then the usage; gives back the exit status. */
export function refuseFlags({ stderr }: CommandContext, mistake: string, usage: string): number {
  const kind = commandError("agent-flags-unreadable", mistake);
  return stderr.error(kind, `${kind.summary}\n${usage}`);
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

/** Texts are shorter than this many columns. */
const WIDTH = 80;
const INDENT = "     ";

/** What `-help` shows, and what stands behind a mistake: its first line is the recorded one. */
export function usageText(parts: UsageParts, context: Pick<CommandContext, "product">): string {
  const { usage, summary, flags = {}, shared, subcommands = [] } = parts;
  const width = Math.max(0, ...subcommands.map(([name]) => name.length));
  const lines = subcommands.map(([name, what]) => `    ${name.padEnd(width)}    ${what}\n`);
  return [
    `Usage: ${productName(context.product).command} ${usage}\n\n  ${summary}.\n`,
    lines.length === 0 ? "" : `\nSubcommands:\n${lines.join("")}`,
    shared === undefined ? "" : options(shared.title, usage, shared.flags),
    options("Command Options", usage, flags),
  ].join("");
}

function options(title: string, usage: string, flags: FlagSpecs): string {
  const entries = Object.entries(flags).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const shown = entries.map(
    ([name, spec]) => `\n  -${name}${VALUES[spec.kind]}\n${about(usage, name, spec)}\n`,
  );
  return shown.length === 0 ? "" : `\n${title}\n${shown.join("")}`;
}

const VALUES = {
  bool: "",
  text: "=<string>",
  number: "=<int>",
  uint64: "=<uint>",
  duration: "=<duration>",
  list: "=<string>",
} as const;

function about(usage: string, name: string, { kind, initial, undone }: FlagSpec): string {
  const [command = usage] = usage.split(/ (?=[[<-]|[A-Z])/);
  const isPlain = initial === "" || initial === false || !initial || Array.isArray(initial);
  const sentences = [
    optionText(command, name),
    kind === "list" ? "May be given several times." : "",
    isPlain ? "" : `The default is ${JSON.stringify(initial)}.`,
    undone === undefined ? "" : `${UNDONE[undone.how]}: ${undone.why}.`,
  ];
  const text = wrapText(sentences.filter((sentence) => sentence !== "").join(" "), WIDTH - INDENT.length);
  return text.replace(/^/gm, INDENT);
}

const UNDONE = { refused: "Refused", warned: "Without effect", moot: "Without effect" } as const;

/** A command that only has others below it. */
export function groupCommand(parts: UsageParts): Command {
  return {
    summary: parts.summary,
    async run(context) {
      const text = usageText(parts, context);
      if (showsHelp(context, text)) return 0;
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
