/** A plan as `show -json` writes it, format version 1.2. */

import { formatInstance, formatModule } from "@tutti/addresses";
import type { ActionEvent, Config } from "@tutti/config";
import type { ProviderSchema } from "@tutti/plugin";
import { compactJson } from "@tutti/state";
import {
  compareCodePoints,
  DYNAMIC,
  encodeJsonString,
  type Json,
  type Path,
  toFloat64,
  unmarkDeep,
} from "@tutti/values";
import { providerSourceOf } from "../graph/provider-address.ts";
import { schemaOf } from "../graph/schema-of.ts";
import { hasChanges } from "../has-changes.ts";
import { identitySchemaOf } from "../object/identity.ts";
import { isTaken } from "../plan/services-in-use.ts";
import type { ActionInvocation, ChangeAction, OutputChange, Plan, ResourceChange } from "../plan.ts";
import { formatAction } from "../scope/action-config.ts";
import { checksJson } from "./checks-json.ts";
import { configurationToJson } from "./configuration-json.ts";
import { JsonText, type LazyJson, LazyList, LazyObject, lazily } from "./lazy-json.ts";
import { type Listed, moduleTreeJson } from "./module-tree.ts";
import { rolloutJson } from "./rollout-json.ts";
import { healthJson, impactJson } from "./services-json.ts";
import { identityMembers, placeMembers, stateToJson, typeJson } from "./state-json.ts";
import { objectJson, sensitiveJson, unknownJson, valueJson } from "./value-json.ts";
import {
  membersText,
  optionalText,
  plannedText,
  sensitiveText,
  unknownText,
  valueText,
} from "./value-text.ts";

/** A plan in Terraform's JSON form, version 1.2. */
export function planToJson(plan: Plan, config: Config, productVersion: string): LazyJson {
  const { priorState } = plan;
  const emptyPrior = priorState.resources.size === 0 && priorState.outputs.size === 0;
  return new LazyObject({
    format_version: "1.2",
    terraform_version: productVersion,
    variables: variablesJson(plan, config),
    planned_values: plannedValues(plan),
    resource_drift: listJson(plan.drift, changeJson),
    resource_changes: listJson(plan.changes, changeJson),
    output_changes: outputChangesJson(plan.outputs),
    action_invocations: listJson(plan.invocations, invocationJson),
    rollouts: listJson(plan.rollouts ?? [], (rollout) => rolloutJson(plan, rollout)),
    health: listJson(plan.services ?? [], (service) => healthJson(plan, service)),
    impact: listJson((plan.services ?? []).filter(isTaken), (service) => impactJson(plan, service)),
    prior_state: emptyPrior
      ? undefined
      : stateToJson({ ...priorState, terraformVersion: productVersion }, plan.schemas, { productVersion }),
    configuration: configurationToJson(config, plan.schemas),
    relevant_attributes: listJson(plan.relevantAttributes, relevantJson),
    checks: plan.checks.length === 0 ? undefined : checksJson(plan.checks),
    timestamp: plan.timestamp,
    applyable: !plan.errored && hasChanges(plan),
    complete: plan.complete,
    errored: plan.errored,
  });
}

function listJson<T>(items: readonly T[], make: (item: T) => LazyJson): LazyJson | undefined {
  return items.length === 0 ? undefined : new LazyList(() => lazily(items, make));
}

/** The plan does not keep ephemeral ones; of those a default is told, as it stands in the configuration. */
function variablesJson({ variables }: Plan, config: Config): Json | undefined {
  const all = new Map(variables);
  for (const [name, variable] of config.root.module.variables)
    if (!all.has(name) && variable.default !== undefined) all.set(name, variable.default);
  if (all.size === 0) return undefined;
  const entries = [...all].sort(([a], [b]) => compareCodePoints(a, b));
  return Object.fromEntries(entries.map(([name, value]) => [name, objectJson({ value: valueJson(value) })]));
}

function plannedValues(plan: Plan): LazyJson {
  const listed: Listed[] = [];
  for (const change of plan.changes) {
    if (change.action === "delete" || change.deposedKey !== undefined) continue;
    const text = formatInstance(change.address);
    listed.push({ address: change.address, text, json: () => plannedJson(change, text, plan.schemas) });
  }
  return new LazyObject({ outputs: plannedOutputs(plan), root_module: moduleTreeJson(listed) });
}

function plannedJson(
  change: ResourceChange,
  text: string,
  schemas: ReadonlyMap<string, ProviderSchema>,
): JsonText {
  const { address, after } = change;
  const source = providerSourceOf(change.provider);
  const { identity } = change;
  return new JsonText(
    membersText({
      address: encodeJsonString(text),
      ...placeMembers(address, source),
      schema_version: String(schemaOf(schemas, source, address)?.version ?? 0),
      values: after.isNull ? undefined : plannedText(after),
      sensitive_values: sensitiveText(after),
      ...identityMembers(identitySchemaOf(schemas, source, address)?.version, identity?.after),
    }),
  );
}

