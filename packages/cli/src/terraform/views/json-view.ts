import { formatInstance, formatModule, type ResourceInstance } from "@tutti/addresses";
import { impliedProviderName } from "@tutti/config";
import {
  ACTION_EVENT_NAMES,
  type ActionInvocation,
  type ActionReason,
  type ChangeAction,
  type EngineEvent,
  formatAction,
  importingJson,
  movingChanges,
  type Plan,
  partsOf,
  type ResourceChange,
} from "@tutti/engine";
import { type Diagnostic, hasErrors } from "@tutti/hcl";
import type { AppliedCounts } from "@tutti/operation";
import { TERRAFORM_VERSION } from "@tutti/operation";
import type { State } from "@tutti/state";
import { compareCodePoints, encodeJson, encodeTypeJson } from "@tutti/values";
import type { CommandContext } from "../../command/command.ts";
import { productName, VERSION } from "../../command/product.ts";
import { writeDiagnosticMessages } from "./diagnostic-messages.ts";
import { writeMessage } from "./json-message.ts";
import type { OperationView } from "./operation-view.ts";
import { isHidden, planCounts, planSummary } from "./plan-text.ts";
import { progressLine, rolloutObjectsLine } from "./progress-text.ts";
import type { Report } from "./report.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The version of the message format. */
const UI_VERSION = "1.2";

/** An operation as a stream of JSON messages, one on a line. */
export class JsonView implements OperationView {
  readonly #context: CommandContext;
  readonly #report: Report;

  constructor(context: CommandContext, report: Report) {
    this.#context = context;
    this.#report = report;
  }

  #message(level: string, text: string, type: string, fields: Fields): void {
    writeMessage(this.#context, level, text, type, fields);
  }

  #info(text: string, type: string, fields: Fields): void {
    this.#message("info", text, type, fields);
  }

  start(): void {
    const { title } = productName(this.#context.product);
    const version = this.#context.product === "tutti" ? VERSION : TERRAFORM_VERSION;
    this.#info(`${title} ${version}`, "version", { terraform: version, ui: UI_VERSION });
  }

  event(event: EngineEvent): void {
    const { title } = productName(this.#context.product);
    if (event.kind === "stopping") {
      this.#info(progressLine(event, title)?.trim() ?? "", "log", {});
      return;
    }
    const made = hookMessage(event, title);
    if (made !== undefined) this.#info(made.text, made.type, made.fields);
  }

  plan(plan: Plan): void {
    for (const change of plan.drift) this.#change(change, "resource_drift", "Drift detected");
    for (const change of movingChanges(partsOf(plan))) {
      if (change.action === "no-op" && change.previousAddress === undefined && change.importing === undefined)
        continue;
      this.#change(change, "planned_change", "Plan to");
    }
    for (const invocation of plan.invocations) this.#invocation(invocation);
    const counts = planCounts(plan);
    this.#info(planSummary(plan), "change_summary", { changes: { ...counts, operation: "plan" } });
    if (plan.outputs.size === 0) return;
    const outputs = Object.fromEntries(
      [...plan.outputs]
        .sort(([a], [b]) => compareCodePoints(a, b))
        .map(([name, change]) => [
          name,
          { sensitive: isHidden(change), action: ACTION_WORDS[change.action] },
        ]),
    );
    this.#info(`Outputs: ${plan.outputs.size}`, "outputs", { outputs });
  }

  /** As Terraform 1.14 tells it. */
  #invocation({ trigger, ...action }: ActionInvocation): void {
    const address = formatAction(action);
    const { module, type, name, key } = action;
    const lifecycle = trigger && {
      triggering_resource: resourceJson(trigger.resource),
      triggering_event: ACTION_EVENT_NAMES[trigger.event],
      action_trigger_block_index: trigger.block,
      actions_list_index: trigger.index,
      on_failure: "ActionOnFailureHalt",
    };
    this.#info(`planned action invocation: ${address}`, "planned_action_invocation", {
      invocation: {
        action_addr: {
          addr: address,
          module: formatModule(module),
          action: formatAction({ ...action, module: [] }),
          implied_provider: impliedProviderName(type),
          action_type: type,
          action_name: name,
          action_key: key ?? null,
        },
        ...(lifecycle === undefined ? { action_trigger: {} } : { lifecycle_trigger: lifecycle }),
      },
    });
  }

  savedPlan(plan: Plan): void {
    for (const change of movingChanges(partsOf(plan)))
      if (change.action !== "no-op") this.#change(change, "planned_change", "Plan to");
  }

  #change(change: ResourceChange, type: string, what: string): void {
    const action = actionWord(change);
    const reason = change.reason === undefined ? undefined : REASONS[change.reason.kind];
    const text =
      type === "resource_drift"
        ? `${formatInstance(change.address)}: ${what} (${action})`
        : `${formatInstance(change.address)}: ${what} ${action}`;
    this.#info(text, type, {
      change: {
        resource: resourceJson(change.address),
        ...(change.previousAddress === undefined
          ? {}
          : { previous_resource: resourceJson(change.previousAddress) }),
        action,
        ...(reason === undefined ? {} : { reason }),
        ...(change.importing === undefined ? {} : { importing: importingJson(change.importing) }),
        ...(change.generatedConfig === undefined ? {} : { generated_config: change.generatedConfig }),
      },
    });
  }

  nextStep(): void {}

  diagnostics(diagnostics: readonly Diagnostic[]): number {
    writeDiagnosticMessages(this.#context, this.#report, diagnostics);
    return hasErrors(diagnostics) ? 1 : 0;
  }

  applied(counts: AppliedCounts, operation: "apply" | "destroy"): void {
    const { added, changed, destroyed, imported } = counts;
    const front = imported === 0 ? "" : `${imported} imported, `;
    const text =
      operation === "destroy"
        ? `Destroy complete! Resources: ${destroyed} destroyed.`
        : `Apply complete! Resources: ${front}${added} added, ${changed} changed, ${destroyed} destroyed.`;
    this.#info(text, "change_summary", {
      changes: { add: added, change: changed, import: imported, remove: destroyed, operation },
    });
  }

  statePath(): void {}

  outputs(state: State): void {
    const outputs: Record<string, unknown> = {};
    for (const [name, { value, sensitive }] of [...state.outputs].sort(([a], [b]) => compareCodePoints(a, b)))
      outputs[name] = {
        sensitive,
        type: JSON.parse(encodeTypeJson(value.type)),
        ...(sensitive ? {} : { value: JSON.parse(encodeJson(value)) }),
      };
    this.#info(`Outputs: ${state.outputs.size}`, "outputs", { outputs });
  }
}

