import { formatModulePath, type ModulePath } from "@tutti/addresses";
import { type Expression, hasErrors, rangeText } from "@tutti/hcl";
import { applyDefaults, convert, DYNAMIC, UNKNOWN_DYNAMIC, Value } from "@tutti/values";
import { configError } from "../errors.ts";
import type { CheckRule } from "../module/check.ts";
import type { ModuleNode } from "../module/module.ts";
import { modulesOf } from "../module/module.ts";
import type { ModuleCall } from "../module/module-call.ts";
import type { Local, Output, Variable } from "../module/named-value.ts";
import { type ProviderConfig, providerKey } from "../module/provider.ts";
import { referencesOf } from "../reference/references-of.ts";
import { resolveProvider, sourceOf } from "../tree/resolve-provider.ts";
import { finalVariableValue, markedVariable } from "../variables/final-value.ts";
import { evaluateRules, messageOf, type RuleKind } from "./check-rules.ts";
import { validateDependsOn } from "./depends-on.ts";
import { ephemeralArgument, ephemeralResult } from "./ephemeral-use.ts";
import type { Repetition } from "./fixed-names.ts";
import {
  evaluateAs,
  validateCount,
  validateEnabled,
  validateForEach,
  validateProviderKey,
} from "./repetition.ts";
import { localKey, UnknownScope } from "./unknown-scope.ts";
import { validateBody } from "./validate-body.ts";
import type { Validation } from "./validation.ts";
import { evaluateValidations } from "./variable-validations.ts";

export function validateVariable(
  node: ModuleNode,
  variable: Variable,
  argument: Expression | undefined,
  validation: Validation,
): void {
  // What the root module is given is not known yet.
  if (node.parent === undefined) return;
  const value =
    argument === undefined
      ? defaultOf(variable)
      : validateArgument(node, node.parent, variable, argument, validation);
  if (value !== undefined) validation.variables.set(variableKey(node, variable), value);
}

function variableKey({ path }: ModuleNode, { name }: Variable): string {
  return `${path.join(".")}/${name}`;
}

/** The conditions of a variable, which see its value where it is known. */
export function validateConditions(
  node: ModuleNode,
  variable: Variable,
  argument: Expression | undefined,
  validation: Validation,
): void {
  const value = validation.variables.get(variableKey(node, variable));
  const scope = new UnknownScope(node, validation, value && { own: { variable, value } });
  const before = validation.diagnostics.errorCount;
  for (const rule of variable.validations) {
    const unreadable = [rule.condition, rule.errorMessage].flatMap((expression) =>
      expression === undefined ? [] : referencesOf(expression).diagnostics,
    );
    if (validation.diagnostics.addAll(unreadable)) validateStrictly(rule, scope, validation);
  }
  if (validation.diagnostics.errorCount > before) return;
  const subject = node.parent === undefined ? variable.declRange : argument?.range;
  validation.diagnostics.addAll(
    evaluateValidations(variable.validations, scope.context, subject).diagnostics,
  );
}

function defaultOf(variable: Variable): Value | undefined {
  const value = finalVariableValue(variable, undefined);
  return value.ok ? value.value : undefined;
}

