import { evaluateRules } from "@tutti/config";
import type { Diagnostic, TaggedExtra } from "@tutti/hcl";
import { idOf } from "../graph/build-graph.ts";
import { configAddress } from "../graph/config-address.ts";
import type { ConfigNode, ResourceNode } from "../graph/config-node.ts";
import type { Walk } from "../scope/walk.ts";

/** The assertions of a `check` block: a failure is a warning and stops nothing. */
export function evaluateCheck(walk: Walk, { module, check }: ConfigNode & { kind: "check" }): void {
  const config = idOf(module, `check.${check.name}`);
  walk.checks.declare("check", config);
  if (walk.scopesOf(module.path).length === 0) walk.checks.expandNone(config);
  for (const scope of walk.scopesOf(module.path)) {
    const address = scope.qualify(`check.${check.name}`);
    walk.checks.expand(config, address);
    if (walk.checks.hasFailed(config, address)) continue;
    const outcome = evaluateRules(
      check.asserts,
      { title: "Check block assertion", severity: "warning", tellsUnknown: true },
      walk.context(scope),
    );
    walk.report(outcome.diagnostics.map(asCheckWarning));
    walk.checks.report(config, address, outcome.status, outcome.messages);
  }
}

const OF_CHECK: TaggedExtra = { kind: "tagged", tags: new Set(["check"]) };

/** What a check finds only warns. */
export function asCheckWarning(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: "warning", extra: OF_CHECK };
}

/** Whether a `check` block found it: what it says while planning is said again when that is applied. */
export function isOfCheck({ extra }: Diagnostic): boolean {
  return extra?.kind === "tagged" && extra.tags.has("check");
}

/** It stands for its objects also where something that it refers to failed, and nothing of it was asked. */
export function expandCheck(walk: Walk, { module, check }: ConfigNode & { kind: "check" }): void {
  for (const scope of walk.scopesOf(module.path))
    walk.checks.expand(idOf(module, `check.${check.name}`), scope.qualify(`check.${check.name}`));
}

/** The address of the `check` block that a data source stands in. */
export function checkAddress({ node }: { readonly node: ResourceNode }, check: string): string {
  return configAddress(node).replace(/data\.[^.]+\.[^.]+$/, `check.${check}`);
}
