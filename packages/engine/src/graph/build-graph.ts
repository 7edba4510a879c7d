/** The module tree as a graph of what must be worked out before what. */

import { formatModulePath } from "@tutti/addresses";
import { type Config, configError, type ModuleNode, modulesOf, type Resource } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, type Traversal, traversalsOf } from "@tutti/hcl";
import type { ProviderSchema, Schema } from "@tutti/plugin";
import { engineError } from "../errors.ts";
import { type ActionBlock, compileAction, triggeredKeys, triggerTraversals } from "./action-blocks.ts";
import { importTraversals, ResourceBlocks, ruleTraversals, traversalsIn } from "./block-traversals.ts";
import { bodyTraversals, compileBody } from "./compile-body.ts";
import type { ConfigGraph, ConfigNode, References, ResourceNode } from "./config-node.ts";
import { EMPTY_BODY } from "./empty-body.ts";
import { nameOf } from "./name.ts";
import { type ProviderAddress, providerOf } from "./provider-address.ts";
import { schemaOf } from "./schema-of.ts";
import { providerBlock } from "./stored-providers.ts";

const UNKNOWN_TYPE = {
  managed: [configError("invalid-resource-type"), "resource type"],
  data: [configError("invalid-data-source"), "data source"],
  ephemeral: [configError("invalid-ephemeral-resource"), "ephemeral resource"],
  list: [configError("invalid-list-type"), "list resource"],
} as const;

export interface GraphResult {
  readonly graph: ConfigGraph;
  readonly diagnostics: readonly Diagnostic[];
}

export type Schemas = ReadonlyMap<string, ProviderSchema>;

export interface GraphOptions {
  /** Managed objects stay as they are: what is wrong with their blocks does not count. */
  readonly keepsObjects?: boolean;
  /** Nothing waits for what `import` blocks refer to: in drawings of what imports nothing. */
  readonly withoutImports?: boolean;
}

/** `stored`: addresses of providers that something stored needs, though no block may ask for them. */
export function buildGraph(
  config: Config,
  schemas: Schemas,
  stored: Iterable<string> = [],
  options: GraphOptions = {},
): GraphResult {
  const builder = new GraphBuilder(schemas, config.root, options);
  const modules = [...modulesOf(config.root)];
  for (const node of modules) builder.compileActions(node);
  for (const node of modules) builder.addModule(node);
  builder.addActionProviders();
  for (const text of stored) {
    const provider = providerBlock(config, text);
    if (provider !== undefined) builder.addProvider(provider);
  }
  return builder.finish();
}

class GraphBuilder {
  readonly #schemas: Schemas;
  readonly #keepsObjects: boolean;
  readonly #nodes: ConfigNode[] = [];
  readonly #byId = new Map<string, number>();
  readonly #actions = new Map<string, ActionBlock>();
  readonly #diagnostics: Diagnostic[] = [];
  readonly #blocks = new ResourceBlocks();
  readonly #root: ModuleNode;
  readonly #imported: ReadonlyMap<string, readonly Traversal[]>;
  /** What every node refers to, and other ids that it waits for. */
  readonly #needs: (References & { readonly ids: string[] })[] = [];

  constructor(
    schemas: Schemas,
    root: ModuleNode,
    { keepsObjects = false, withoutImports = false }: GraphOptions,
  ) {
    this.#schemas = schemas;
    this.#keepsObjects = keepsObjects;
    this.#root = root;
    this.#imported = withoutImports ? new Map() : importTraversals(root.module);
  }

