/** Which commands there are under which name, and whose they are. */

import type { CommandEntry, Product } from "./command/command.ts";
import { AGENT_COMMANDS } from "./consul/table.ts";
import { OWN_COMMANDS } from "./own/table.ts";
import { TERRAFORM_COMMANDS, TERRAFORM_OWN_COMMANDS } from "./terraform/commands/table.ts";

/** Commands by their names, of up to three words. */
export type Table = Readonly<Record<string, CommandEntry>>;

export function commandTable(product: Product): Table {
  switch (product) {
    case "terraform":
      return TERRAFORM_OWN_COMMANDS;
    case "consul":
      return AGENT_COMMANDS;
    case "tutti":
      return { ...OWN_COMMANDS, ...AGENT_COMMANDS, ...TERRAFORM_COMMANDS, ...AGENTS_FIRST };
  }
}

/** Under our own name these are the agent's: of Terraform's `env` only the commands behind it do anything. */
const AGENTS_FIRST: Table = Object.fromEntries(
  Object.entries(AGENT_COMMANDS).filter(([name]) => name === "env"),
);

/** Both products have some names, as `login`: called `consul`, they are Consul's. */
export function isTerraforms(product: Product, name: string): boolean {
  if (product === "tutti" && Object.hasOwn(AGENTS_FIRST, name)) return false;
  return product !== "consul" && Object.hasOwn(TERRAFORM_COMMANDS, name);
}

/** Commands that tell in Terraform's way, ours among them; those of the agent tell in Consul's. */
export function tellsAsTerraform(product: Product, name: string): boolean {
  return isTerraforms(product, name) || Object.hasOwn(OWN_COMMANDS, name);
}
