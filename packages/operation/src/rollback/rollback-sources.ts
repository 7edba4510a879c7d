/** The configuration that wants the objects of a version, and nothing else, as files in memory. */

import { formatBlockOf, formatResource, formatResourceName, type InstanceKey } from "@tutti/addresses";
import type { PlannedRollout } from "@tutti/engine";
import { type BlockSchema, impliedType, type ProviderSchema } from "@tutti/plugin";
import type { InstanceObject, ResourceState, State } from "@tutti/state";
import { decodeJson, type Value } from "@tutti/values";
import { literal, quoted, sensitiveAt } from "./literal.ts";
import { argumentLines, isSettable, objectLiteral } from "./object-arguments.ts";
import { circleIn, dependsOn, waitsOf } from "./recorded-dependencies.ts";
import {
  type ModuleShape,
  type Repetition,
  type ResourceShape,
  shapeOf,
  type WantedModule,
  wantedObjects,
} from "./wanted-objects.ts";

/** What the files are made of. */
export interface RollbackRequest {
  /** The version that is wanted. */
  readonly version: State;
  /** What there is now. */
  readonly current: State;
  /** By source address. */
  readonly schemas: ReadonlyMap<string, ProviderSchema>;
  /** Configurations of providers that are known, by their address as states write it. */
  readonly providers: ReadonlyMap<string, Value>;
  /** How the objects of these blocks (by their address in the configuration) are made anew; others in the usual order. */
  readonly rollouts?: ReadonlyMap<string, PlannedRollout> | undefined;
}

/** Files by their path; a text says what cannot be brought back. */
export function rollbackSources(request: RollbackRequest): ReadonlyMap<string, string> | string {
  const root = wantedObjects(request.version);
  const shape = shapeOf([root]);
  if (typeof shape === "string") return shape;
  try {
    const writer = new SourceWriter(request);
    writer.root(root, shape);
    return writer.files;
  } catch (error) {
    if (error instanceof CannotRollBack) return error.message;
    throw error;
  }
}

/** Carries out of the depth what cannot be brought back. */
class CannotRollBack extends Error {}

/** On the way back there is no stage, and nothing to go back to. */
function rolloutLines(rollout: PlannedRollout): string {
  const seconds = (ms: number): string => quoted(`${ms}ms`);
  return `  lifecycle {
    rollout {
${rollout.group === undefined ? "" : `      group = ${quoted(rollout.group)}\n`}      max_surge = ${rollout.surge}
      max_unavailable = ${rollout.unavailable}
      min_healthy_time = ${seconds(rollout.minHealthyTime)}
      healthy_deadline = ${seconds(rollout.healthyDeadline)}
      progress_deadline = ${seconds(rollout.progressDeadline)}
      drain = ${seconds(rollout.drain)}
      on_failure = "pause"
    }
  }
`;
}

/** A provider configuration of the root module: `provider["source"].alias`. */
interface ProviderName {
  readonly source: string;
  /** As the files call it: `p0`. */
  readonly local: string;
  readonly alias: string;
  /** `p0` or `p0.alias`. */
  readonly reference: string;
}

class SourceWriter {
  readonly files = new Map<string, string>();
  readonly #request: RollbackRequest;
  readonly #locals = new Map<string, string>();
  readonly #providers = new Map<string, ProviderName>();

  constructor(request: RollbackRequest) {
    this.#request = request;
    for (const { resources } of [request.version, request.current])
      for (const { provider, address, instances } of resources.values()) {
        if (address.mode !== "managed") continue;
        if ([...instances.values()].some(({ providerKey }) => providerKey !== undefined))
          throw new CannotRollBack(
            `${formatResource(address)} is kept by instances of ${provider}, which has for_each: that is not supported`,
          );
        this.#addProvider(provider);
      }
  }