  addModule(node: ModuleNode): void {
    const { module } = node;
    if (node.parent !== undefined && node.call !== undefined) {
      const { count, forEach, lifecycle, dependsOn } = node.call;
      const traversals = [
        ...traversalsIn(count),
        ...traversalsIn(forEach),
        ...traversalsIn(lifecycle.enabled),
        ...node.call.providers.flatMap(({ inParent }) => traversalsIn(inParent.key)),
        ...dependsOn,
      ];
      const outer = expandId(node.parent);
      this.#add({ kind: "expand", id: expandId(node), module: node }, traversals, node.parent, [outer]);
    }
    const inside: string[] = [];
    const add = (item: ConfigNode, traversals: readonly Traversal[], ids: readonly string[] = []): void => {
      this.#add(item, traversals, node, [expandId(node), ...ids]);
      inside.push(item.id);
    };
    this.#addVariables(node, inside);
    for (const local of module.locals.values()) {
      add(
        { kind: "local", id: idOf(node, `local.${local.name}`), module: node, local },
        traversalsOf(local.expression),
      );
    }
    for (const resource of module.resources.values()) this.#addResource(node, resource, inside);
    for (const output of module.outputs.values()) {
      const rules = ruleTraversals(output.preconditions);
      add({ kind: "output", id: idOf(node, `output.${output.name}`), module: node, output }, [
        ...traversalsIn(output.expression),
        ...output.dependsOn,
        ...rules,
      ]);
    }
    for (const check of module.checks.values()) {
      const data = check.dataResource === undefined ? [] : [idOf(node, check.dataResource)];
      const id = idOf(node, `check.${check.name}`);
      add({ kind: "check", id, module: node, check }, ruleTraversals(check.asserts), data);
    }
    if (node.parent === undefined) return;
    for (const child of node.children.values()) inside.push(closeId(child));
    this.#add({ kind: "close", id: closeId(node), module: node }, [], node, inside);
  }

