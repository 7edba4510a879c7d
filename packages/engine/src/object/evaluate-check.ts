import { evaluateRules } from "@tutti/config";
import { type Diagnostic, hasErrors, type TaggedExtra } from "@tutti/hcl";
import { idOf } from "../graph/build-graph.ts";
import { configAddress } from "../graph/config-address.ts";
import type { ConfigNode } from "../graph/config-node.ts";
import type { Walk } from "../scope/walk.ts";
import type { ObjectPlace } from "./conditions.ts";

/**
 * The assertions of a `check` block: a failure is a warning and stops nothing. What cannot be evaluated
 * is a mistake there as elsewhere: then it is false.
 */
export function evaluateCheck(walk: Walk, { module, check }: ConfigNode & { kind: "check" }): boolean {
  let ok = true;
  const config = idOf(module, `check.${check.name}`);
  walk.checks.declare("check", config);
  if (walk.scopesOf(module.path).length === 0) walk.checks.expandNone(config);
  for (const scope of walk.scopesOf(module.path)) {
    const address = scope.qualify(`check.${check.name}`);
    walk.checks.expand(config, address);
    if (walk.checks.hasFailed(config, address)) continue;
    const outcome = evaluateRules(
      check.asserts,
      { title: "Check block assertion", severity: "warning", tellsUnknown: true, extra: OF_CHECK },
      walk.context(scope),
    );
    walk.report(outcome.diagnostics);
    if (outcome.ephemeral.length > 0) walk.checks.askAgain(config);
    ok &&= outcome.status !== "error";
    walk.checks.report(config, address, outcome.status, outcome.messages);
  }
  return ok;
}

const OF_CHECK: TaggedExtra = { kind: "tagged", tags: new Set(["check"]) };

/** What the data of a check are found to lack only warns. */
function asCheckWarning(diagnostic: Diagnostic): Diagnostic {
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

/**
 * What was found while a data source was read: in a check it only warns, and the check has failed
 * where there were errors. True where the value is there to be used.
 */
export function reportFound(
  walk: Walk,
  { node, scope }: Pick<ObjectPlace, "node" | "scope">,
  found: readonly Diagnostic[],
): boolean {
  const { inCheck } = node.resource;
  walk.report(inCheck === undefined ? found : found.map(asCheckWarning));
  if (!hasErrors(found)) return true;
  if (inCheck === undefined) return false;
  const config = configAddress(node).replace(/data\.[^.]+\.[^.]+$/, `check.${inCheck}`);
  walk.checks.declare("check", config);
  walk.checks.report(config, scope.qualify(`check.${inCheck}`), "fail", [oneText(found)]);
  return false;
}

/** All that was found in one text, as Go's errors say it. */
function oneText(found: readonly Diagnostic[]): string {
  const texts = found.map(({ summary, detail }) => (detail === "" ? summary : `${summary}: ${detail}`));
  if (texts.length === 1) return texts[0] ?? "";
  return `${texts.length} problems:\n${texts.map((text) => `\n- ${text}`).join("")}`;
}
