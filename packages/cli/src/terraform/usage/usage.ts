import type { Product } from "../../command/command.ts";
import { addedUsage, ownUsage } from "./own-usage.ts";
import { RECORDED_USAGE } from "./recorded-usage.ts";

/** The usage text of a command, ending in a line break. */
export function usageOf(name: string, product: Product): string {
  if (name === "env" || name.startsWith("env ")) return usageOf(name.replace("env", "workspace"), product);
  const text = RECORDED_USAGE[name] ?? ownUsage(name) ?? `Usage: tutti [global options] ${name} [options]\n`;
  return product === "terraform"
    ? text.replaceAll("Tutti", "Terraform").replaceAll(/\btutti\b/g, "terraform")
    : `${text}${addedUsage(name)}`;
}
