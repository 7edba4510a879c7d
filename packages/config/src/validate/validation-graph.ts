import { formatModulePath, formatResourceName } from "@tutti/addresses";
import type { Expression, Traversal } from "@tutti/hcl";
import { connectionBody } from "../decode/connection-body.ts";
import { configError } from "../errors.ts";
import type { Action } from "../module/action.ts";
import type { CheckRule } from "../module/check.ts";
import { type ModuleNode, modulesOf } from "../module/module.ts";
import type { ModuleCall } from "../module/module-call.ts";
import type { Local, Output, Variable } from "../module/named-value.ts";
import type { ProviderConfig } from "../module/provider.ts";
import type { Resource } from "../module/resource.ts";
import { parseReference } from "../reference/parse-reference.ts";
import type { Reference } from "../reference/reference.ts";
import { referencesOf } from "../reference/references-of.ts";
import { bodyReferences } from "../schema/block-expressions.ts";
import { resolveProvider, sourceOf } from "../tree/resolve-provider.ts";
import { CONNECTION, PROVISIONERS } from "./provisioner-schema.ts";
import { resourceBlockSchema } from "./resource-schema.ts";
import type { Validation } from "./validation.ts";

/** One thing that is validated, after what it refers to. */
export type Vertex = { readonly module: ModuleNode; readonly label: string; readonly id: string } & (
  | { readonly kind: "variable"; readonly variable: Variable; readonly argument: Expression | undefined }
  /** The conditions of a variable: who refers to it waits for them. */
  | { readonly kind: "validation"; readonly variable: Variable; readonly argument: Expression | undefined }
  | { readonly kind: "local"; readonly local: Local }
  | { readonly kind: "output"; readonly output: Output }
  | { readonly kind: "resource"; readonly resource: Resource }
  | { readonly kind: "call"; readonly call: ModuleCall }
  | { readonly kind: "provider"; readonly provider: ProviderConfig }
  | { readonly kind: "action"; readonly action: Action }
  | { readonly kind: "check"; readonly asserts: readonly CheckRule[]; readonly name: string }
);

export interface ValidationGraph {
  readonly vertices: readonly Vertex[];
  /** Indexes of what each needs first. */
  readonly edges: readonly (readonly number[])[];
}

export function buildValidationGraph(
  validation: Validation,
  argumentsOf: (node: ModuleNode) => ReadonlyMap<string, Expression>,
): ValidationGraph {
  const vertices: Vertex[] = [];
  for (const node of modulesOf(validation.config.root)) addModule(node, argumentsOf(node), vertices);
  const ids = new Map(vertices.map((vertex, index) => [vertex.id, index]));
  const edges = vertices.map((vertex) => {
    const needed = new Set<number>();
    for (const id of dependenciesOf(vertex, validation)) {
      const index = ids.get(id);
      if (index !== undefined && vertices[index] !== vertex) needed.add(index);
    }
    return [...needed];
  });
  return { vertices, edges };
}

function prefixOf(node: ModuleNode): string {
  return node.path.length === 0 ? "" : `${formatModulePath(node.path)}.`;
}

