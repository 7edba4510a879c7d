import type { CommandEntry, Product } from "./command/command.ts";
import { productName } from "./command/product.ts";
import { AGENT_COMMANDS } from "./consul/table.ts";
import { OWN_COMMANDS } from "./own/table.ts";
import { TERRAFORM_COMMANDS, TERRAFORM_OWN_COMMANDS } from "./terraform/commands/table.ts";

/** What stands on the screen when no command is given. */
export function overview(product: Product): string {
  if (product === "consul") return consulOverview();
  const { command } = productName(product);
  const commands = product === "terraform" ? TERRAFORM_OWN_COMMANDS : TERRAFORM_COMMANDS;
  const terraform = Object.entries(commands).filter(
    ([name, entry]) => !name.includes(" ") && entry.hidden !== true,
  );
  const agent = Object.entries(AGENT_COMMANDS).filter(
    ([name, entry]) =>
      !name.includes(" ") && entry.hidden !== true && !Object.hasOwn(TERRAFORM_COMMANDS, name),
  );
  const sections = [
    `Usage: ${command} [global options] <subcommand> [args]\n`,
    "The available commands for execution are listed below.\nThe primary workflow commands are given first, followed by\nless common or more advanced commands.\n",
    list(
      "Main commands:",
      terraform.filter(([, entry]) => entry.main === true),
    ),
    list("All other commands:", sorted(terraform.filter(([, entry]) => entry.main !== true))),
    ...(product === "tutti" && agent.length > 0
      ? [
          list("Commands of the agent (services, health, key/value):", sorted(agent).map(ownWords)),
          list("Commands of our own:", sorted(Object.entries(OWN_COMMANDS))),
        ]
      : []),
    GLOBAL_OPTIONS,
  ];
  return product === "terraform" ? sections.join("\n").replaceAll("Tutti", "Terraform") : sections.join("\n");
}

/** In the form that scripts and completions read. */
function consulOverview(): string {
  const commands = Object.entries(AGENT_COMMANDS).filter(
    ([name, { hidden }]) => !name.includes(" ") && hidden !== true,
  );
  const lines = sorted(commands).map(([name, { summary }]) => `    ${name.padEnd(14)} ${summary}`);
  return `Usage: consul [--version] [--help] <command> [<args>]\n\nAvailable commands are:\n${lines.join("\n")}\n`;
}

/** Recorded summaries name the tool that they are of. */
function ownWords(entry: readonly [string, CommandEntry]): readonly [string, CommandEntry] {
  const [name, { summary, load }] = entry;
  return [name, { load, summary: summary.replaceAll("Consul", "Tutti") }];
}

function sorted<T>(entries: (readonly [string, T])[]): (readonly [string, T])[] {
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function list(title: string, entries: readonly (readonly [string, { readonly summary: string }])[]): string {
  const lines = entries.map(([name, { summary }]) => `  ${name.padEnd(13)} ${summary}`);
  return `${title}\n${lines.join("\n")}\n`;
}

const GLOBAL_OPTIONS = `Global options (use these before the subcommand, if any):
  -chdir=DIR    Switch to a different working directory before executing the
                given subcommand.
  -help         Show this help output, or the help for a specified subcommand.
  -version      An alias for the "version" subcommand.`;
