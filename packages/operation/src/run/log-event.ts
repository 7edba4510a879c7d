import { formatInstance, formatResource } from "@tutti/addresses";
import type { EngineEvent } from "@tutti/engine";
import type { Log, LogFields, LogLevel } from "@tutti/runtime";

/** Tells the log what the engine does to which object. What a program prints is not repeated: it may be secret. */
export function logEvent(log: Log, event: EngineEvent, phase: "plan" | "apply"): void {
  const level = levelOf(event);
  if (log.writes(level)) log.write(level, `${phase}: ${event.kind}`, fieldsOf(event));
}

function levelOf(event: EngineEvent): LogLevel {
  switch (event.kind) {
    case "apply-errored":
    case "provision-errored":
    case "ephemeral-errored":
      return "error";
    case "stopping":
      return "warn";
    case "apply-start":
    case "apply-complete":
      return "info";
    case "apply-progress":
    case "provision-output":
      return "trace";
    default:
      return "debug";
  }
}

function fieldsOf(event: EngineEvent): LogFields {
  switch (event.kind) {
    case "stopping":
      return {};
    case "planning":
      return { objects: event.objects };
    case "kept":
      return { address: formatResource(event.resource), count: event.count };
    case "planned":
      return {
        address: formatInstance(event.change.address),
        action: event.change.action,
        reason: event.change.reason?.kind,
      };
    case "apply-step":
      return { address: formatInstance(event.address), text: event.text };
    case "ephemeral-start":
    case "ephemeral-complete":
    case "ephemeral-errored":
      return { address: formatInstance(event.address), action: event.action };
    case "action-start":
    case "action-progress":
    case "action-complete":
    case "action-errored":
      return {
        action: event.invoked,
        ...(event.triggeredBy === undefined ? {} : { address: formatInstance(event.triggeredBy) }),
        took_ms: "elapsedMs" in event ? Math.round(event.elapsedMs) : undefined,
      };
    case "rollout-back":
      return { rollouts: event.names.join(" ") };
    case "rollout-objects":
    case "rollout-progress": {
      const { kind: _, name: rollout, ...rest } = event;
      return { rollout, ...rest };
    }
    case "list-start":
    case "ephemeral-deferred":
      return { address: formatInstance(event.address) };
    case "list-found":
      return { address: formatInstance(event.address), name: event.found.displayName };
    case "list-complete":
      return { address: formatInstance(event.address), found: event.total };
    case "provision-start":
    case "provision-complete":
    case "provision-errored":
    case "provision-output":
      return { address: formatInstance(event.address), provisioner: event.provisioner };
    default:
      return {
        address: formatInstance(event.address),
        id: event.id,
        deposed: "deposedKey" in event ? event.deposedKey : undefined,
        action: "action" in event ? event.action : undefined,
        took_ms: "elapsedMs" in event ? Math.round(event.elapsedMs) : undefined,
      };
  }
}