function addModule(module: ModuleNode, given: ReadonlyMap<string, Expression>, out: Vertex[]): void {
  const prefix = prefixOf(module);
  const base = (name: string, suffix: string) => ({
    module,
    id: prefix + name,
    label: `${prefix}${name}${suffix}`,
  });
  const own = module.module;
  for (const variable of own.variables.values()) {
    const suffix = module.parent === undefined ? "" : " (expand)";
    const argument = given.get(variable.name);
    const name = `var.${variable.name}`;
    if (variable.validations.length === 0) {
      out.push({ kind: "variable", variable, argument, ...base(name, suffix) });
      continue;
    }
    out.push({ kind: "variable", variable, argument, ...base(name, suffix), id: valueId(prefix + name) });
    out.push({ kind: "validation", variable, argument, ...base(name, " (validation)") });
  }
  for (const local of own.locals.values()) {
    out.push({ kind: "local", local, ...base(`local.${local.name}`, " (expand)") });
  }
  for (const resource of own.resources.values()) {
    out.push({ kind: "resource", resource, ...base(resource.key, "") });
  }
  for (const call of own.moduleCalls.values()) {
    out.push({ kind: "call", call, ...base(`module.${call.name}`, " (expand)") });
  }
  for (const [key, provider] of own.providerConfigs) {
    const shown = `${prefix}provider["${sourceOf(module, provider.name)}"]`;
    const label = provider.alias === undefined ? shown : `${shown}.${provider.alias}`;
    out.push({ kind: "provider", provider, ...base(`provider.${key}`, ""), label });
  }
  for (const action of own.actions.values()) {
    out.push({ kind: "action", action, ...base(action.key, "") });
  }
  for (const output of own.outputs.values()) {
    out.push({ kind: "output", output, ...base(`output.${output.name}`, " (expand)") });
  }
  for (const { name, asserts } of own.checks.values()) {
    out.push({ kind: "check", asserts, name, ...base(`check.${name}`, "") });
  }
}

/** Ids of the vertices that must come first. */
function* dependenciesOf(vertex: Vertex, validation: Validation): Generator<string> {
  const { module } = vertex;
  if (module.parent !== undefined && module.call !== undefined) {
    yield `${prefixOf(module.parent)}module.${module.call.name}`;
  }
  switch (vertex.kind) {
    case "variable":
      if (module.parent !== undefined) yield* ofExpressions([vertex.argument], module.parent, validation);
      return;
    case "validation": {
      yield valueId(vertex.id);
      const { validations } = vertex.variable;
      for (const id of ofExpressions(ofRules(validations), module, validation))
        if (id !== vertex.id) yield id;
      return;
    }
    case "local":
      return yield* ofExpressions([vertex.local.expression], module, validation);
    case "output": {
      const { expression, preconditions, dependsOn } = vertex.output;
      yield* ofExpressions([expression, ...ofRules(preconditions)], module, validation);
      return yield* ofTraversals(dependsOn, module, validation);
    }
    case "resource":
      return yield* ofResource(vertex.resource, module, validation);
    case "call":
      yield* ofExpressions(
        [
          vertex.call.count,
          vertex.call.forEach,
          vertex.call.lifecycle.enabled,
          ...vertex.call.providers.map(({ inParent }) => inParent.key),
        ],
        module,
        validation,
      );
      return yield* ofTraversals(vertex.call.dependsOn, module, validation);
    case "provider": {
      const schema = validation.schema(sourceOf(module, vertex.provider.name));
      if (schema === undefined) return;
      yield* ofExpressions([vertex.provider.forEach], module, validation);
      return yield* ofReferences(
        bodyReferences(vertex.provider.config, schema.provider.block).references,
        module,
        validation,
      );
    }
    case "action":
      return yield* ofAction(vertex.action, module, validation);
    case "check":
      return yield* ofExpressions(ofRules(vertex.asserts), module, validation);
  }
}

function ofRules(rules: readonly CheckRule[]): readonly (Expression | undefined)[] {
  return rules.flatMap(({ condition, errorMessage }) => [condition, errorMessage]);
}

