import { closestName } from "@tutti/hcl";
import type { Product } from "./command/command.ts";
import { productName } from "./command/product.ts";

/** For a word that names no command. */
export function aboutUnknownCommand(given: string, names: readonly string[], product: Product): string {
  const { title, command } = productName(product);
  const meant = closestName(
    given,
    names.filter((name) => !name.includes(" ")),
  );
  const question = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  return `${question}\n\nTo see all of ${title}'s top-level commands, run:\n  ${command} -help\n\n`;
}
