import type { ProviderDiagnostic } from "./answer.ts";
import { diagnosticOf, ProviderFailure } from "./failure.ts";
import type { ProviderFactory } from "./provider.ts";
import type { ProviderSchema } from "./schema.ts";

/** What a provider says of itself, or why it cannot: a plugin may not start. */
export type SchemaOutcome =
  | { readonly ok: true; readonly schema: ProviderSchema }
  | { readonly ok: false; readonly diagnostic: ProviderDiagnostic };

/** Asks a factory for its schemas; what goes wrong outside is a diagnostic. */
export async function schemaOf(factory: ProviderFactory): Promise<SchemaOutcome> {
  try {
    return { ok: true, schema: await factory.schema() };
  } catch (error) {
    if (error instanceof ProviderFailure) return { ok: false, diagnostic: diagnosticOf(error) };
    throw error;
  }
}
