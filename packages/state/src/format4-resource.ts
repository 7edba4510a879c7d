/** One entry of `resources` in a state file. */

import {
  type AbsoluteResource,
  formatInstance,
  formatResource,
  type InstanceKey,
  type ModuleInstance,
  parseTarget,
} from "@tutti/addresses";
import { type Json, type JsonObject, jsonNumberText } from "@tutti/values";
import { addressList } from "./address-list.ts";
import { stateError } from "./errors.ts";
import { field, listField, textList } from "./format4-fields.ts";
import { decodeObject, type LargeMembers } from "./format4-objects.ts";
import { splitProvider } from "./instance-provider.ts";
import { compactJson } from "./json-layout.ts";
import { Refusal } from "./refusal.ts";
import type { InstanceObject, InstanceState, ResourceState } from "./state.ts";

function readAddress(json: JsonObject): AbsoluteResource {
  const mode = field(json, "mode", "string", "");
  const type = field(json, "type", "string", "");
  const name = field(json, "name", "string", "");
  if (mode !== "managed" && mode !== "data")
    throw new Refusal(
      stateError("invalid-resource-mode-in-state"),
      `State contains a resource with mode "${mode}" ("${type}" "${name}") which is not supported.`,
    );
  return { module: readModule(field(json, "module", "string", "")), mode, type, name };
}

