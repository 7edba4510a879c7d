/** `-replace`: what is made anew though nothing about it changed. */

import { formatInstance, parseTarget, type ResourceInstance } from "@tutti/addresses";
import { type Diagnostic, warningDiagnostic } from "@tutti/hcl";
import { engineError } from "../errors.ts";
import { instancesOf } from "../scope/repetition.ts";
import type { Walk } from "../scope/walk.ts";

/** True for the instances named. */
export function replaceRequests(replace: readonly string[]): (address: ResourceInstance) => boolean {
  const replaced = new Set(replace);
  return (address) => replaced.size > 0 && replaced.has(formatInstance(address));
}

/**
 * A request without a key, where a block of that type and name is repeated: each such block, in each instance
 * of its module, says what could have been meant. In which module the address is does not count, as in Terraform.
 */
export function incompleteReplace(walk: Walk, replace: readonly string[]): readonly Diagnostic[] {
  const wanted = replace.flatMap((text) => {
    const parsed = parseTarget(text);
    if (!parsed.ok || parsed.value.kind !== "resource") return [];
    return [{ text, ...parsed.value.resource }];
  });
  const repeated = walk.graph.nodes.filter((node) => node.kind === "resource");
  return repeated.flatMap(({ module, resource: { mode, type, name, key } }) =>
    walk.scopesOf(module.path).flatMap(({ instance, expansions }) => {
      const expansion = expansions.get(key);
      if (expansion === undefined || !("count" in expansion || "over" in expansion)) return [];
      const asked = wanted.filter((one) => one.mode === mode && one.type === type && one.name === name);
      if (asked.length === 0) return [];
      const addresses = [...instancesOf(expansion)].map(([itemKey]) =>
        formatInstance({ module: instance, mode, type, name, key: itemKey }),
      );
      return asked.map(({ text }) => withoutKey(text, addresses));
    }),
  );
}

function withoutKey(request: string, addresses: readonly string[]): Diagnostic {
  const options = addresses.map((address) => `  -replace=${JSON.stringify(address)}`).join("\n");
  const lacks = "because it lacks an instance key.\n\nTo force replacement of";
  const why =
    addresses.length === 0
      ? "because this resource doesn't have any instances."
      : addresses.length === 1
        ? `${lacks} the single declared instance, use the following option instead:\n${options}`
        : `${lacks} particular instances, use one or more of the following options instead:\n${options}`;
  return warningDiagnostic(
    engineError("incompletely-matched-force-replace-resource-instance"),
    `Your force-replace request for ${request} doesn't match any resource instances ${why}`,
  );
}
