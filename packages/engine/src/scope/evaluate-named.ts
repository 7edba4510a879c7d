/** Variables, local values, outputs and module instances: what needs no provider. Each answers whether it went well. */

import { formatModulePath, type InstanceKey, type ModuleStep } from "@tutti/addresses";
import {
  configError,
  ephemeralArgument,
  ephemeralResult,
  evaluateRules,
  finalVariableValue,
  type InputValue,
  type ModuleNode,
  type Variable,
} from "@tutti/config";
import { type Attribute, errorDiagnostic, evaluate, hasErrors } from "@tutti/hcl";
import { DYNAMIC, UNKNOWN_DYNAMIC, Value } from "@tutti/values";
import type { ConfigNode } from "../graph/config-node.ts";
import { evaluateExpansion } from "./expansion.ts";
import { infiniteMistake } from "./infinite-mistake.ts";
import { type CallExpansion, ModuleScope } from "./module-scope.ts";
import { instancesOf } from "./repetition.ts";
import { unsignedZeros } from "./unsigned-zero.ts";
import { validateVariable } from "./validate-variable.ts";
import type { Walk } from "./walk.ts";

type NodeOf<K extends ConfigNode["kind"]> = ConfigNode & { readonly kind: K };

/** Makes the instances of a module block. */
export function expandModule(walk: Walk, { module: node }: NodeOf<"expand">): boolean {
  const { parent, call } = node;
  if (parent === undefined || call === undefined) return true;
  let ok = true;
  for (const scope of walk.scopesOf(parent.path)) {
    const evaluated = evaluateExpansion(call, walk.context(scope));
    walk.reportExpansion(formatModulePath(node.path), evaluated);
    const { expansion } = evaluated;
    if (expansion.kind === "unknown") ok = false;
    // While applying the instances are there already, and only learn their values.
    const before = scope.calls.get(call.name)?.instances;
    const instances = new Map<InstanceKey, ModuleScope>();
    for (const [key, repetition] of instancesOf(expansion)) {
      const child = before?.get(key) ?? addChild(walk, scope, node, { name: call.name, key });
      child.repetition = repetition;
      instances.set(key, child);
    }
    const expanded: CallExpansion = { kind: expansion.kind, instances };
    scope.calls.set(call.name, expanded);
    scope.callExpansions.set(call.name, expansion);
  }
  return ok;
}

function addChild(walk: Walk, parent: ModuleScope, node: ModuleNode, step: ModuleStep): ModuleScope {
  const child = new ModuleScope(node, [...parent.instance, step], parent);
  walk.addScope(child);
  return child;
}

/** Variables of a module: arguments of the block that calls it; of the root: what was given. */
export function evaluateVariable(
  walk: Walk,
  { module: node, variable }: NodeOf<"variable">,
  given: ReadonlyMap<string, InputValue>,
): boolean {
  let ok = true;
  const configAddress = inModule(node, `var.${variable.name}`);
  if (walk.asked(variable.validations).length > 0) walk.checks.declare("var", configAddress);
  if (walk.scopesOf(node.path).length === 0) walk.checks.expandNone(configAddress);
  for (const scope of walk.scopesOf(node.path)) {
    const address = scope.qualify(`var.${variable.name}`);
    const from = scope.parent === undefined ? given.get(variable.name) : argument(walk, scope, variable);
    const final = from === "failed" ? undefined : finalVariableValue(variable, from, address);
    if (from === "failed" || final?.ok !== true) {
      scope.variables.set(variable.name, Value.unknown(variable.type));
      if (final?.ok === false) walk.report([final.diagnostic]);
      ok = false;
      continue;
    }
    scope.variables.set(variable.name, final.value);
    if (!variable.ephemeral && scope.parent !== undefined && hasMarkInside(final.value, "ephemeral")) {
      const range = argumentOf(scope, variable)?.expression.range;
      walk.report([ephemeralArgument(range ?? variable.declRange)]);
      ok = false;
      continue;
    }
    if (!validateVariable(walk, scope, variable, configAddress, from)) ok = false;
  }
  return ok;
}

function inModule(node: ModuleNode, name: string): string {
  const module = formatModulePath(node.path);
  return module === "" ? name : `${module}.${name}`;
}

function argument(walk: Walk, scope: ModuleScope, variable: Variable): InputValue | "failed" | undefined {
  const attribute = argumentOf(scope, variable);
  if (attribute === undefined || scope.parent === undefined) return undefined;
  const { value, ok } = walk.evaluate(attribute.expression, walk.context(scope.parent, scope.repetition));
  if (!ok) return "failed";
  const { range } = attribute.expression;
  return { value, source: { kind: "file", path: range.filename, range } };
}

