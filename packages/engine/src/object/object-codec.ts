/** Objects between the state's JSON and values of a schema. */

import type { ErrorKind } from "@tutti/errors";
import type { Diagnostic } from "@tutti/hcl";
import { errorDiagnostic } from "@tutti/hcl";
import { impliedType, type Provider, type Schema } from "@tutti/plugin";
import type { InstanceObject } from "@tutti/state";
import { decodeJson, encodeJson, markWithPaths, type Path, unmarkWithPaths, type Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";

const SENSITIVE: ReadonlySet<string> = new Set(["sensitive"]);

export interface DecodedObject {
  /** Undefined where it cannot be read; the diagnostics say why. */
  readonly value: Value | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The stored object as a value of today's schema, with its sensitive places marked. */
export async function decodeObject(
  object: InstanceObject,
  type: string,
  schema: Schema,
  provider: Provider,
  address: string,
): Promise<DecodedObject> {
  if (object.schemaVersion === schema.version) return decodeSameVersion(object, schema, address);
  if (object.schemaVersion > schema.version) {
    return refused(
      engineError("resource-instance-managed-by-newer-provider-version"),
      `The current state of ${address} was created by a newer provider version than is currently selected. Upgrade the provider to work with this state.`,
      address,
    );
  }
  const { schemaVersion: version, attributesJson: json } = object;
  const { diagnostics, value } = await provider.upgradeState({ type, version, json });
  const found = providerDiagnostics(diagnostics, { address });
  return {
    value: value === undefined ? undefined : markSensitive(value.state, object.sensitivePaths),
    diagnostics: found,
  };
}

/** As `decodeObject`, of an object that needs no upgrade. */
export function decodeSameVersion(object: InstanceObject, schema: Schema, address: string): DecodedObject {
  const decoded = decodeJson(object.attributesJson, impliedType(schema.block));
  if (!decoded.ok) {
    return refused(
      engineError("failed-to-decode-resource-from-state"),
      `Error decoding ${JSON.stringify(address)} from prior state: ${decoded.error.message}`,
      address,
    );
  }
  return { value: markSensitive(decoded.value, object.sensitivePaths), diagnostics: [] };
}

export function markSensitive(value: Value, paths: readonly Path[]): Value {
  if (paths.length === 0) return value;
  return markWithPaths(
    value,
    paths.map((path) => ({ path, marks: SENSITIVE })),
  );
}

const NO_PATHS: readonly Path[] = [];

export type ObjectFacts = Omit<InstanceObject, "attributesJson" | "sensitivePaths" | "schemaVersion">;

export function encodeObject(value: Value, schema: Schema, facts: ObjectFacts): InstanceObject {
  const { value: bare, marks } = unmarkWithPaths(value);
  const { status, private: hidden, dependencies, createBeforeDestroy, identity } = facts;
  // Written out, not spread: see `instanceAt`.
  const object: InstanceObject = {
    status,
    private: hidden,
    dependencies,
    createBeforeDestroy,
    schemaVersion: schema.version,
    attributesJson: encodeJson(bare, impliedType(schema.block)),
    sensitivePaths:
      marks.length === 0
        ? NO_PATHS
        : marks.filter(({ marks: found }) => found.has("sensitive")).map(({ path }) => path),
  };
  return identity === undefined ? object : { ...object, identity };
}

function refused(kind: ErrorKind, detail: string, address: string): DecodedObject {
  return { value: undefined, diagnostics: [{ ...errorDiagnostic(kind, detail), address }] };
}
