/** What tells an object from all others of its provider: kept beside its attributes, and never another one. */

import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { type IdentitySchema, identityType, type Provider, type ProviderSchema } from "@tutti/plugin";
import type { InstanceObject, StoredIdentity } from "@tutti/state";
import { decodeJson, encodeJson, rawEquals, unmarkDeep, type Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";

/** The schema of a type's identities, if it has any. */
export function identitySchemaOf(
  schemas: ReadonlyMap<string, ProviderSchema>,
  source: string,
  { mode, type }: { readonly mode: string; readonly type: string },
): IdentitySchema | undefined {
  return mode === "managed" ? schemas.get(source)?.identities?.get(type) : undefined;
}

export interface DecodedIdentity {
  /** Undefined where there is none, or it cannot be read; the diagnostics say why. */
  readonly value: Value | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Of a type that has none, and of objects that were stored without one. */
export const NO_IDENTITY: DecodedIdentity = { value: undefined, diagnostics: [] };

/** The stored identity as a value of today's schema. */
export async function decodeIdentity(
  { identity }: InstanceObject,
  schema: IdentitySchema | undefined,
  provider: Provider,
  { type, address }: { readonly type: string; readonly address: string },
): Promise<DecodedIdentity> {
  if (identity === undefined || schema === undefined) return NO_IDENTITY;
  const refused = (detail: string): DecodedIdentity => ({
    value: undefined,
    diagnostics: [{ ...errorDiagnostic(engineError("unreadable-identity-in-state"), detail), address }],
  });
  if (identity.schemaVersion > schema.version)
    return refused(
      `The identity of ${address} was written by a newer version of its provider than this one. Use that version, or remove the object from the state and import it again.`,
    );
  if (identity.schemaVersion < schema.version) {
    if (provider.upgradeIdentity === undefined)
      return refused(
        `The identity of ${address} is of version ${identity.schemaVersion}, and its provider, which has version ${schema.version}, cannot upgrade it. Remove the object from the state and import it again.`,
      );
    const { schemaVersion: version, json } = identity;
    const { value, diagnostics } = await provider.upgradeIdentity({ type, version, json });
    return { value: value?.identity, diagnostics: providerDiagnostics(diagnostics, { address }) };
  }
  return (
    readIdentity(identity, schema) ??
    refused(
      `The identity of ${address} does not have the type that its provider says. Remove the object from the state and import it again.`,
    )
  );
}

function readIdentity({ json }: StoredIdentity, schema: IdentitySchema): DecodedIdentity | undefined {
  const decoded = decodeJson(json, identityType(schema));
  return decoded.ok ? { value: decoded.value, diagnostics: [] } : undefined;
}

/** The stored identity, where it is of today's version: for showing it without its provider. */
export function sameVersionIdentity(
  { identity }: InstanceObject,
  schema: IdentitySchema | undefined,
): Value | undefined {
  if (identity === undefined || schema === undefined || identity.schemaVersion !== schema.version)
    return undefined;
  return readIdentity(identity, schema)?.value;
}

/** As it is stored; undefined where it is not there as a whole. */
export function encodeIdentity(
  value: Value | undefined,
  schema: IdentitySchema | undefined,
): StoredIdentity | undefined {
  if (value === undefined || schema === undefined || value.isNull || !value.isWhollyKnown) return undefined;
  const json = encodeJson(unmarkDeep(value).value, identityType(schema));
  return { json, schemaVersion: schema.version };
}

/** An object to bring in, in words: its id, or its identity as JSON. */
export function importText({
  id,
  identity,
}: {
  readonly id: string;
  readonly identity?: Value | undefined;
}): string {
  return identity === undefined ? id : encodeJson(unmarkDeep(identity).value);
}

/** Where an identity came from, and when. */
export interface IdentityPlace {
  readonly provider: string;
  readonly address: string;
  /** As in "during refresh". */
  readonly when: string;
  /** What it does is done: all of it must be known. */
  readonly done: boolean;
}

/** What a provider must not do with an identity: another one than before, one that is no whole, none where there was one. */
export function identityMistakes(
  before: Value | undefined,
  after: Value | undefined,
  { provider, address, when, done }: IdentityPlace,
): readonly Diagnostic[] {
  const bug = "This is a bug in the provider, which should be reported in the provider's own issue tracker.";
  const refuse = (what: string): readonly Diagnostic[] => [
    errorDiagnostic(
      engineError("provider-produced-invalid-identity"),
      `Provider ${JSON.stringify(provider)} ${what} for ${address} ${when}.\n\n${bug}`,
    ),
  ];
  if (after === undefined) return [];
  if (after.isNull) return refuse("returned no identity");
  if (done && !after.isWhollyKnown) return refuse("returned an identity that is not known");
  if (before === undefined || before.isNull || !after.isWhollyKnown) return [];
  return rawEquals(before, after) ? [] : refuse("returned another identity than it had");
}