/** What is only moved or only brought in has a word of its own. */
function actionWord({ action, previousAddress, importing }: ResourceChange): string {
  if (action !== "no-op") return ACTION_WORDS[action];
  if (importing !== undefined) return "import";
  return previousAddress === undefined ? ACTION_WORDS[action] : "move";
}

const ACTION_WORDS: Readonly<Record<ChangeAction, string>> = {
  "no-op": "noop",
  create: "create",
  read: "read",
  update: "update",
  delete: "delete",
  "delete-then-create": "replace",
  "create-then-delete": "replace",
  forget: "remove",
};

const REASONS: Readonly<Partial<Record<ActionReason["kind"], string>>> = {
  replace_because_cannot_update: "cannot_update",
  replace_because_tainted: "tainted",
  replace_by_request: "requested",
  replace_by_triggers: "replace_triggered_by",
  delete_because_no_resource_config: "delete_because_no_resource_config",
  delete_because_no_module: "delete_because_no_module",
  delete_because_wrong_repetition: "delete_because_wrong_repetition",
  delete_because_disabled: "delete_because_disabled",
  delete_because_count_index: "delete_because_count_index",
  delete_because_each_key: "delete_because_each_key",
  delete_because_no_move_target: "delete_because_no_move_target",
  read_because_config_unknown: "read_because_config_unknown",
  read_because_dependency_pending: "read_because_dependency_pending",
  read_because_check_nested: "read_because_check_nested",
};

function resourceJson(address: ResourceInstance): Fields {
  return {
    addr: formatInstance(address),
    module: formatModule(address.module),
    resource: formatInstance({ ...address, module: [] }),
    implied_provider: impliedProviderName(address.type),
    resource_type: address.type,
    resource_name: address.name,
    resource_key: address.key ?? null,
  };
}

interface HookMessage {
  readonly text: string;
  readonly type: string;
  readonly fields: Fields;
}