  #addProvider(text: string): void {
    if (this.#providers.has(text)) return;
    const [, source, alias = ""] = /^provider\["([^"]+)"\](?:\.([^.]+))?$/.exec(text) ?? [];
    if (source === undefined)
      throw new CannotRollBack(`the provider ${text} is configured within a module, which is not supported`);
    const local = this.#locals.get(source) ?? `p${this.#locals.size}`;
    this.#locals.set(source, local);
    this.#providers.set(text, {
      source,
      local,
      alias,
      reference: alias === "" ? local : `${local}.${alias}`,
    });
  }

  root(module: WantedModule, shape: ModuleShape): void {
    let text = this.#terraform(false);
    for (const [address, { local, alias, source }] of this.#providers) {
      const schema = this.#request.schemas.get(source)?.provider.block;
      const config = this.#request.providers.get(address);
      if (config !== undefined && !config.isWhollyKnown)
        throw new CannotRollBack(`the configuration of ${address} is not known yet`);
      text += `provider ${quoted(local)} {\n${alias === "" ? "" : `  alias = ${quoted(alias)}\n`}`;
      if (schema !== undefined && config !== undefined) text += configLines(config, schema);
      text += "}\n";
    }
    for (const [name, { value, sensitive }] of this.#request.version.outputs)
      text += `output ${quoted(name)} {\n  value = ${literal(value, () => false)}\n  sensitive = ${sensitive}\n}\n`;
    text += `locals {\n  objects = ${this.#data(module, shape)}\n}\n`;
    this.#module(".", text, shape, "local.objects", []);
  }

  #terraform(inChild: boolean): string {
    let text = "terraform {\n  required_providers {\n";
    for (const [source, local] of this.#locals) {
      const aliases = [...this.#providers.values()].filter(
        (one) => one.source === source && one.alias !== "",
      );
      const expected =
        inChild && aliases.length > 0
          ? `, configuration_aliases = [${aliases.map(({ reference }) => reference).join(", ")}]`
          : "";
      text += `    ${local} = { source = ${quoted(source)}${expected} }\n`;
    }
    return `${text}  }\n}\n`;
  }

  #module(
    directory: string,
    head: string,
    shape: ModuleShape,
    objects: string,
    path: readonly string[],
  ): void {
    let text = head;
    const waits = waitsOf(shape, path);
    const circle = circleIn(waits);
    if (circle.length > 0)
      throw new CannotRollBack(
        `among ${circle.join(", ")} are modules that wait for parts of each other, which is not supported`,
      );
    const lineOf = (name: string): string => dependsOn(waits.get(name) ?? new Set());
    for (const [name, resource] of shape.resources)
      text += this.#resource(name, resource, objects, lineOf(name));
    for (const [name, { repetition, shape: inner }] of shape.calls) {
      const at = `${objects}.modules[${quoted(name)}]`;
      const repeat =
        repetition === "once"
          ? ""
          : repetition === "count"
            ? `  count = ${objects}.counts[${quoted(`module.${name}`)}]\n`
            : `  for_each = toset(${objects}.keys[${quoted(`module.${name}`)}])\n`;
      const own =
        repetition === "once" ? at : `${at}[${repetition === "count" ? "count.index" : "each.key"}]`;
      const folder = `${directory === "." ? "" : `${directory}/`}m-${name}`;
      const passed = [...this.#providers.values()].map(({ reference }) => `${reference} = ${reference}`);
      text += `module ${quoted(name)} {\n  source = "./m-${name}"\n${repeat}  objects = ${own}\n  providers = {\n${passed.map((line) => `    ${line}\n`).join("")}  }\n${lineOf(`module.${name}`)}}\n`;
      const variable = 'variable "objects" {\n  type = any\n}\n';
      this.#module(folder, this.#terraform(true) + variable, inner, "var.objects", [...path, name]);
    }
    this.files.set(directory === "." ? "rollback.tf" : `${directory}/rollback.tf`, text);
  }

  #resource(name: string, shape: ResourceShape, objects: string, dependencies: string): string {
    const { resource, repetition, createBeforeDestroy } = shape;
    const { type } = resource.address;
    const provider = this.#providers.get(resource.provider);
    const own = {
      once: `${objects}.resources[${quoted(name)}]`,
      count: `${objects}.resources[${quoted(name)}][count.index]`,
      for_each: `${objects}.resources[${quoted(name)}][each.key]`,
    }[repetition];
    let text = `resource ${quoted(type)} ${quoted(resource.address.name)} {\n  provider = ${provider?.reference}\n`;
    if (repetition === "count") text += `  count = ${objects}.counts[${quoted(name)}]\n`;
    if (repetition === "for_each") text += `  for_each = toset(${objects}.keys[${quoted(name)}])\n`;
    text += argumentLines(this.#block(resource), own);
    const rollout = this.#request.rollouts?.get(formatBlockOf(resource.address));
    if (rollout !== undefined) text += rolloutLines(rollout);
    else if (createBeforeDestroy) text += "  lifecycle {\n    create_before_destroy = true\n  }\n";
    return `${text}${dependencies}}\n`;
  }

  #block({ address, provider }: Pick<ResourceState, "address" | "provider">): BlockSchema {
    const source = this.#providers.get(provider)?.source ?? "";
    const block = this.#request.schemas.get(source)?.resourceTypes.get(address.type)?.block;
    if (block !== undefined) return block;
    throw new CannotRollBack(`the provider ${source} has no schema for ${formatResourceName(address)}`);
  }

  /** `{ resources, keys, counts, modules }` of one instance of a module. */
  #data(module: WantedModule, shape: ModuleShape): string {
    const parts = { resources: "", keys: "", counts: "", modules: "" };
    const add = (
      into: "resources" | "modules",
      name: string,
      address: string,
      repetition: Repetition,
      texts: ReadonlyMap<InstanceKey, string>,
    ): void => {
      parts[into] += `${quoted(name)} = ${memberOf(repetition, [...texts])}, `;
      if (repetition === "count") parts.counts += `${quoted(address)} = ${texts.size}, `;
      if (repetition === "for_each")
        parts.keys += `${quoted(address)} = [${[...texts.keys()].map((key) => quoted(String(key))).join(", ")}], `;
    };
    for (const [name, { repetition, resource }] of shape.resources) {
      const objects = module.resources.get(name)?.objects ?? new Map<InstanceKey, InstanceObject>();
      const texts = [...objects].map(([key, object]) => [key, this.#object(resource, object)] as const);
      add("resources", name, name, repetition, new Map(texts));
    }
    for (const [name, { repetition, shape: inner }] of shape.calls) {
      const instances = [...(module.calls.get(name) ?? [])];
      const texts = instances.map(([key, one]) => [key, this.#data(one, inner)] as const);
      add("modules", name, `module.${name}`, repetition, new Map(texts));
    }
    return `{ resources = {${parts.resources}}, keys = {${parts.keys}}, counts = {${parts.counts}}, modules = {${parts.modules}} }`;
  }

  #object(resource: ResourceState, object: InstanceObject): string {
    const block = this.#block(resource);
    const value = this.#decode(block, object);
    if (value === undefined)
      throw new CannotRollBack(
        `an object of ${formatResourceName(resource.address)} was recorded with another version of its provider`,
      );
    return objectLiteral(value, block, sensitiveAt(object.sensitivePaths));
  }

  #decode(block: BlockSchema, object: InstanceObject): Value | undefined {
    const decoded = decodeJson(object.attributesJson, impliedType(block));
    return decoded.ok ? decoded.value : undefined;
  }
}

