import { formatInstance, formatKey, formatModule, formatResourceName } from "@tutti/addresses";
import { importText, type ResourceChange } from "@tutti/engine";
import type { Path } from "@tutti/values";

/** Whether a change is what will be done, or what was found to have happened outside. */
export type ChangeCause = "proposed" | "drift";

/** The comment lines above a change: what happens, and why. Empty where nothing is to be shown. */
export function changeComment(change: ResourceChange, cause: ChangeCause, product: string): string {
  const what = change.deposedKey === undefined ? headline(change, cause, product) : deposedHeadline(change);
  if (what === undefined) return "";
  const lines = [...what];
  if (change.previousAddress !== undefined && change.action !== "no-op")
    lines.push(`  # (moved from ${formatInstance(change.previousAddress)})`);
  if (change.importing !== undefined) {
    if (change.action !== "no-op") lines.push(`  # (imported from ${importedFrom(change.importing)})`);
    else if (change.generatedConfig !== undefined) lines.push("  # (config will be generated)");
    if (change.action === "delete-then-create" || change.action === "create-then-delete")
      lines.push("  # Warning: this will destroy the imported resource");
  }
  return `${lines.join("\n")}\n`;
}

function importedFrom(importing: NonNullable<ResourceChange["importing"]>): string {
  return importing.identity === undefined ? `"${importing.id}"` : importText(importing);
}

function deposedHeadline(change: ResourceChange): readonly string[] {
  const address = `${formatInstance(change.address)} (deposed object ${change.deposedKey})`;
  if (change.action === "delete")
    return [
      `  # ${address} will be destroyed`,
      "  # (left over from a partially-failed replacement of this instance)",
    ];
  return [`  # ${address} has changed`];
}

function headline(
  change: ResourceChange,
  cause: ChangeCause,
  product: string,
): readonly string[] | undefined {
  const address = formatInstance(change.address);
  switch (change.action) {
    case "create":
      return [`  # ${address} will be created`];
    case "read":
      return [`  # ${address} will be read during apply`, ...readReason(change)];
    case "update":
      return [cause === "drift" ? `  # ${address} has changed` : `  # ${address} will be updated in-place`];
    case "delete-then-create":
    case "create-then-delete":
      return [replaceHeadline(change, address)];
    case "delete":
      return cause === "drift"
        ? [`  # ${address} has been deleted`]
        : [`  # ${address} will be destroyed`, ...deleteReason(change)];
    case "forget":
      return [
        ` # ${address} will no longer be managed by ${product}, but will not be destroyed`,
        " # (destroy = false is set in the configuration)",
      ];
    case "no-op":
      if (change.previousAddress !== undefined)
        return [`  # ${formatInstance(change.previousAddress)} has moved to ${address}`];
      return change.importing === undefined ? undefined : [`  # ${address} will be imported`];
  }
}

function replaceHeadline(change: ResourceChange, address: string): string {
  switch (change.reason?.kind) {
    case "replace_because_tainted":
      return `  # ${address} is tainted, so must be replaced`;
    case "replace_by_request":
      return `  # ${address} will be replaced, as requested`;
    case "replace_by_triggers":
      return `  # ${address} will be replaced due to changes in replace_triggered_by`;
    default:
      return `  # ${address} must be replaced`;
  }
}

function readReason(change: ResourceChange): readonly string[] {
  switch (change.reason?.kind) {
    case "read_because_config_unknown":
      return ["  # (config refers to values not yet known)"];
    case "read_because_dependency_pending":
      return ["  # (depends on a resource or a module with changes pending)"];
    case "read_because_check_nested":
      return ["  # (config will be reloaded to verify a check block)"];
    default:
      return [];
  }
}

function deleteReason(change: ResourceChange): readonly string[] {
  const { address, reason } = change;
  const key = formatKey(address.key);
  switch (reason?.kind) {
    case "delete_because_no_resource_config":
      return [`  # (because ${formatResourceName(address)} is not in configuration)`];
    case "delete_because_no_module":
      return [
        `  # (because ${reason.module === "" ? formatModule(address.module) : reason.module} is not in configuration)`,
      ];
    case "delete_because_disabled":
      return ["  # (because its lifecycle has enabled = false)"];
    case "delete_because_wrong_repetition":
      if (address.key === undefined) return ["  # (because resource uses count or for_each)"];
      return [
        `  # (because resource does not use ${typeof address.key === "number" ? "count" : "for_each"})`,
      ];
    case "delete_because_count_index":
      return [`  # (because index ${key} is out of range for count)`];
    case "delete_because_each_key":
      return [`  # (because key ${key} is not in for_each map)`];
    case "delete_because_no_move_target":
      return change.previousAddress === undefined
        ? []
        : [
            `  # (because ${formatInstance(change.previousAddress)} was moved to ${formatInstance(address)}, which is not in configuration)`,
          ];
    default:
      return [];
  }
}

/** In our own voice: why this is done, where Terraform says nothing of it. */
export function ownReason(change: ResourceChange): string | undefined {
  switch (change.reason?.kind) {
    case "create_because_new":
      return "it is not in the state yet";
    case "create_because_gone":
      return "it was there, and is gone from outside";
    case "update_because_changed": {
      const names = attributesOf(change.reason.paths);
      const what = names.length === 0 ? "it" : names.join(", ");
      return change.reason.drifted
        ? `${what} changed outside of Tutti, and ${names.length > 1 ? "are" : "is"} set back`
        : `${what} differ${names.length > 1 ? "" : "s"} from the configuration`;
    }
    case "replace_because_cannot_update": {
      const names = attributesOf(change.reason.paths);
      if (names.length === 0) return undefined;
      const drift = change.reason.drifted ? "changed outside of Tutti and " : "";
      return `${names.join(", ")} ${drift}cannot be changed in place`;
    }
    case "replace_by_triggers":
      return change.reason.triggers.length === 0 ? undefined : `${change.reason.triggers.join(", ")} changed`;
    case "delete_by_request":
      return "the whole plan destroys";
    default:
      return undefined;
  }
}

function attributesOf(paths: readonly Path[]): readonly string[] {
  const names = new Set<string>();
  for (const [step] of paths) if (step?.kind === "attribute") names.add(step.name);
  return [...names];
}
