import {
  diagnosticOf,
  errorDiagnostic,
  identityType,
  impliedType,
  type Outcome,
  type ProviderDiagnostic,
  ProviderFailure,
  type Schema,
} from "@tutti/plugin";
import { Value } from "@tutti/values";
import { pluginError } from "../errors.ts";
import type { DynamicCodec } from "../values/dynamic-value.ts";
import { UnreadableValue } from "../values/dynamic-value.ts";
import { fillBlocks } from "../values/fill-blocks.ts";
import type { PluginSchema } from "../values/provider-schema.ts";
import type { PluginSession } from "./plugin-session.ts";

/** What all calls of one provider share. */
export interface Carrier {
  readonly codec: DynamicCodec;
  readonly known: PluginSchema;
  /** `terraform-provider-null`, where it is told of. */
  readonly name: string;
  /** The plugin that answers; started where it is not yet. Rejects with a `ProviderFailure`. */
  session(): Promise<PluginSession>;
  /** One that answers as long as the host is open. */
  lasting(): Promise<PluginSession>;
}

/** What a plugin may be asked to do for us, and what not. */
export const CLIENT_CAPABILITIES = { deferralAllowed: false, writeOnlyAttributesAllowed: true } as const;

type DynamicBytes = Parameters<DynamicCodec["decode"]>[0];

/** An object of a schema to bytes. */
export function encodeObject(
  { codec }: Carrier,
  schema: Schema,
  value: Value,
): { readonly msgpack: Uint8Array } {
  return codec.encode(value, impliedType(schema.block));
}

/** An object of a schema, whole also where an old plugin left something out. */
export function decodeObject({ codec }: Carrier, schema: Schema, bytes: DynamicBytes): Value {
  return fillBlocks(schema.block, codec.decode(bytes, impliedType(schema.block)));
}

type IdentityBytes = { readonly identityData?: { readonly msgpack: Uint8Array } };

/** An identity to bytes; left out where there is none. */
export function encodeIdentity(
  carrier: Carrier,
  type: string,
  identity: Value | undefined,
): IdentityBytes | undefined {
  const schema = carrier.known.schema.identities?.get(type);
  if (schema === undefined || identity === undefined || identity.isNull) return undefined;
  return { identityData: carrier.codec.encode(identity, identityType(schema)) };
}

/** What a plugin says of an identity; undefined where it says nothing. */
export function decodeIdentityData(
  carrier: Carrier,
  type: string,
  data: { readonly identityData?: DynamicBytes } | undefined,
): Value | undefined {
  const schema = carrier.known.schema.identities?.get(type);
  if (schema === undefined || data?.identityData === undefined) return undefined;
  const value = carrier.codec.decode(data.identityData, identityType(schema));
  return value.isNull ? undefined : value;
}

/** The schema of a type that somebody who read the schemas asks about. */
export function known<T>(found: ReadonlyMap<string, T> | undefined, type: string): T {
  const schema = found?.get(type);
  if (schema === undefined) throw new Error(`the plugin has no ${type}`);
  return schema;
}

/** What a module says of itself to the provider: nothing. Left out where the provider takes nothing. */
export function metaOf(carrier: Carrier): { readonly providerMeta?: { readonly msgpack: Uint8Array } } {
  const { providerMeta } = carrier.known.schema;
  if (providerMeta === undefined) return {};
  return { providerMeta: encodeObject(carrier, providerMeta, Value.null(impliedType(providerMeta.block))) };
}

/** The diagnostics of a call that failed as a whole; a bug goes on as it came. */
export function failureDiagnostics({ name }: Carrier, error: unknown): readonly ProviderDiagnostic[] {
  if (error instanceof ProviderFailure) return [diagnosticOf(error)];
  if (!(error instanceof UnreadableValue)) throw error;
  return [
    errorDiagnostic(
      pluginError("plugin-value-unreadable"),
      `The plugin ${name} answered with a value that its schema does not describe: ${error.message}.\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.`,
    ),
  ];
}

/** Asks, and answers with diagnostics whatever goes wrong. */
export async function outcomeOf<T>(
  carrier: Carrier,
  ask: (session: PluginSession) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  try {
    return await ask(await carrier.session());
  } catch (error) {
    return { diagnostics: failureDiagnostics(carrier, error), value: undefined };
  }
}

/** Where one of these is an error. */
export function hasErrors(diagnostics: readonly ProviderDiagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/** Empty bytes are none. */
export function privateOf(bytes: Uint8Array): Uint8Array | undefined {
  return bytes.length === 0 ? undefined : bytes;
}
