/** The configuration as plans show it. */

import {
  type Config,
  GENERATED_SOURCE,
  type Module,
  type ModuleNode,
  type Output,
  PROVISIONERS,
  type Provisioner,
  type Resource,
} from "@tutti/config";
import type { ProviderSchema } from "@tutti/plugin";
import { compareCodePoints, type Json } from "@tutti/values";
import { compileBody } from "../graph/compile-body.ts";
import { schemaOf } from "../graph/schema-of.ts";
import { bodyJson, dependsOnJson, expressionJson, optionalExpressionJson } from "./expression-json.ts";
import { type ProviderKeys, providerConfigs } from "./provider-config-json.ts";
import { objectJson, valueJson } from "./value-json.ts";

type Schemas = ReadonlyMap<string, ProviderSchema>;

/** The `configuration` of `show -json`, as Terraform writes it. */
export function configurationToJson(config: Config, schemas: Schemas): Json {
  const keys = providerConfigs(config.root, schemas);
  return objectJson({
    provider_config: keys.json,
    root_module: moduleJson(config.root, schemas, keys),
  });
}

function moduleJson(node: ModuleNode, schemas: Schemas, keys: ProviderKeys): Json {
  const { module } = node;
  return objectJson({
    outputs: mapJson(module.outputs, outputJson),
    resources: resourcesJson(node, schemas, keys),
    module_calls: mapJson(module.moduleCalls, (_call, name) => callJson(node, name, schemas, keys)),
    variables: variablesJson(module),
  });
}

/** A text without anything in it is left out, as one that is not there. */
function textOrNone(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/** By name, in order; undefined where there is none. */
function mapJson<T>(
  map: ReadonlyMap<string, T>,
  json: (item: T, name: string) => Json | undefined,
): Json | undefined {
  const entries: [string, Json][] = [];
  for (const [name, item] of [...map].sort(([a], [b]) => compareCodePoints(a, b))) {
    const one = json(item, name);
    if (one !== undefined) entries.push([name, one]);
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function outputJson(output: Output): Json {
  return objectJson({
    sensitive: output.sensitive ? true : undefined,
    expression: optionalExpressionJson(output.expression) ?? {},
    depends_on: dependsOnJson(output.dependsOn),
    description: textOrNone(output.description),
  });
}

function variablesJson({ variables }: Module): Json | undefined {
  return mapJson(variables, (variable) =>
    objectJson({
      default: variable.default === undefined ? undefined : valueJson(variable.default),
      description: textOrNone(variable.description),
      sensitive: variable.sensitive ? true : undefined,
    }),
  );
}

/** Managed ones before data sources, each by address. */
function resourcesJson(node: ModuleNode, schemas: Schemas, keys: ProviderKeys): Json | undefined {
  // What was written for an object that is brought in is no part of the configuration yet.
  const all = [...node.module.resources.values()]
    .filter(({ declRange }) => declRange.filename !== GENERATED_SOURCE)
    .sort((a, b) => compareCodePoints(a.key, b.key));
  const list = [
    ...all.filter(({ mode }) => mode === "managed"),
    ...all.filter(({ mode }) => mode === "data"),
  ];
  return list.length === 0 ? undefined : list.map((resource) => resourceJson(node, resource, schemas, keys));
}

function resourceJson(node: ModuleNode, resource: Resource, schemas: Schemas, keys: ProviderKeys): Json {
  const schema = schemaOf(schemas, resource.providerSource, resource);
  return objectJson({
    address: resource.key,
    mode: resource.mode,
    type: resource.type,
    name: resource.name,
    provider_config_key: keys.keyOf(node, resource),
    provisioners: resource.provisioners.length === 0 ? undefined : resource.provisioners.map(provisionerJson),
    expressions:
      schema === undefined
        ? undefined
        : optionalBody(bodyJson(compileBody(resource.config, schema.block).body)),
    schema_version: schema?.version ?? 0,
    count_expression: optionalExpressionJson(resource.count),
    for_each_expression: optionalExpressionJson(resource.forEach),
    depends_on: dependsOnJson(resource.dependsOn),
  });
}

function optionalBody(json: Json): Json | undefined {
  return json !== null && typeof json === "object" && Object.keys(json).length === 0 ? undefined : json;
}

function provisionerJson({ type, config }: Provisioner): Json {
  const schema = PROVISIONERS.get(type);
  return objectJson({
    type,
    expressions: schema && optionalBody(bodyJson(compileBody(config, schema).body)),
  });
}

function callJson(node: ModuleNode, name: string, schemas: Schemas, keys: ProviderKeys): Json | undefined {
  const call = node.module.moduleCalls.get(name);
  const child = node.children.get(name);
  if (call === undefined) return undefined;
  const { attributes } = call.config.justAttributes();
  const given = [...attributes].filter(([argument]) => child?.module.variables.has(argument) ?? true);
  const args = given.map(([argument, { expression }]) => [argument, expressionJson(expression)] as const);
  return objectJson({
    source: call.source,
    expressions: args.length === 0 ? undefined : Object.fromEntries(args),
    count_expression: optionalExpressionJson(call.count),
    for_each_expression: optionalExpressionJson(call.forEach),
    module: child === undefined ? undefined : moduleJson(child, schemas, keys),
    version_constraint: call.version?.text,
    depends_on: dependsOnJson(call.dependsOn),
  });
}
