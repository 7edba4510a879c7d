/** Provider configurations and their keys: what is passed down or inherited counts as the parent's. */

import { formatModulePath } from "@tutti/addresses";
import {
  formatVersionConstraint,
  impliedProviderName,
  type ModuleNode,
  providerKey,
  providerRequirements,
  type Resource,
} from "@tutti/config";
import type { ProviderSchema } from "@tutti/plugin";
import { compareCodePoints, type Json } from "@tutti/values";
import { compileBody } from "../graph/compile-body.ts";
import { bodyJson } from "./expression-json.ts";
import { objectJson } from "./value-json.ts";

export interface ProviderKeys {
  readonly json: Json | undefined;
  keyOf(node: ModuleNode, resource: Resource): string;
}

interface Entry {
  readonly json: Json;
  /** The configuration that it stands for; empty for one of its own. */
  readonly parentKey: string;
}

export function providerConfigs(
  root: ModuleNode,
  schemas: ReadonlyMap<string, ProviderSchema>,
): ProviderKeys {
  const entries = new Map<string, Entry>();
  collect(root, schemas, entries);
  const own = [...entries].filter(([, { parentKey }]) => parentKey === "");
  own.sort(([a], [b]) => compareCodePoints(a, b));
  return {
    json: own.length === 0 ? undefined : Object.fromEntries(own.map(([key, { json }]) => [key, json])),
    keyOf: (node, resource) => {
      const name = resource.provider?.name ?? impliedProviderName(resource.type);
      const key = keyIn(node, providerKey({ name, alias: resource.provider?.alias }));
      const entry = entries.get(key);
      return entry === undefined || entry.parentKey === "" ? key : entry.parentKey;
    },
  };
}

function keyIn(node: ModuleNode, name: string): string {
  const module = formatModulePath(node.path);
  return module === "" ? name : `${module}:${name}`;
}

function collect(
  node: ModuleNode,
  schemas: ReadonlyMap<string, ProviderSchema>,
  entries: Map<string, Entry>,
): void {
  const { module } = node;
  const at = node.parent === undefined ? undefined : formatModulePath(node.path);
  const versions = providerRequirements(module);
  const versionOf = (source: string): string | undefined => {
    const text = formatVersionConstraint(versions.get(source) ?? []);
    return text === "" ? undefined : text;
  };
  const add = (key: string, name: string, source: string, inherits: boolean): void => {
    if (entries.has(key)) return;
    const parentKey =
      inherits && node.parent !== undefined ? sourceKey(keyIn(node.parent, name), entries) : "";
    // One that the module only has from elsewhere has no version.
    const version_constraint = module.requiredProviders.has(name) ? versionOf(source) : undefined;
    const json = objectJson({ name, full_name: source, version_constraint, module_address: at });
    entries.set(key, { json, parentKey });
  };
  for (const [key, config] of module.providerConfigs) {
    const source = sourceOf(node, config.name);
    const schema = schemas.get(source);
    const body =
      schema === undefined ? undefined : bodyJson(compileBody(config.config, schema.provider.block).body);
    const json = objectJson({
      name: config.name,
      full_name: source,
      alias: config.alias,
      version_constraint: versionOf(source),
      module_address: at,
      expressions:
        body !== null && typeof body === "object" && Object.keys(body).length > 0 ? body : undefined,
    });
    entries.set(keyIn(node, key), { json, parentKey: "" });
  }
  for (const [name, { source, aliases }] of module.requiredProviders) {
    for (const alias of aliases) add(keyIn(node, providerKey(alias)), name, source, false);
    add(keyIn(node, name), name, source, true);
  }
  for (const source of sourcesIn(module)) {
    const name = source.split("/").at(-1) ?? source;
    add(keyIn(node, name), name, source, true);
  }
  for (const child of [...node.children.values()].sort((a, b) =>
    compareCodePoints(a.path.join("."), b.path.join(".")),
  )) {
    for (const { inChild, inParent } of child.call?.providers ?? []) {
      const name = providerKey(inChild);
      const json = objectJson({
        name,
        full_name: sourceOf(child, inChild.name),
        module_address: formatModulePath(child.path),
      });
      const parentKey = sourceKey(keyIn(node, providerKey(inParent)), entries);
      entries.set(keyIn(child, name), { json, parentKey });
    }
    collect(child, schemas, entries);
  }
}

/** What the module needs; each is thought to be there under its type's name too. */
function sourcesIn({ requiredProviders, resources }: ModuleNode["module"]): ReadonlySet<string> {
  return new Set([
    ...[...requiredProviders.values()].map(({ source }) => source),
    ...[...resources.values()].map(({ providerSource }) => providerSource),
  ]);
}

function sourceKey(key: string, entries: ReadonlyMap<string, Entry>): string {
  const entry = entries.get(key);
  if (entry === undefined) return "";
  return entry.parentKey === "" ? key : entry.parentKey;
}

function sourceOf(node: ModuleNode, name: string): string {
  const required = node.module.requiredProviders.get(name);
  if (required !== undefined) return required.source;
  for (const resource of node.module.resources.values()) {
    if ((resource.provider?.name ?? impliedProviderName(resource.type)) === name)
      return resource.providerSource;
  }
  return name === "terraform" ? "terraform.io/builtin/terraform" : `registry.terraform.io/hashicorp/${name}`;
}
