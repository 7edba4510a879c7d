/** A plan as lines of text, with all that it says of each object: what tables of rules compare. */

import { formatInstance } from "@tutti/addresses";
import type { Diagnostic } from "@tutti/hcl";
import { type CheckResult, splitProvider } from "@tutti/state";
import { encodeJson, formatPath, type Path, type Value } from "@tutti/values";
import type { EngineEvent, FoundResource } from "../src/events.ts";
import { importText } from "../src/object/identity.ts";
import type { ActionInvocation, ActionReason, ResourceChange } from "../src/plan.ts";
import { formatAction } from "../src/scope/action-config.ts";
import { stateLines } from "./state-lines.ts";
import type { Planned } from "./world.ts";

/** What came of the conditions of one block. */
export function checkLine({ objectKind, configAddress, status, objects }: CheckResult): string {
  const parts = objects.map((one) => [one.address, one.status, ...one.failureMessages].join(" "));
  return `check ${objectKind} ${configAddress} ${status}: ${parts.join(", ")}`;
}

export function describePlan({ plan, diagnostics, events }: Planned): readonly string[] {
  return [
    ...diagnostics.map(diagnosticLine),
    ...plan.changes.map((change) => changeLine(change)),
    ...plan.invocations.map(invocationLine),
    ...plan.drift.map((change) => `drift ${changeLine(change)}`),
    ...[...plan.outputs].map(([name, { action, before, after, sensitive }]) => {
      const secret = sensitive ? " sensitive" : "";
      return `output ${name} ${action}${secret}: ${valueText(before)} -> ${valueText(after)}`;
    }),
    ...plan.checks.map(checkLine),
    ...plan.relevantAttributes.map(
      ({ resource, attribute }) => `relevant ${resource}${formatPath(attribute)}`,
    ),
    ...[...plan.providerConfigs]
      .map(([name, config]) => `configured ${name} ${valueText(config)}`)
      .filter((line) => !line.endsWith(" {}")),
    ...plan.ephemeralVariables.map((name) => `ephemeral var.${name}`),
    ...[...plan.pendingConditions].map(([name, { preconditions, postconditions }]) => {
      return `pending ${name} ${preconditions.join(" ")} | ${postconditions.join(" ")}`;
    }),
    ...stateLines(plan.priorState).map((line) => `prior ${line}`),
    ...events.flatMap(eventLine),
    ...(plan.complete ? [] : [plan.errored ? "errored" : "not complete"]),
  ];
}

export function diagnosticLine({ severity, summary, detail, subject, address }: Diagnostic): string {
  const place = subject === undefined ? "" : ` ${subject.filename}:${subject.start.line}`;
  const object = address === undefined ? "" : ` (${address})`;
  return `${severity}${place}${object}: ${summary}: ${detail.replaceAll("\n", " ")}`.trimEnd();
}

function invocationLine({ config, provider, trigger, ...action }: ActionInvocation): string {
  const why =
    trigger === undefined
      ? []
      : [trigger.event, formatInstance(trigger.resource), `${trigger.block}.${trigger.index}`];
  const pending = trigger?.isPending === true ? ["perhaps"] : [];
  return [
    "invoke",
    formatAction(action),
    ...keyOf(provider).map((key) => `by ${key}`),
    ...why,
    ...pending,
    valueText(config),
  ].join(" ");
}

function changeLine(change: ResourceChange): string {
  const { address, action, reason, before, after, requiresReplace, previousAddress, importing } = change;
  return [
    formatInstance(address),
    ...(change.deposedKey === undefined ? [] : ["(deposed)"]),
    action,
    ...keyOf(change.provider).map((key) => `by ${key}`),
    ...(reason === undefined ? [] : [reasonText(reason)]),
    ...(previousAddress === undefined ? [] : [`from ${formatInstance(previousAddress)}`]),
    ...(importing === undefined ? [] : [`importing ${importText(importing)}`]),
    ...(requiresReplace.length === 0 ? [] : [`because of ${requiresReplace.map(formatPath).join(" ")}`]),
    `: ${valueText(before)} -> ${valueText(after)}`,
    ...provisionerTexts(change),
  ].join(" ");
}

/** Of a provider with `for_each`: which instance it is. */
function keyOf(provider: string): readonly string[] {
  const { key } = splitProvider(provider);
  return key === undefined ? [] : [JSON.stringify(key)];
}

function provisionerTexts({ provisioners: { create = [], destroy = [] } = {} }: ResourceChange) {
  const texts = (name: string, configs: readonly (Value | undefined)[]): readonly string[] =>
    configs.map((config) => `${name} ${config === undefined ? "?" : valueText(config)}`);
  return [...texts("runs when made", create), ...texts("runs when destroyed", destroy)];
}

function reasonText(reason: ActionReason): string {
  const words: string[] = [reason.kind];
  if ("paths" in reason) words.push(reason.paths.map((path: Path) => formatPath(path)).join(" "));
  if ("drifted" in reason && reason.drifted) words.push("drifted");
  if ("triggers" in reason) words.push(reason.triggers.join(" "));
  if ("module" in reason) words.push(reason.module);
  return `[${words.join(" ")}]`;
}

function eventLine(event: EngineEvent): readonly string[] {
  if (!("address" in event)) return [];
  if (event.kind === "list-start")
    return [`event list-start ${formatInstance(event.address)} ${valueText(event.config)}`];
  if (event.kind === "list-found")
    return [`event list-found ${formatInstance(event.address)} ${foundText(event.found)}`];
  if (event.kind === "list-complete")
    return [`event list-complete ${formatInstance(event.address)} ${event.total}`];
  const id = "id" in event ? ` ${event.id ?? "-"}` : "";
  return [`event ${event.kind} ${formatInstance(event.address)}${id}`];
}

function foundText({ displayName, identity, state, provider }: FoundResource): string {
  const object = state === undefined ? "" : ` ${valueText(state)}`;
  return `${JSON.stringify(displayName)} of ${provider ?? "-"} ${valueText(identity)}${object}`;
}

/** What is null in an object is left out; `?` is not known. */
export function valueText(value: Value): string {
  const marks = [...(value.marks ?? [])].sort().join(" ");
  const bare = value.withoutMarks();
  return marks === "" ? bareText(bare) : `${marks}(${bareText(bare)})`;
}

function bareText(value: Value): string {
  if (value.isUnknown) return "?";
  if (value.isNull) return "null";
  if (value.data instanceof Map) {
    const entries = [...value.asEntries].filter(([, item]) => !item.withoutMarks().isNull);
    return `{${entries.map(([name, item]) => `${name}=${valueText(item)}`).join(" ")}}`;
  }
  if (["list", "set", "tuple"].includes(value.type.kind))
    return `[${value.asItems.map(valueText).join(" ")}]`;
  return encodeJson(value);
}
