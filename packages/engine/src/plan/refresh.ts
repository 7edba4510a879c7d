import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import { hasErrors, type SourceRange } from "@tutti/hcl";
import type { Provider, Schema } from "@tutti/plugin";
import type { InstanceObject, StateFold, StoredIdentity } from "@tutti/state";
import { rawEquals, unmarkDeep, Value } from "@tutti/values";
import { providerSourceOf } from "../graph/provider-address.ts";
import { exactType } from "../object/exact-type.ts";
import {
  decodeIdentity,
  encodeIdentity,
  identityMistakes,
  identitySchemaOf,
  NO_IDENTITY,
} from "../object/identity.ts";
import { decodeObject, encodeObject, markSensitive } from "../object/object-codec.ts";
import { idOfValue } from "../object/object-id.ts";
import { withoutWriteOnly, writeOnlyLeaks } from "../object/write-only.ts";
import type { PlanRequest } from "../request.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import type { Walk } from "../scope/walk.ts";
import type { PlanRun } from "./plan-run.ts";

/** One object of the state and the provider that keeps it. */
export interface StoredObject {
  readonly address: ResourceInstance;
  readonly deposedKey: string | undefined;
  readonly object: InstanceObject;
  readonly schema: Schema;
  readonly provider: Provider;
  readonly providerText: string;
  /** Where the configuration declares it, if it does. */
  readonly range?: SourceRange;
  /** False: it is taken as it is stored. */
  readonly refresh?: boolean;
}

export interface Refreshed {
  /** As it was stored, in today's schema. */
  readonly stored: Value;
  /** As it is now; null when it is gone. */
  readonly value: Value;
  readonly object: InstanceObject;
}

/** What of a plan takes part in looking at one object. */
export interface RefreshRun extends Pick<PlanRun, "schemas" | "limit" | "movedFrom" | "drift" | "never"> {
  readonly request: Pick<PlanRequest, "refresh" | "mode" | "onEvent" | "signal">;
  readonly walk: Pick<Walk, "report">;
  readonly prior: Pick<StateFold, "apply">;
}

/** Reads what a stored object is now, and notes drift. Undefined where that failed; it was reported. */
export async function refreshObject(run: RefreshRun, item: StoredObject): Promise<Refreshed | undefined> {
  const { address, object, schema, provider } = item;
  const text = formatInstance(address);
  const decoded = await decodeObject(object, address.type, schema, provider, text);
  run.walk.report(decoded.diagnostics);
  if (decoded.value === undefined) return undefined;
  const stored = decoded.value;
  if (!run.request.refresh || item.refresh === false) return { stored, value: stored, object };
  const identitySchema = identitySchemaOf(run.schemas, providerSourceOf(item.providerText), address);
  const identity =
    identitySchema === undefined
      ? NO_IDENTITY
      : await decodeIdentity(object, identitySchema, provider, { type: address.type, address: text });
  run.walk.report(identity.diagnostics);
  if (hasErrors(identity.diagnostics)) return undefined;
  const id = idOfValue(stored);
  run.request.onEvent?.({ kind: "refresh-start", address, deposedKey: item.deposedKey, id });
  const read = await run.limit.run(() =>
    provider.read({
      type: address.type,
      state: unmarkDeep(stored).value,
      identity: identity.value,
      private: object.private,
      signal: run.request.signal ?? run.never,
    }),
  );
  const diagnostics = providerDiagnostics(read.diagnostics, { address: text, range: item.range });
  run.walk.report(diagnostics);
  if (hasErrors(diagnostics) || read.value === undefined) return undefined;
  const { given } = withoutWriteOnly(schema.block, read.value.state);
  if (given.length > 0) {
    run.walk.report(writeOnlyLeaks(given, item.providerText, address, "during refresh"));
    return undefined;
  }
  const { identity: now } = read.value;
  const isGone = read.value.state.isNull;
  const place = { provider: item.providerText, address: text, when: "during refresh", done: true };
  const mistakes = isGone ? [] : identityMistakes(identity.value, now, place);
  run.walk.report(mistakes);
  if (mistakes.length > 0) return undefined;
  const kept = encodeIdentity(now, identitySchema) ?? object.identity;
  const value = isGone
    ? Value.null(stored.type)
    : markSensitive(exactType(read.value.state), object.sensitivePaths);
  run.request.onEvent?.({ kind: "refresh-complete", address, id: idOfValue(value) ?? id });
  return settle(run, { identity: kept, ...item }, stored, value, read.value.private);
}

function settle(
  run: RefreshRun,
  item: StoredObject & { readonly identity: StoredIdentity | undefined },
  stored: Value,
  value: Value,
  privateData: Uint8Array | undefined,
): Refreshed {
  const { address, deposedKey, object, schema, providerText, identity } = item;
  const same = rawEquals(stored, value);
  const known = samePrivate(privateData, object.private) && sameIdentity(identity, object.identity);
  if (same && known && object.schemaVersion === schema.version) {
    if (run.request.mode === "refresh-only" && deposedKey === undefined) noteMove(run, item, value);
    return { stored, value, object };
  }
  const next = value.isNull
    ? object
    : encodeObject(value, schema, { ...object, private: privateData, identity });
  run.prior.apply({
    kind: "object",
    operationId: undefined,
    address,
    deposedKey,
    provider: providerText,
    object: value.isNull ? undefined : next,
  });
  if (!same) noteDrift(run, item, value.isNull ? "delete" : "update", stored, value);
  else if (run.request.mode === "refresh-only" && deposedKey === undefined) noteMove(run, item, value);
  return { stored, value, object: next };
}

/** Where nothing is planned, another address alone is a change to tell of. */
function noteMove(run: RefreshRun, item: StoredObject, value: Value): void {
  if (run.movedFrom.has(formatInstance(item.address))) noteDrift(run, item, "no-op", value, value);
}

function noteDrift(
  run: RefreshRun,
  { address, deposedKey, providerText }: StoredObject,
  action: "delete" | "update" | "no-op",
  before: Value,
  after: Value,
): void {
  run.drift.push({
    address,
    previousAddress: run.movedFrom.get(formatInstance(address)),
    deposedKey,
    provider: providerText,
    action,
    reason: undefined,
    before,
    after,
    requiresReplace: [],
    importing: undefined,
    generatedConfig: undefined,
  });
}

function sameIdentity(a: StoredIdentity | undefined, b: StoredIdentity | undefined): boolean {
  return a === b || (a?.json === b?.json && a?.schemaVersion === b?.schemaVersion);
}

function samePrivate(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.length !== b.length)
    return (a?.length ?? 0) === (b?.length ?? 0);
  return a.every((byte, i) => byte === b[i]);
}