function argumentOf({ node }: ModuleScope, variable: Variable): Attribute | undefined {
  return node.call?.config.justAttributes().attributes.get(variable.name);
}

export function evaluateLocal(walk: Walk, { module: node, local }: NodeOf<"local">): boolean {
  let ok = true;
  for (const scope of walk.scopesOf(node.path)) {
    const result = walk.evaluate(local.expression, walk.context(scope));
    scope.locals.set(local.name, result.value);
    ok &&= result.ok;
  }
  return ok;
}

export function evaluateOutput(walk: Walk, { module: node, output }: NodeOf<"output">): boolean {
  let ok = true;
  const configAddress = inModule(node, `output.${output.name}`);
  const preconditions = walk.asked(output.preconditions);
  if (preconditions.length > 0) walk.checks.declare("output", configAddress);
  if (walk.scopesOf(node.path).length === 0) walk.checks.expandNone(configAddress);
  for (const scope of walk.scopesOf(node.path)) {
    const context = walk.context(scope);
    if (preconditions.length > 0) {
      const kind = { title: "Module output value precondition", severity: walk.outputSeverity };
      const outcome = evaluateRules(preconditions, kind, context);
      walk.report(outcome.diagnostics);
      if (outcome.ephemeral.length > 0) walk.checks.askAgain(configAddress);
      const address = scope.qualify(`output.${output.name}`);
      walk.checks.report(configAddress, address, outcome.status, outcome.messages);
      if (outcome.status === "error" || (outcome.status === "fail" && walk.outputSeverity === "error")) {
        // Nothing is said of what the root would show.
        if (scope.parent !== undefined) scope.outputs.set(output.name, UNKNOWN_DYNAMIC);
        ok = false;
        continue;
      }
    }
    if (output.expression === undefined) continue;
    const result = evaluate(output.expression, context);
    walk.report(result.diagnostics);
    const infinite =
      scope.parent === undefined ? infiniteMistake("The output", result.value, output.expression) : undefined;
    if (infinite !== undefined) walk.report([{ ...infinite, evalContext: context }]);
    const failed = infinite !== undefined || hasErrors(result.diagnostics);
    const given = scope.parent === undefined ? unsignedZeros(result.value) : result.value;
    const value = failed ? Value.unknown(DYNAMIC) : given;
    // Terraform 1.11 hides by `sensitive` what a root output shows, not what a module hands out.
    const hidden = output.sensitive && scope.parent === undefined;
    // Of one of the root that failed nothing is planned.
    if (!failed || scope.parent !== undefined)
      scope.outputs.set(output.name, hidden ? value.withMarks(["sensitive"]) : value);
    if (failed) checkSensitive(walk, scope, output, result.value);
    if (failed || !checkMarks(walk, scope, output, value)) {
      // Nothing is said of what must not be shown.
      if (!failed && node.parent === undefined) scope.outputs.delete(output.name);
      ok = false;
    }
  }
  return ok;
}

function checkMarks(
  walk: Walk,
  scope: ModuleScope,
  output: NodeOf<"output">["output"],
  value: Value,
): boolean {
  const mistake = ephemeralResult(output, value);
  if (mistake !== undefined) {
    walk.report([mistake]);
    return false;
  }
  return checkSensitive(walk, scope, output, value);
}

/** Also of what could be made of a value in which something is wrong. */
function checkSensitive(
  walk: Walk,
  scope: ModuleScope,
  output: NodeOf<"output">["output"],
  value: Value,
): boolean {
  if (scope.parent !== undefined || output.sensitive || !hasMarkInside(value, "sensitive")) return true;
  walk.report([
    errorDiagnostic(configError("output-refers-to-sensitive-values"), SENSITIVE_OUTPUT, output.declRange),
  ]);
  return false;
}

const SENSITIVE_OUTPUT = `To reduce the risk of accidentally exporting sensitive data that was intended to be only internal, <Tutti> requires that any root module output containing sensitive data be explicitly marked as sensitive, to confirm your intent.

If you do intend to export this data, annotate the output value as sensitive by adding the following argument:
    sensitive = true`;

function hasMarkInside(value: Value, mark: string): boolean {
  if (!value.containsMarks) return false;
  if (value.hasMark(mark)) return true;
  if (!value.isKnown) return false;
  const { data } = value;
  if (data instanceof Map) return [...value.asEntries.values()].some((item) => hasMarkInside(item, mark));
  return Array.isArray(data) && value.asItems.some((item) => hasMarkInside(item, mark));
}
