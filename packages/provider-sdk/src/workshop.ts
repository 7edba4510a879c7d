import {
  type BlockDefinition,
  type Fields,
  impliedType,
  type PlainRecord,
  type ProviderDiagnostic,
  ProviderFailure,
  type ReadContext,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import type { Context } from "./context.ts";
import { sdkError } from "./errors.ts";
import { type Mistake, providerFailure } from "./failure.ts";
import { definedBlock, type Schema } from "./schema.ts";
import { viewOf } from "./view-of.ts";
import { attributeMistakes, mistakeDiagnostics } from "./written-mistakes.ts";

/** What `configure` gave, or what of the configuration was not known yet. */
export type Configured<Client> =
  | { readonly kind: "ready"; readonly client: Client }
  | { readonly kind: "unknown" };

/** What making handlers of the kit below out of a provider's own needs. */
export interface Workshop {
  readonly runtime: Runtime;
}

/** A described block: as the kit below knows it, how its objects are seen, what is wrong with one. */
export interface Shape {
  readonly block: BlockDefinition;
  view(fields: Fields): PlainRecord;
  mistakes(fields: Fields): readonly ProviderDiagnostic[];
}

interface Described {
  readonly schema: Schema;
  readonly description?: string;
  validate?(config: never): readonly Mistake[];
}

/** `extend` adds what the provider's maker did not write. */
export function shapeOf(
  described: Described,
  extend: (block: BlockDefinition) => BlockDefinition = (block) => block,
): Shape {
  const block = extend(definedBlock(described.schema, described.description));
  const types = impliedType(block).attributes;
  const view = (fields: Fields): PlainRecord => viewOf(fields, types);
  return {
    block,
    view,
    mistakes(fields) {
      const seen = view(fields);
      return mistakeDiagnostics([
        ...attributeMistakes(described.schema, seen),
        // Its type follows from the schema.
        ...(described.validate?.(seen as never) ?? []),
      ]);
    },
  };
}

/** What every handler finds; throws where the provider's configuration is not known yet. */
export function contextOf<Client>(
  { runtime }: Workshop,
  { client: configured, signal }: ReadContext<Configured<Client>>,
): Context<Client> {
  if (configured.kind === "unknown")
    throw new ProviderFailure(
      sdkError("provider-configuration-unknown"),
      "A part of the provider's configuration is known only when something else has been applied. Apply that first, with -target.",
    );
  return {
    client: configured.client,
    signal,
    log: (level, message, fields) => runtime.log.write(level, message, fields, "provider"),
    sleep: (ms) => runtime.clock.sleep(ms, signal),
  };
}

/** Runs a handler; whatever it throws is a failure with words. */
export async function handled<T>(
  { runtime }: Workshop,
  doing: string,
  run: () => T | Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const failure = providerFailure(error, doing);
    // Where it came from is for the log alone.
    if (failure !== error && error instanceof Error)
      runtime.log.write("debug", `to ${doing} failed`, { error: error.stack ?? error.message }, "provider");
    throw failure;
  }
}
