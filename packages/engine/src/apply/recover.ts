import { createStop } from "@tutti/runtime";
import { engineError } from "../errors.ts";
/** After a killed apply: what became of the operations that were announced and never ended. */

import { formatInstance } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic, hasErrors, warningDiagnostic } from "@tutti/hcl";
import { emptyBlock, type IdentitySchema, impliedType, type Provider, type Schema } from "@tutti/plugin";
import { type InstanceObject, ioProblem, type OpenIntent, StateFold } from "@tutti/state";
import { decodeJson, type Value } from "@tutti/values";
import { providerSourceOf } from "../graph/provider-address.ts";
import { schemaOf } from "../graph/schema-of.ts";
import { exactType } from "../object/exact-type.ts";
import { encodeIdentity, identitySchemaOf } from "../object/identity.ts";
import { encodeObject } from "../object/object-codec.ts";
import type { RecoverRequest, RecoverResult } from "../request.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import { loadSchemas, ProviderPool } from "../scope/provider-pool.ts";
import { canRecover } from "../service/carrying-provider.ts";
import { carryingRegistry } from "../service/carrying-registry.ts";
import { carryingTypes } from "../service/carrying-types.ts";

/**
 * Asks the provider about each open intent. What was made is adopted, so that
 * it is neither lost nor made a second time; an update or a destroy needs
 * nothing, because the next refresh sees how far it came. Providers are
 * configured with `configs` where the caller has them.
 */
export async function recover(request: RecoverRequest): Promise<RecoverResult> {
  const { state, intents, journal } = request;
  const fold = new StateFold(state);
  const diagnostics: Diagnostic[] = [];
  const sources = new Set(intents.map(({ provider }) => providerSourceOf(provider)));
  const providers = carryingRegistry(
    request.providers,
    carryingTypes(request.config, state, intents),
    request.connectAgent,
  );
  const loaded = await loadSchemas(providers, sources);
  diagnostics.push(...loaded.diagnostics);
  const signal = request.signal ?? createStop().signal;
  const pool = new ProviderPool(providers, signal);
  for (const intent of intents) {
    const source = providerSourceOf(intent.provider);
    const schema = schemaOf(loaded.schemas, source, intent.address);
    const providerSchema = loaded.schemas.get(source);
    if (schema === undefined || providerSchema === undefined) continue;
    let provider = pool.get(intent.provider);
    if (provider === undefined) {
      const config = request.configs?.get(intent.provider) ?? emptyBlock(providerSchema.provider.block);
      diagnostics.push(...(await pool.configure(intent.provider, config)));
      provider = pool.get(intent.provider);
    }
    if (provider === undefined) continue;
    const identity = identitySchemaOf(loaded.schemas, source, intent.address);
    const beside = fold.hasDeposed(intent.address);
    const outcome = await resolveIntent(intent, provider, { schema, identity, beside }, signal);
    diagnostics.push(...outcome.diagnostics);
    if (outcome.kind === "open") continue;
    const { operationId, address, deposedKey } = intent;
    const kept = outcome.kind === "adopt" ? outcome.object : objectIn(state, intent);
    const record = {
      kind: "object",
      operationId,
      address,
      deposedKey,
      provider: intent.provider,
      object: kept,
    } as const;
    try {
      await journal.write(record);
    } catch (error) {
      const { problems } = ioProblem(error, engineError("failed-to-write-the-journal"));
      diagnostics.push(...problems.map((problem) => errorDiagnostic(problem, problem.detail)));
      break;
    }
    fold.apply(record);
  }
  await pool.close();
  return { state: fold.state(), diagnostics };
}

type IntentOutcome =
  | { readonly kind: "adopt"; readonly object: InstanceObject; readonly diagnostics: readonly Diagnostic[] }
  /** The state is as it was before the operation. */
  | { readonly kind: "settled"; readonly diagnostics: readonly Diagnostic[] }
  /** It cannot be told; the intent stays open, to be asked again. */
  | { readonly kind: "open"; readonly diagnostics: readonly Diagnostic[] };

const SETTLED: IntentOutcome = { kind: "settled", diagnostics: [] };

interface Asked {
  readonly schema: Schema;
  readonly identity: IdentitySchema | undefined;
  /** The old object of the address stepped aside for it, and is there. */
  readonly beside: boolean;
}

/** Asks the provider what became of an operation. */
async function resolveIntent(
  intent: OpenIntent,
  provider: Provider,
  { schema, identity, beside }: Asked,
  signal: AbortSignal,
): Promise<IntentOutcome> {
  if (intent.action !== "create") return SETTLED;
  const address = formatInstance(intent.address);
  if (!canRecover(provider)) return providerKeepsNothing(intent) ? SETTLED : unknownFate(address);
  const planned = decodeJson(intent.plannedJson, impliedType(schema.block));
  if (!planned.ok) return unknownFate(address);
  const { type } = intent.address;
  const { operationId } = intent;
  const answer = await provider.recover({ type, planned: planned.value, operationId, beside, signal });
  const diagnostics = providerDiagnostics(answer.diagnostics, { address });
  if (hasErrors(diagnostics) || answer.value === undefined) {
    const detail = `${address} was being created when <Tutti> was ended, and its provider could not be asked whether that was done. Nothing was changed; run the command again.`;
    return {
      kind: "open",
      diagnostics: [...diagnostics, errorDiagnostic(engineError("cannot-recover-an-operation"), detail)],
    };
  }
  const { state } = answer.value;
  if (state === undefined || state.isNull) return { kind: "settled", diagnostics };
  return {
    kind: "adopt",
    object: {
      ...adopted(intent, schema, state, answer.value.private),
      identity: encodeIdentity(answer.value.identity, identity),
    },
    diagnostics,
  };
}

function adopted(
  intent: OpenIntent,
  schema: Schema,
  state: Value,
  privateData: Uint8Array | undefined,
): InstanceObject {
  const { dependencies, createBeforeDestroy, provisioned } = intent;
  const status = provisioned ? "tainted" : "ready";
  const facts = { status, private: privateData, dependencies, createBeforeDestroy } as const;
  return encodeObject(exactType(state), schema, facts);
}

/** `terraform_data` lives in the state alone: what is not there was not made. */
export function providerKeepsNothing({ provider }: { readonly provider: string }): boolean {
  return providerSourceOf(provider) === "terraform.io/builtin/terraform";
}

function unknownFate(address: string): IntentOutcome {
  const detail = `${address} was being created when <Tutti> was ended, and its provider cannot tell whether that was done. If it exists, bring it in with an import block or "<tutti> import"; otherwise the next apply makes it.`;
  return { kind: "settled", diagnostics: [warningDiagnostic(engineError("unfinished-operation"), detail)] };
}

function objectIn(
  state: RecoverRequest["state"],
  { address, deposedKey }: OpenIntent,
): InstanceObject | undefined {
  const text = formatInstance({ ...address, key: undefined });
  const instance = state.resources.get(text)?.instances.get(address.key);
  return deposedKey === undefined ? instance?.current : instance?.deposed.get(deposedKey);
}