function* ofResource(resource: Resource, module: ModuleNode, validation: Validation): Generator<string> {
  const provider = resolveProvider(module, resource);
  if (provider.config !== undefined) {
    const prefix = provider.module.length === 0 ? "" : `${formatModulePath(provider.module)}.`;
    const { name, alias } = provider.config;
    yield `${prefix}provider.${alias === undefined ? name : `${name}.${alias}`}`;
  }
  yield* ofTraversals(resource.dependsOn, module, validation);
  yield* ofExpressions(
    [
      resource.count,
      resource.forEach,
      resource.lifecycle.enabled,
      resource.provider?.key,
      resource.listing?.includeResource,
      resource.listing?.limit,
      ...resource.lifecycle.replaceTriggeredBy,
      ...resource.lifecycle.actionTriggers.flatMap(({ condition, actions }) => [
        condition,
        ...actions.map(({ instance }) => instance),
      ]),
      ...ofRules(resource.preconditions),
      ...ofRules(resource.postconditions),
    ],
    module,
    validation,
  );
  const known = validation.schema(resource.providerSource);
  const schema = known === undefined ? undefined : resourceBlockSchema(known, resource);
  if (schema !== undefined)
    yield* ofReferences(bodyReferences(resource.config, schema).references, module, validation);
  for (const { type, config, connection } of resource.provisioners) {
    const own = PROVISIONERS.get(type);
    if (own !== undefined) yield* ofReferences(bodyReferences(config, own).references, module, validation);
    const connected = connectionBody({ connection }, resource.connection);
    if (connected !== undefined)
      yield* ofReferences(bodyReferences(connected, CONNECTION).references, module, validation);
  }
}

/** Resources do not wait for what they trigger: it may refer to them. */
function* ofAction(action: Action, module: ModuleNode, validation: Validation): Generator<string> {
  yield* ofExpressions([action.count, action.forEach, action.provider?.key], module, validation);
  const schema = validation.schema(action.providerSource)?.actions?.get(action.type)?.block;
  if (schema !== undefined)
    yield* ofReferences(bodyReferences(action.config, schema).references, module, validation);
}

function* ofExpressions(
  expressions: readonly (Expression | undefined)[],
  module: ModuleNode,
  validation: Validation,
): Generator<string> {
  for (const expression of expressions) {
    if (expression !== undefined)
      yield* ofReferences(referencesOf(expression).references, module, validation);
  }
}

function* ofTraversals(
  traversals: readonly Traversal[],
  module: ModuleNode,
  validation: Validation,
): Generator<string> {
  for (const traversal of traversals) {
    const { reference } = parseReference(traversal);
    if (reference !== undefined) yield* ofReferences([reference], module, validation);
  }
}

/** Outputs that their author calls deprecated, where they are used; of each place once. */
function warnOfOutput(
  { subject, traversal }: Reference,
  module: ModuleNode,
  { diagnostics, warned }: Validation,
): void {
  if (subject.kind !== "module-output" || warned.has(traversal)) return;
  const output = module.children.get(subject.name)?.module.outputs.get(subject.output);
  if (output?.deprecated === undefined) return;
  warned.add(traversal);
  diagnostics.warning(
    configError("deprecated-output"),
    `This value is derived from module.${subject.name}.${subject.output}, which is deprecated by the author of the module:\n\n${output.deprecated}`,
    traversal.range,
  );
}

function* ofReferences(
  references: readonly Reference[],
  module: ModuleNode,
  validation: Validation,
): Generator<string> {
  const prefix = prefixOf(module);
  for (const reference of references) {
    const { subject } = reference;
    switch (subject.kind) {
      case "variable":
        yield `${prefix}var.${subject.name}`;
        break;
      case "local":
        yield `${prefix}local.${subject.name}`;
        break;
      case "resource":
      case "instance":
        yield prefix + formatResourceName(subject.resource);
        break;
      case "module-output":
        warnOfOutput(reference, module, validation);
        yield `${prefix}module.${subject.name}`;
        yield `${prefix}module.${subject.name}.output.${subject.output}`;
        break;
      case "module-call":
      case "module-instance":
        yield `${prefix}module.${subject.name}`;
        for (const output of module.children.get(subject.name)?.module.outputs.keys() ?? []) {
          yield `${prefix}module.${subject.name}.output.${output}`;
        }
        break;
    }
  }
}

/** Of the value of a variable that has conditions. */
function valueId(variable: string): string {
  return `${variable} (value)`;
}
