/** Asks providers about interrupted creates: they are configured by then. */

import { formatInstance } from "@tutti/addresses";
import { hasErrors } from "@tutti/hcl";
import { impliedType, type Provider, type Schema } from "@tutti/plugin";
import type { InstanceObject, OpenIntent } from "@tutti/state";
import { Value } from "@tutti/values";
import { resolveIntent } from "../apply/recover.ts";
import { configOf } from "../graph/action-graph.ts";
import { providerSourceOf } from "../scope/provider-address.ts";
import { decodeSameVersion } from "./object-codec.ts";
import { planDelete } from "./plan-delete.ts";
import type { PriorObject } from "./plan-managed.ts";
import { type PlanRun, schemaOf, signalOf } from "./plan-run.ts";

/** The object that an interrupted create made, now part of the state; undefined where it made none. */
export async function recoverObject(
  run: PlanRun,
  intent: OpenIntent,
  schema: Schema,
  provider: Provider,
): Promise<PriorObject | "open" | undefined> {
  const outcome = await run.limit.run(() => resolveIntent(intent, provider, schema, signalOf(run)));
  run.walk.report(outcome.diagnostics);
  if (outcome.kind === "open") return "open";
  const object: InstanceObject | undefined = outcome.kind === "adopt" ? outcome.object : undefined;
  const { operationId, address, provider: text } = intent;
  const entry = {
    kind: "object",
    operationId,
    address,
    deposedKey: undefined,
    provider: text,
    object,
  } as const;
  run.recoveries.records.push(entry);
  if (object === undefined) return undefined;
  run.prior.apply(entry);
  const { value } = decodeSameVersion(object, schema, formatInstance(address));
  if (value === undefined) return "open";
  return { stored: value, value, object, importId: undefined };
}

function hasCurrent({ state }: PlanRun, { address }: OpenIntent): boolean {
  const text = formatInstance({ ...address, key: undefined });
  return state.resources.get(text)?.instances.get(address.key)?.current !== undefined;
}

/** What was made for a block that is gone is destroyed like any orphan. */
export async function recoverOrphans(run: PlanRun): Promise<void> {
  // With targets or errors not everything was looked at: what is left may well be wanted.
  if (run.targets.active || hasErrors(run.walk.diagnostics)) return;
  for (const intent of run.recoveries.takeRest()) {
    if (hasCurrent(run, intent)) continue;
    const source = providerSourceOf(intent.provider);
    const schema = schemaOf(run.schemas, source, intent.address);
    const providerSchema = run.schemas.get(source);
    if (schema === undefined || providerSchema === undefined) continue;
    const configured = await run.providers.configureEmpty(intent.provider, providerSchema);
    run.walk.report(configured);
    const provider = run.providers.get(intent.provider);
    if (provider === undefined || hasErrors(configured)) continue;
    const found = await recoverObject(run, intent, schema, provider);
    if (found === undefined || found === "open" || run.request.mode === "refresh-only") continue;
    planDelete(run, {
      address: intent.address,
      deposedKey: undefined,
      provider: intent.provider,
      value: found.value.isNull ? Value.null(impliedType(schema.block)) : found.value,
      reason: { kind: "delete_because_no_resource_config" },
      configAddress: configOf(intent),
    });
  }
}
