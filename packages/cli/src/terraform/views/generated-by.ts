import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";

/** The line before configuration that was written for somebody. */
export function generatedBy({ product }: Pick<CommandContext, "product">): string {
  return `# __generated__ by ${productName(product).title}`;
}