  #addVariables(node: ModuleNode, inside: string[]): void {
    const { parent, call } = node;
    const args = call?.config.justAttributes().attributes;
    for (const variable of node.module.variables.values()) {
      const id = idOf(node, `var.${variable.name}`);
      inside.push(id);
      const given = traversalsIn(args?.get(variable.name)?.expression);
      this.#add({ kind: "variable", id, module: node, variable }, given, parent ?? node, [expandId(node)]);
      // Validations may look at other objects of the module itself.
      const rules = ruleTraversals(variable.validations).filter((t) => {
        const name = nameOf(t);
        return !(name?.kind === "var" && name.name === variable.name);
      });
      if (rules.length > 0) this.#needs.at(-1)?.ids.push(...rules.flatMap((t) => targetIds(t, node)));
    }
  }

  /** Before any module is added: resources ask for the actions of theirs. */
  compileActions(node: ModuleNode): void {
    for (const [key, action] of node.module.actions) {
      const block = compileAction(node, action, this.#schemas);
      if (block !== undefined) this.#actions.set(idOf(node, key), block);
    }
  }

  /** Also of those that nothing triggers: they may be asked for by themselves. */
  addActionProviders(): void {
    for (const { provider } of this.#actions.values()) this.addProvider(provider);
  }

  #addResource(node: ModuleNode, resource: Resource, inside: string[]): void {
    const provider = providerOf(node, resource);
    const schema = this.#resourceSchema(provider.source, resource);
    if (schema === undefined) return;
    const { body, diagnostics, traversals: own } = this.#blocks.read(resource, schema);
    const counts = !this.#keepsObjects || resource.mode !== "managed";
    if (counts) this.#diagnostics.push(...diagnostics);
    const id = idOf(node, resource.key);
    const imported = this.#imported.get(id) ?? [];
    const isInRoot = node.parent === undefined;
    const item: ResourceNode = {
      kind: "resource",
      id,
      module: node,
      resource,
      provider,
      schema,
      body,
      traversals: isInRoot ? [...own, ...imported] : own,
    };
    inside.push(item.id);
    if (counts) this.#refuseSelf(item);
    this.addProvider(provider);
    const actions = [...triggeredKeys(resource)].flatMap((key) => this.#actions.get(idOf(node, key)) ?? []);
    for (const action of actions) this.addProvider(action.provider);
    const providers = [provider, ...actions.map((action) => action.provider)].map(({ text }) => text);
    const traversals = [...item.traversals, ...triggerTraversals(resource, actions)];
    const outside = isInRoot ? [] : imported.flatMap((traversal) => targetIds(traversal, this.#root));
    this.#add(item, traversals, node, [expandId(node), ...providers, ...outside]);
  }

  #refuseSelf({ traversals, resource }: ResourceNode): void {
    for (const traversal of traversals) {
      const name = nameOf(traversal);
      if (name?.kind !== "resource" || name.key !== resource.key) continue;
      const detail = `Configuration for ${resource.key} may not refer to itself.`;
      this.#diagnostics.push(errorDiagnostic(engineError("self-referential-block"), detail, traversal.range));
    }
  }

  #resourceSchema(source: string, resource: Resource): Schema | undefined {
    const found = schemaOf(this.#schemas, source, resource);
    if (found === undefined && this.#schemas.has(source)) {
      const [kind, noun] = UNKNOWN_TYPE[resource.mode];
      this.#diagnostics.push(
        errorDiagnostic(
          kind,
          `The provider ${source.replace(/^registry\.terraform\.io\//, "")} does not support ${noun} "${resource.type}".`,
          resource.typeRange,
        ),
      );
    }
    return found;
  }

  addProvider({ text, source, node, key }: ProviderAddress): void {
    if (this.#byId.has(text)) return;
    const schema = this.#schemas.get(source);
    if (schema === undefined) return;
    const config = node.module.providerConfigs.get(key);
    const compiled = compileBody(config?.config ?? EMPTY_BODY, schema.provider.block);
    if (config !== undefined) this.#diagnostics.push(...compiled.diagnostics);
    const body = config === undefined ? undefined : compiled.body;
    const traversals = [
      ...traversalsIn(config?.forEach),
      ...(body === undefined ? [] : bodyTraversals(body)),
    ];
    this.#add({ kind: "provider", id: text, module: node, source, config, body, schema }, traversals, node, [
      expandId(node),
    ]);
  }

  #add(node: ConfigNode, traversals: readonly Traversal[], scope: ModuleNode, ids: readonly string[]): void {
    this.#byId.set(node.id, this.#nodes.length);
    this.#nodes.push(node);
    this.#needs.push({ traversals, scope, ids: [...ids] });
  }

  finish(): GraphResult {
    const after = this.#needs.map(({ traversals, scope, ids }, self) => {
      const before = new Set<number>();
      for (const id of ids) this.#addEdge(before, id, self);
      for (const traversal of traversals) {
        for (const id of targetIds(traversal, scope)) this.#addEdge(before, id, self);
      }
      return [...before];
    });
    const graph = {
      nodes: this.#nodes,
      after,
      byId: this.#byId,
      references: this.#needs,
      actions: this.#actions,
    };
    return { graph, diagnostics: this.#diagnostics };
  }

  #addEdge(before: Set<number>, id: string, self: number): void {
    const at = this.#byId.get(id);
    if (at !== undefined && at !== self) before.add(at);
  }
}

/** The ids of the nodes that a reference waits for. */
export function targetIds(traversal: Traversal, scope: ModuleNode): readonly string[] {
  const name = nameOf(traversal);
  switch (name?.kind) {
    case "resource":
      return [idOf(scope, name.key)];
    case "var":
    case "local":
    case "output":
      return [idOf(scope, `${name.kind}.${name.name}`)];
    case "module": {
      const child = scope.children.get(name.name);
      if (child === undefined) return [];
      const one = name.output === undefined ? undefined : idOf(child, `output.${name.output}`);
      return one === undefined || !child.module.outputs.has(name.output ?? "")
        ? [closeId(child)]
        : [one, expandId(child)];
    }
    default:
      return [];
  }
}

export function idOf(node: ModuleNode, name: string): string {
  const module = formatModulePath(node.path);
  return module === "" ? name : `${module}.${name}`;
}

export function expandId(node: ModuleNode): string {
  return `${formatModulePath(node.path)} (expand)`;
}

export function closeId(node: ModuleNode): string {
  return `${formatModulePath(node.path)} (close)`;
}
