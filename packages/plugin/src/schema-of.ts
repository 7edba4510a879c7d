import type { Func } from "@tutti/values";
import type { ProviderDiagnostic } from "./answer.ts";
import { diagnosticOf, ProviderFailure } from "./failure.ts";
import type { ProviderFactory } from "./provider.ts";
import type { ProviderSchema } from "./schema.ts";

interface Failed {
  readonly ok: false;
  readonly diagnostic: ProviderDiagnostic;
}

/** What a provider says of itself, or why it cannot: a plugin may not start. */
export type SchemaOutcome = { readonly ok: true; readonly schema: ProviderSchema } | Failed;

/** Asks a factory for its schemas; what goes wrong outside is a diagnostic. */
export async function schemaOf(factory: ProviderFactory): Promise<SchemaOutcome> {
  try {
    return { ok: true, schema: await factory.schema() };
  } catch (error) {
    return failed(error);
  }
}

/** What expressions may call, or why they cannot. */
export type FunctionsOutcome = { readonly ok: true; readonly functions: ReadonlyMap<string, Func> } | Failed;

/** Asks for a provider's functions, which are called without its being configured; what goes wrong outside is a diagnostic. */
export async function functionsOf(factory: ProviderFactory): Promise<FunctionsOutcome> {
  try {
    const provider = await factory.create();
    const functions = (await provider.functions?.()) ?? new Map();
    await provider.close();
    return { ok: true, functions };
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Failed {
  if (error instanceof ProviderFailure) return { ok: false, diagnostic: diagnosticOf(error) };
  throw error;
}