/** What stands under the name of something repeated, by its keys. */
function memberOf(repetition: Repetition, texts: readonly (readonly [InstanceKey, string])[]): string {
  switch (repetition) {
    case "once":
      return texts.map(([, text]) => text).join("");
    case "count": {
      const inOrder = texts.toSorted(([a], [b]) => Number(a) - Number(b));
      return `[${inOrder.map(([, text]) => text).join(", ")}]`;
    }
    case "for_each":
      return `{${texts.map(([key, text]) => `${quoted(String(key))} = ${text}`).join(", ")}}`;
  }
}

/** A provider's configuration: it is there once, so its blocks are written as they are. */
function configLines(config: Value, block: BlockSchema): string {
  const entries = config.isNull ? new Map<string, Value>() : config.asEntries;
  let text = "";
  for (const [name, attribute] of block.attributes) {
    const value = entries.get(name);
    if (isSettable(attribute) && value !== undefined && !value.isNull)
      text += `  ${name} = ${literal(value, () => false)}\n`;
  }
  for (const [name, nested] of block.blocks) {
    const value = entries.get(name);
    if (value === undefined || value.isNull) continue;
    const single = nested.nesting === "single" || nested.nesting === "group";
    const items: readonly (readonly [string, Value])[] = single
      ? [["", value]]
      : nested.nesting === "map"
        ? [...value.asEntries].map(([key, item]) => [` ${quoted(key)}`, item])
        : value.asItems.map((item) => ["", item]);
    for (const [label, item] of items) text += `  ${name}${label} {\n${configLines(item, nested.block)}  }\n`;
  }
  return text;
}