/** OpenTofu writes it beside each instance where that is kept by one of several; all are of one configuration. */
function readProvider(json: JsonObject, keyed: ReadonlySet<string>, resource: string): string {
  const own = field(json, "provider", "string", "");
  const [one = "", other] = keyed;
  if (other !== undefined || (own !== "" && one !== ""))
    throw new Refusal(
      stateError("provider-conflict-in-state"),
      `Resource ${resource} has the provider addresses ${[...(own === "" ? [] : [own]), ...keyed].map((text) => JSON.stringify(text)).join(" and ")}. Its instances must be of one provider configuration, which stands either beside the resource or beside each instance.`,
    );
  const provider = own === "" ? one : own;
  if (!/^(module\..*\.)?provider[[.]/.test(provider))
    throw new Refusal(
      stateError("invalid-provider-configuration-address-in-state"),
      `The state entry for ${resource} has an invalid provider configuration address ${JSON.stringify(provider)}.`,
    );
  return provider;
}

function readModule(text: string): ModuleInstance {
  if (text === "") return [];
  const target = parseTarget(text);
  if (!target.ok || target.value.kind !== "module")
    throw new Refusal(
      stateError("invalid-module-address-in-state"),
      `The state file contains an invalid module address ${JSON.stringify(text)}.`,
    );
  return target.value.module;
}

/** An entry of `instances`, its large members apart. */
export interface InstanceMembers {
  /** All other members; also one of the large ones that has another type than it should. */
  readonly json: JsonObject;
  readonly attributesJson: LargeMembers["attributesJson"] | undefined;
  readonly dependencies: LargeMembers["dependencies"] | undefined;
}

/** Reads one resource, whose own members may stand behind its instances. */
export class ResourceReader {
  readonly json: Record<string, Json> = Object.create(null);
  #instances = new Map<InstanceKey, InstanceState>();
  /** Provider configurations that instances name. */
  #providers = new Set<string>();
  #failed: InstanceMembers | undefined;

  /** `instances` begins, perhaps once more: of repeated members the last counts. */
  beginInstances(): void {
    delete this.json.instances;
    this.#instances = new Map();
    this.#providers = new Set();
    this.#failed = undefined;
  }

  add(instance: InstanceMembers): void {
    if (this.#failed !== undefined) return;
    try {
      const { json } = instance;
      const provider = field(json, "provider", "string", "");
      if (provider !== "") this.#providers.add(splitProvider(provider).provider);
      readInstance(this.#instances, instance, NAMELESS);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Which resource it is will be known at the end, and belongs into the text.
      this.#failed = instance;
    }
  }

  /** Throws a refusal. `before` is what an earlier entry of the same resource held. */
  end(before: (address: AbsoluteResource) => ResourceState | undefined): ResourceState {
    const address = readAddress(this.json);
    const provider = readProvider(this.json, this.#providers, formatResource(address));
    listField(this.json, "instances");
    if (this.#failed !== undefined) readInstance(this.#instances, this.#failed, address);
    const earlier = before(address);
    const instances = earlier === undefined ? this.#instances : joined(earlier, this.#instances);
    return { address, provider, instances };
  }
}

const NAMELESS: AbsoluteResource = { module: [], mode: "managed", type: "", name: "" };

/** One resource may stand there in parts; Terraform joins them too, the provider is that of the last. */
function joined(
  { address, instances }: ResourceState,
  more: ReadonlyMap<InstanceKey, InstanceState>,
): ReadonlyMap<InstanceKey, InstanceState> {
  const all = new Map(instances);
  for (const [key, { current, deposed, ...rest }] of more) {
    const before = all.get(key) ?? { current: undefined, deposed: new Map() };
    const text = formatInstance({ ...address, key });
    if (before.current !== undefined && current !== undefined) throw duplicate(`Instance ${text}`);
    for (const deposedKey of deposed.keys())
      if (before.deposed.has(deposedKey)) throw duplicate(`Instance ${text} deposed object "${deposedKey}"`);
    all.set(key, {
      ...before,
      ...rest,
      current: current ?? before.current,
      deposed: new Map([...before.deposed, ...deposed]),
    });
  }
  return all;
}

function readInstance(
  instances: Map<InstanceKey, InstanceState>,
  { json, attributesJson, dependencies }: InstanceMembers,
  resource: AbsoluteResource,
): void {
  const key = readKey(json, resource);
  const object = decodeObject(json, formatResource(resource), {
    attributesJson: attributesJson ?? compactJson(json.attributes_flat ?? null),
    dependencies: dependencies ?? addressList(textList(json, "dependencies")),
  });
  const before = instances.get(key);
  const { key: providerKey } = splitProvider(field(json, "provider", "string", ""));
  const keeper = providerKey === undefined ? {} : { providerKey };
  const deposedKey = field(json, "deposed", "string", "");
  if (deposedKey === "") {
    if (before?.current !== undefined) throw duplicate(`Instance ${formatInstance({ ...resource, key })}`);
    instances.set(key, { ...keeper, current: object, deposed: before?.deposed ?? NO_DEPOSED });
    return;
  }
  const text = `Instance ${formatInstance({ ...resource, key })}`;
  if (!/^[0-9a-f]{8}$/.test(deposedKey))
    throw new Refusal(
      stateError("invalid-resource-instance-metadata-in-state"),
      `${text} has an object with deposed key ${JSON.stringify(deposedKey)}, which is not correctly formatted.`,
    );
  const deposed = new Map(before?.deposed);
  if (deposed.has(deposedKey)) throw duplicate(`${text} deposed object "${deposedKey}"`);
  deposed.set(deposedKey, object);
  instances.set(key, { ...keeper, current: before?.current, deposed });
}

const NO_DEPOSED: ReadonlyMap<string, InstanceObject> = new Map();

/** Neither of the two can be told to be the right one. */
function duplicate(what: string): Refusal {
  return new Refusal(
    stateError("duplicate-resource-instance-in-state"),
    `${what} appears multiple times in the state file.`,
  );
}

function readKey(json: JsonObject, resource: AbsoluteResource): InstanceKey {
  const key = json.index_key ?? undefined;
  if (key === undefined || typeof key === "string") return key;
  // Terraform cuts a fraction off, and so do we: two keys may become one.
  const number = Math.trunc(Number(jsonNumberText(key)));
  if (Number.isSafeInteger(number)) return number;
  throw new Refusal(
    stateError("invalid-resource-instance-metadata-in-state"),
    `Resource ${formatResource(resource)} has an instance with the invalid instance key ${compactJson(key)}.`,
  );
}
