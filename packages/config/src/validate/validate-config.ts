import type { Diagnostic, Expression } from "@tutti/hcl";
import { configError } from "../errors.ts";
import { strongComponents } from "../graph/strong-components.ts";
import { type Config, type ModuleNode, modulesOf } from "../module/module.ts";
import { referencesOf } from "../reference/references-of.ts";
import { findGraphMistakes } from "./graph-mistakes.ts";
import { PROVISIONERS } from "./provisioner-schema.ts";
import { validateAction } from "./validate-action.ts";
import { validateImports } from "./validate-import.ts";
import {
  validateCall,
  validateCheck,
  validateConditions,
  validateLocal,
  validateOutput,
  validateProvider,
  validateVariable,
} from "./validate-named.ts";
import { validateResource } from "./validate-resource.ts";
import { type ValidateOptions, Validation } from "./validation.ts";
import { buildValidationGraph, type ValidationGraph, type Vertex } from "./validation-graph.ts";

/**
 * All that can be said to be wrong before anything is read or planned. The
 * configuration must have been loaded without errors.
 */
export async function validateConfig(
  config: Config,
  options: ValidateOptions,
): Promise<readonly Diagnostic[]> {
  const validation = new Validation(config, options);
  const { diagnostics } = validation;
  for (const node of modulesOf(config.root)) {
    checkSchemas(node, validation);
    checkProvisioners(node, validation);
  }
  if (diagnostics.hasErrors) return diagnostics.all;
  const given = new Map<ModuleNode, ReadonlyMap<string, Expression>>();
  // What a command imports stands in a graph of its own kind.
  const expanding = options.keepsObjects === true;
  findGraphMistakes(config.root, { imports: true, expanding }, diagnostics, given);
  if (diagnostics.hasErrors) return diagnostics.all;
  const graph = buildValidationGraph(validation, (node) => given.get(node) ?? new Map());
  const order = strongComponents(graph.edges);
  reportCycles(graph, order, validation);
  if (diagnostics.hasErrors) return diagnostics.all;
  walk(graph, order, validation);
  validateImports(config.root, validation);
  for (const pending of validation.pending) await pending();
  return diagnostics.all;
}

/** Of each provider that a block asks for. */
function checkSchemas({ module }: ModuleNode, validation: Validation): void {
  const sources = [...module.resources.values(), ...module.actions.values()].map(
    ({ providerSource }) => providerSource,
  );
  for (const source of new Set(sources)) {
    if (validation.schema(source) !== undefined) continue;
    validation.diagnostics.error(
      configError("missing-required-provider"),
      `This configuration requires provider ${source}, but that provider isn't available. You may be able to install it automatically by running:\n  <tutti> init`,
    );
  }
}

function checkProvisioners(node: ModuleNode, { diagnostics }: Validation): void {
  const missing = new Set<string>();
  for (const { provisioners } of node.module.resources.values()) {
    for (const { type } of provisioners) {
      if (PROVISIONERS.has(type) || missing.has(type)) continue;
      missing.add(type);
      diagnostics.error(
        configError("missing-required-provisioner-plugin"),
        `This configuration requires provisioner plugin "${type}", which isn't available. If you're intending to use an external provisioner plugin, you must install it manually into one of the plugin search directories before running <Tutti>.`,
      );
    }
  }
}

function reportCycles(
  { vertices }: ValidationGraph,
  components: readonly (readonly number[])[],
  { diagnostics }: Validation,
): void {
  for (const component of components) {
    if (component.length < 2) continue;
    const labels = component.flatMap((index) => vertices[index]?.label ?? []);
    diagnostics.error(configError("dependency-cycle", labels.sort().join(", ")), "");
  }
  for (const vertex of vertices) {
    if (vertex.kind !== "local") continue;
    for (const { subject, traversal } of referencesOf(vertex.local.expression).references) {
      if (subject.kind !== "local" || subject.name !== vertex.local.name) continue;
      diagnostics.error(
        configError("self-referencing-local-value"),
        `Local value ${vertex.id} cannot use its own result as part of its expression.`,
        traversal.range,
      );
    }
  }
}

/** Each vertex after what it needs; what needs something wrong is left alone. */
function walk(graph: ValidationGraph, order: readonly (readonly number[])[], validation: Validation): void {
  const failed = new Uint8Array(graph.vertices.length);
  for (const [index] of order) {
    const vertex = index === undefined ? undefined : graph.vertices[index];
    if (vertex === undefined || index === undefined) continue;
    if (graph.edges[index]?.some((needed) => failed[needed] === 1) === true) {
      failed[index] = 1;
      continue;
    }
    const before = validation.diagnostics.errorCount;
    validateVertex(vertex, validation);
    if (validation.diagnostics.errorCount > before) failed[index] = 1;
  }
}

function validateVertex(vertex: Vertex, validation: Validation): void {
  switch (vertex.kind) {
    case "variable":
      validateVariable(vertex.module, vertex.variable, vertex.argument, validation);
      break;
    case "validation":
      validateConditions(vertex.module, vertex.variable, vertex.argument, validation);
      break;
    case "local":
      validateLocal(vertex.module, vertex.local, validation);
      break;
    case "output":
      validateOutput(vertex.module, vertex.output, validation);
      break;
    case "resource":
      validateResource(vertex.module, vertex.resource, validation);
      break;
    case "call":
      validateCall(vertex.module, vertex.call, validation);
      break;
    case "provider":
      validateProvider(vertex.module, vertex.provider, validation);
      break;
    case "action":
      validateAction(vertex.module, vertex.action, validation);
      break;
    case "check":
      validateCheck(vertex.module, vertex.name, vertex.asserts, validation);
      break;
  }
}
