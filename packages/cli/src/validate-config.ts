import type { Config } from "@tutti/config";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { CommandContext } from "./command.ts";
import { isInHouse } from "./provider-registry.ts";
import { providerSources } from "./terraform-config.ts";

/** What goes beyond the shape of the files: providers, schemas, references and types. */
export async function validateConfig(
  _context: CommandContext,
  config: Config,
): Promise<readonly Diagnostic[]> {
  return providerSources(config.root)
    .filter((source) => !isInHouse(source))
    .map(missingProvider);
}

export function missingProvider(source: string): Diagnostic {
  return errorDiagnostic(
    "Missing required provider",
    `This configuration requires provider ${source}, but that provider isn't available. Tutti comes with its own providers; plugins of other makers are not supported yet.`,
  );
}