function hookMessage(event: EngineEvent, product: string): HookMessage | undefined {
  if (event.kind === "planned" || event.kind === "kept") return undefined;
  if (event.kind === "planning" || event.kind === "stopping") return undefined;
  if ("invoked" in event) return actionMessage(event, product);
  if (event.kind === "rollout-back") {
    const hook = { rollouts: event.names };
    return { text: progressLine(event, product) ?? "", type: "rollout_back", fields: { hook } };
  }
  if (event.kind === "rollout-objects") {
    const { kind: _, name, ...counts } = event;
    const hook = { rollout: name, ...counts };
    return { text: rolloutObjectsLine(event), type: "rollout_objects", fields: { hook } };
  }
  if (event.kind === "rollout-progress") {
    const { name, done, of, status, waitsFor } = event;
    const hook = {
      rollout: name,
      done,
      of,
      status,
      ...(waitsFor === undefined ? {} : { waits_for: waitsFor }),
    };
    return { text: progressLine(event, product) ?? name, type: "rollout_progress", fields: { hook } };
  }
  const resource = resourceJson(event.address);
  const line = progressLine(event, product);
  const hook = (type: string, text: string | undefined, more: Fields): HookMessage => ({
    text: text ?? formatInstance(event.address),
    type,
    fields: { hook: { resource, ...more } },
  });
  switch (event.kind) {
    case "refresh-start":
      // The message names no deposed key, though the line for people does.
      return hook(
        "refresh_start",
        progressLine({ ...event, deposedKey: undefined }, product),
        idJson(event.id),
      );
    case "refresh-complete":
      return hook(
        "refresh_complete",
        `${formatInstance(event.address)}: Refresh complete${event.id === undefined ? "" : ` [id=${event.id}]`}`,
        idJson(event.id),
      );
    // Terraform's messages have other words for reading than its lines for people.
    case "read-start":
      return hook("apply_start", `${formatInstance(event.address)}: Refreshing...`, { action: "read" });
    case "read-complete":
      return hook("apply_complete", line?.replace(": Read complete", ": Refresh complete"), {
        action: "read",
        ...idJson(event.id),
        elapsed_seconds: seconds(event.elapsedMs),
      });
    case "apply-start":
      return hook("apply_start", line, {
        action: ACTION_WORDS[event.action],
        ...createdId(event.action, event.id),
      });
    case "apply-progress":
      return hook("apply_progress", line, {
        action: ACTION_WORDS[event.action],
        elapsed_seconds: seconds(event.elapsedMs),
      });
    case "apply-complete":
      return hook("apply_complete", line, {
        action: ACTION_WORDS[event.action],
        ...(event.action === "delete" ? {} : idJson(event.id)),
        elapsed_seconds: seconds(event.elapsedMs),
      });
    case "apply-errored":
      return hook("apply_errored", erroredText(event), {
        action: ACTION_WORDS[event.action],
        elapsed_seconds: seconds(event.elapsedMs),
      });
    case "provision-start":
      return hook("provision_start", line, { provisioner: event.provisioner });
    case "provision-output":
      return hook(
        "provision_progress",
        `${formatInstance(event.address)}: (${event.provisioner}): ${event.line}`,
        { provisioner: event.provisioner, output: event.line },
      );
    case "provision-complete":
      return hook(
        "provision_complete",
        `${formatInstance(event.address)}: (${event.provisioner}) Provisioning complete`,
        {
          provisioner: event.provisioner,
        },
      );
    case "provision-errored":
      return hook(
        "provision_errored",
        `${formatInstance(event.address)}: (${event.provisioner}) Provisioning errored`,
        {
          provisioner: event.provisioner,
        },
      );
    case "ephemeral-start":
      return hook("ephemeral_op_start", line, { action: event.action });
    case "ephemeral-complete":
      return hook("ephemeral_op_complete", line, {
        action: event.action,
        elapsed_seconds: seconds(event.elapsedMs),
      });
    case "ephemeral-errored":
      return hook("ephemeral_op_errored", ephemeralErrored(event), {
        action: event.action,
        elapsed_seconds: seconds(event.elapsedMs),
      });
    default:
      return undefined;
  }
}

/** What an action does, in messages like those of a provisioner. */
function actionMessage(
  event: Extract<EngineEvent, { readonly invoked: string }>,
  product: string,
): HookMessage {
  const { kind, invoked, triggeredBy } = event;
  const text = progressLine(event, product) ?? `${invoked}: Invocation errored`;
  const hook = {
    action: { addr: invoked },
    ...(triggeredBy === undefined ? {} : { resource: resourceJson(triggeredBy) }),
    ...("text" in event ? { message: event.text } : {}),
    ...("elapsedMs" in event ? { elapsed_seconds: seconds(event.elapsedMs) } : {}),
  };
  return { text, type: kind.replace("-", "_"), fields: { hook } };
}

function erroredText(event: EngineEvent & { readonly kind: "apply-complete" | "apply-errored" }): string {
  const noun =
    event.action === "delete" ? "Destruction" : event.action === "update" ? "Modifications" : "Creation";
  return `${formatInstance(event.address)}: ${noun} errored after ${seconds(event.elapsedMs)}s`;
}

const EPHEMERAL_NOUNS = { open: "Opening", renew: "Renewal", close: "Closing" } as const;

function ephemeralErrored(
  event: EngineEvent & { readonly kind: "ephemeral-complete" | "ephemeral-errored" },
): string {
  return `${formatInstance(event.address)}: ${EPHEMERAL_NOUNS[event.action]} errored after ${seconds(event.elapsedMs)}s`;
}

function createdId(action: ChangeAction, id: string | undefined): Fields {
  return action === "create" ? {} : idJson(id);
}

function idJson(id: string | undefined): Fields {
  return id === undefined || id === "" ? {} : { id_key: "id", id_value: id };
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
