/** `-replace`: what is made anew though nothing about it changed. */

import { formatInstance, formatResource, parseTarget, type ResourceInstance } from "@tutti/addresses";
import { type Diagnostic, warningDiagnostic } from "@tutti/hcl";
import { engineError } from "../errors.ts";

/** True for the instances named. */
export function replaceRequests(replace: readonly string[]): (address: ResourceInstance) => boolean {
  const replaced = new Set(replace);
  return (address) => replaced.size > 0 && replaced.has(formatInstance(address));
}

/** A -replace address without a key, of a resource that has keys, names nothing. */
export function incompleteReplace(
  replace: readonly string[],
  instances: readonly ResourceInstance[],
): readonly Diagnostic[] {
  return replace.flatMap((text) => {
    const parsed = parseTarget(text);
    if (!parsed.ok || parsed.value.kind !== "resource") return [];
    const { resource } = parsed.value;
    const keyed = instances.filter(
      (instance) => formatResource(instance) === formatResource(resource) && instance.key !== undefined,
    );
    if (keyed.length === 0) return [];
    const options = keyed
      .map((instance) => `  -replace=${JSON.stringify(formatInstance(instance))}`)
      .join("\n");
    return [
      warningDiagnostic(
        engineError("incompletely-matched-force-replace-resource-instance"),
        `Your force-replace request for ${text} doesn't match any resource instances because it lacks an instance key.\n\nTo force replacement of particular instances, use one or more of the following options instead:\n${options}`,
      ),
    ];
  });
}