function plannedOutputs({ outputs }: Plan): Json | undefined {
  const entries = [...outputs].filter(([, { action }]) => action !== "delete");
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(([name, { before, after, sensitive: declared }]) => {
      const sensitive = declared || before.hasMark("sensitive");
      const known = after.isWhollyKnown;
      const value = known ? valueJson(after) : undefined;
      // A null is no value that the state would keep, so it has no type either.
      const type = known ? typeJson(after.isNull ? DYNAMIC : unmarkDeep(after).value.type) : undefined;
      return [name, objectJson({ sensitive, type, value })];
    }),
  );
}

const ACTIONS: Readonly<Record<ChangeAction, readonly string[]>> = {
  "no-op": ["no-op"],
  create: ["create"],
  read: ["read"],
  update: ["update"],
  delete: ["delete"],
  "delete-then-create": ["delete", "create"],
  "create-then-delete": ["create", "delete"],
  forget: ["forget"],
};

function changeJson(change: ResourceChange): JsonText {
  const { address, previousAddress, before, after, identity, importing } = change;
  const module = formatModule(address.module);
  const replaced = change.requiresReplace.map(pathJson);
  return new JsonText(
    membersText({
      address: encodeJsonString(formatInstance(address)),
      previous_address: optionalText(previousAddress && formatInstance(previousAddress)),
      module_address: module === "" ? undefined : encodeJsonString(module),
      ...placeMembers(address, providerSourceOf(change.provider)),
      deposed: optionalText(change.deposedKey),
      change: membersText({
        actions: JSON.stringify(ACTIONS[change.action]),
        before: plannedText(before) ?? "null",
        after: plannedText(after) ?? "null",
        after_unknown: after.isWhollyKnown ? "{}" : unknownText(after),
        before_sensitive: sensitiveText(before),
        after_sensitive: sensitiveText(after),
        replace_paths: replaced.length === 0 ? undefined : compactJson(replaced),
        importing: importing === undefined ? undefined : compactJson(importingJson(importing)),
        generated_config: optionalText(change.generatedConfig),
        before_identity: identity?.before && valueText(identity.before),
        after_identity: identity?.after && valueText(identity.after),
      }),
      action_reason: optionalText(reasonJson(change)),
    }),
  );
}

/** What an object is brought in by: `{"id": …}`, or `{"identity": …}`. */
export function importingJson({ id, identity }: NonNullable<ResourceChange["importing"]>): Json {
  return identity === undefined ? { id } : objectJson({ identity: valueJson(identity) });
}

/** Terraform's words for what triggers an action, in all that is JSON. */
export const ACTION_EVENT_NAMES: Readonly<Record<ActionEvent, string>> = {
  before_create: "BeforeCreate",
  after_create: "AfterCreate",
  before_update: "BeforeUpdate",
  after_update: "AfterUpdate",
};

/** As Terraform 1.14 writes it. */
function invocationJson({ config, provider, trigger, ...action }: ActionInvocation): Json {
  const { type, name } = action;
  return objectJson({
    address: formatAction(action),
    type,
    name,
    config_values: valueJson(config),
    config_sensitive: sensitiveJson(config),
    config_unknown: config.isWhollyKnown ? {} : unknownJson(config),
    provider_name: providerSourceOf(provider),
    lifecycle_action_trigger:
      trigger &&
      objectJson({
        triggering_resource_address: formatInstance(trigger.resource),
        action_trigger_event: ACTION_EVENT_NAMES[trigger.event],
        action_trigger_block_index: trigger.block,
        actions_list_index: trigger.index,
      }),
    invoke_action_trigger: trigger === undefined ? {} : undefined,
  });
}

/** Ours beyond Terraform's are told in the text only: readers of its format know its own. */
function reasonJson({ reason }: ResourceChange): string | undefined {
  if (reason === undefined || OWN_REASONS.has(reason.kind)) return undefined;
  return reason.kind;
}

const OWN_REASONS: ReadonlySet<string> = new Set([
  "create_because_new",
  "create_because_gone",
  "update_because_changed",
  "delete_by_request",
]);

function pathJson(path: Path): Json {
  return path.map((step) => {
    if (step.kind === "attribute") return step.name;
    if (!step.key.isKnown) return null;
    return step.key.type.kind === "number" ? toFloat64(step.key.asNumber) : (valueJson(step.key) ?? null);
  });
}

function relevantJson({ resource, attribute }: Plan["relevantAttributes"][number]): Json {
  return { resource, attribute: pathJson(attribute) };
}

function outputChangesJson(outputs: ReadonlyMap<string, OutputChange>): Json | undefined {
  if (outputs.size === 0) return undefined;
  return Object.fromEntries([...outputs].map(([name, change]) => [name, outputChangeJson(change)]));
}

function outputChangeJson({ action, before, after, sensitive }: OutputChange): Json {
  const wasOrIs = sensitive || before.hasMark("sensitive");
  return objectJson({
    actions: [...ACTIONS[action]],
    before: valueJson(before) ?? null,
    after: valueJson(after),
    after_unknown: after.isWhollyKnown ? false : unknownJson(after),
    before_sensitive: wasOrIs,
    after_sensitive: wasOrIs,
  });
}