/** The value that the variable has then; undefined where something is wrong with it. */
function validateArgument(
  node: ModuleNode,
  parent: ModuleNode,
  variable: Variable,
  argument: Expression,
  validation: Validation,
): Value | undefined {
  const { diagnostics } = validation;
  const repetition = node.call && repetitionOfCall(node.call);
  if (variable.deprecated !== undefined)
    diagnostics.warning(
      configError("deprecated-variable"),
      `Variable "${variable.name}" of this module is deprecated by its author:\n\n${variable.deprecated}`,
      argument.range,
    );
  const scope = new UnknownScope(parent, validation, { repetition });
  const value = evaluateAs(argument, DYNAMIC, scope, diagnostics);
  if (value === undefined) return undefined;
  const address = `${formatModulePath(node.path)}.var.${variable.name}`;
  const at = rangeText(variable.declRange);
  if (value.isNull) {
    if (variable.nullable) return Value.null(variable.constraint);
    if (variable.default !== undefined) return defaultOf(variable);
    diagnostics.error(
      configError("required-variable-not-set"),
      `The given value is not suitable for ${address} defined at ${at}: required variable may not be set to null.`,
      argument.range,
    );
    return undefined;
  }
  const filled = variable.typeDefaults === undefined ? value : applyDefaults(value, variable.typeDefaults);
  const converted = convert(filled, variable.constraint);
  if (!converted.ok) {
    diagnostics.error(
      configError("invalid-value-for-input-variable"),
      `The given value is not suitable for ${address} declared at ${at}: ${converted.error.message}.`,
      argument.range,
    );
    return undefined;
  }
  if (!variable.ephemeral && containsMark(converted.value, "ephemeral")) {
    diagnostics.add(ephemeralArgument(argument.range));
  }
  return markedVariable(converted.value, variable);
}

export function containsMark(value: Value, mark: string): boolean {
  if (!value.containsMarks) return false;
  if (value.hasMark(mark)) return true;
  if (!value.isKnown) return false;
  const data = value.withoutMarks().data;
  if (Array.isArray(data)) return data.some((item) => containsMark(item, mark));
  if (data instanceof Map) return [...data.values()].some((item) => containsMark(item, mark));
  return false;
}

/** Conditions are evaluated whatever their references: both kinds of mistakes are told. */
export function validateRule(rule: CheckRule, scope: UnknownScope, { diagnostics }: Validation): void {
  for (const expression of [rule.condition, rule.errorMessage]) {
    if (expression !== undefined) diagnostics.addAll(scope.evaluateAnyway(expression).diagnostics);
  }
}

/** The same for what is evaluated together: a wrong reference in one takes the names of both away. */
function validateTogether(
  rule: CheckRule,
  evaluated: readonly ("condition" | "errorMessage")[],
  scope: UnknownScope,
  { diagnostics }: Validation,
): void {
  const both = [rule.condition, rule.errorMessage].filter((expression) => expression !== undefined);
  for (const name of ["condition", "errorMessage"] as const) {
    const expression = rule[name];
    if (expression === undefined) continue;
    diagnostics.addAll(
      evaluated.includes(name)
        ? scope.evaluateAnyway(expression, both).diagnostics
        : scope.checkReferences(expression),
    );
  }
}

/** Conditions whose references are wrong are not evaluated. */
function validateStrictly(rule: CheckRule, scope: UnknownScope, { diagnostics }: Validation): void {
  for (const expression of [rule.condition, rule.errorMessage]) {
    if (expression !== undefined) diagnostics.addAll(scope.evaluate(expression).diagnostics);
  }
}

export function validateLocal(node: ModuleNode, local: Local, validation: Validation): void {
  const scope = new UnknownScope(node, validation);
  const { value, diagnostics } = scope.evaluate(local.expression);
  validation.diagnostics.addAll(diagnostics);
  validation.locals.set(localKey(node, local.name), hasErrors(diagnostics) ? UNKNOWN_DYNAMIC : value);
}

export function validateOutput(node: ModuleNode, output: Output, validation: Validation): void {
  const { diagnostics } = validation;
  const scope = new UnknownScope(node, validation);
  const isRoot = node.parent === undefined;
  if (isRoot && output.ephemeral) {
    diagnostics.error(
      configError("ephemeral-output-not-allowed"),
      "Ephemeral outputs are not allowed in context of a root module",
      output.declRange,
    );
    return;
  }
  const { expression } = output;
  const before = diagnostics.errorCount;
  for (const rule of output.preconditions) {
    const sound = diagnostics.errorCount;
    validateTogether(rule, ["condition", "errorMessage"], scope, validation);
    if (diagnostics.errorCount === sound)
      diagnostics.addAll(evaluateRules([rule], PRECONDITION, scope.context).diagnostics);
  }
  if (expression === undefined || diagnostics.errorCount > before) return;
  const { value, diagnostics: found } = scope.evaluate(expression);
  diagnostics.addAll(found);
  validateDependsOn(output.dependsOn, scope, diagnostics);
  // What could be made of it may be secret, whatever is wrong with the rest.
  if (isRoot && !output.sensitive && containsMark(value, "sensitive")) {
    diagnostics.error(
      configError("output-refers-to-sensitive-values"),
      "To reduce the risk of accidentally exporting sensitive data that was intended to be only internal, <Tutti> requires that any root module output containing sensitive data be explicitly marked as sensitive, to confirm your intent.\n\nIf you do intend to export this data, annotate the output value as sensitive by adding the following argument:\n    sensitive = true",
      output.declRange,
    );
  }
  const mistake = hasErrors(found) ? undefined : ephemeralResult(output, value);
  if (mistake !== undefined) diagnostics.add(mistake);
}

const PRECONDITION: RuleKind = { title: "Module output value precondition", severity: "error" };

export function validateCall(node: ModuleNode, call: ModuleCall, validation: Validation): void {
  const scope = new UnknownScope(node, validation);
  if (call.count !== undefined) validateCount(call.count, scope, validation.diagnostics);
  else if (call.forEach !== undefined) validateForEach(call.forEach, scope, validation.diagnostics);
  const { enabled } = call.lifecycle;
  if (enabled !== undefined) validateEnabled(enabled, scope, validation.diagnostics);
  validateDependsOn(call.dependsOn, scope, validation.diagnostics);
  const inside = new UnknownScope(node, validation, { repetition: repetitionOfCall(call) });
  for (const { inParent } of call.providers)
    validateProviderKey(inParent.key, inside, validation.diagnostics);
}

function repetitionOfCall({ count, forEach }: ModuleCall): Repetition | undefined {
  if (count !== undefined) return "count";
  return forEach === undefined ? undefined : "for_each";
}

/** Only of providers that something uses: the others are never started. */
export function validateProvider(node: ModuleNode, config: ProviderConfig, validation: Validation): void {
  if (!usedProviders(validation).has(placeOf(node.path, config))) return;
  const schema = validation.schema(sourceOf(node, config.name));
  if (schema === undefined) return;
  const { forEach } = config;
  if (forEach !== undefined)
    validateForEach(forEach, new UnknownScope(node, validation), validation.diagnostics);
  const place = forEach === undefined ? {} : { repetition: "for_each" as const };
  const scope = new UnknownScope(node, validation, place);
  validateBody(config.config, schema.provider.block, scope, validation.diagnostics);
}

const used = new WeakMap<Validation, ReadonlySet<string>>();

/** Where many calls lead to one module, it is one block at many places. */
function placeOf(path: ModulePath, config: ProviderConfig): string {
  return `${formatModulePath(path)} ${providerKey(config)}`;
}

function usedProviders(validation: Validation): ReadonlySet<string> {
  const known = used.get(validation);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const node of modulesOf(validation.config.root)) {
    const { resources, actions } = node.module;
    for (const user of [...resources.values(), ...actions.values()]) {
      const { module, config } = resolveProvider(node, user);
      if (config !== undefined) found.add(placeOf(module, config));
    }
  }
  used.set(validation, found);
  return found;
}

/** Of a check only the message is evaluated before there is a plan. */
export function validateCheck(
  node: ModuleNode,
  name: string,
  asserts: readonly CheckRule[],
  validation: Validation,
): void {
  const scope = new UnknownScope(node, validation, { inCheck: name });
  for (const rule of asserts) {
    const sound = validation.diagnostics.errorCount;
    validateTogether(rule, ["errorMessage"], scope, validation);
    if (validation.diagnostics.errorCount === sound)
      validation.diagnostics.addAll(messageOf(rule, scope.context).diagnostics);
  }
}
