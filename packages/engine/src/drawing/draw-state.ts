import {
  formatBlockOf,
  formatInstance,
  formatModulePath,
  modulePathOf,
  type ResourceInstance,
} from "@tutti/addresses";
import type { Config } from "@tutti/config";
import type { InstanceObject, State } from "@tutti/state";
import type { DrawingBuilder } from "./drawing.ts";

/** An object of the state, and where it belongs. */
export interface StoredObject {
  readonly address: ResourceInstance;
  /** Of its block, without keys. */
  readonly config: string;
  readonly provider: string;
  readonly deposedKey: string | undefined;
  readonly object: InstanceObject;
}

export function* storedObjects(state: State): Generator<StoredObject> {
  for (const { address: resource, provider, instances } of state.resources.values()) {
    const config = formatBlockOf(resource);
    for (const [key, { current, deposed }] of instances) {
      const common = { address: { ...resource, key }, config, provider };
      if (current !== undefined) yield { ...common, deposedKey: undefined, object: current };
      for (const [deposedKey, object] of deposed) yield { ...common, deposedKey, object };
    }
  }
}

/** What a plan finds in the state beside the configuration: objects without a block, and deposed ones. */
export function drawLeftovers(drawing: DrawingBuilder, state: State): void {
  for (const { address, config, provider, deposedKey } of storedObjects(state)) {
    if (deposedKey === undefined && drawing.has(`${config} (expand)`)) continue;
    const part = deposedKey === undefined ? "orphan" : `deposed ${deposedKey}`;
    drawing.add(provider, "provider");
    drawing.add(`${formatInstance(address)} (${part})`, "resource", { label: config });
    drawing.wait(`${formatInstance(address)} (${part})`, provider);
  }
}

/** Modules that only the state knows end as well. */
export function drawGoneModules(drawing: DrawingBuilder, state: State): void {
  for (const { address } of storedObjects(state))
    if (address.module.length > 0)
      drawing.add(`${formatModulePath(modulePathOf(address.module))} (close)`, "joint");
}

/** Everything in the state goes: what depends on another goes before it. */
export function drawDestruction(drawing: DrawingBuilder, state: State): void {
  const byConfig = new Map<string, string[]>();
  const all = [...storedObjects(state)].map((stored) => {
    const { address, config, deposedKey } = stored;
    const place = formatInstance(address);
    const id = deposedKey === undefined ? `${place} (destroy)` : `${place} (deposed ${deposedKey})`;
    // Terraform names these by their block.
    const name = deposedKey === undefined ? `${config} (destroy)` : id;
    drawing.add(stored.provider, "provider");
    drawing.add(id, "resource", { name, label: config });
    drawing.wait(id, stored.provider);
    const ids = byConfig.get(config) ?? [];
    byConfig.set(config, [...ids, id]);
    return { id, ...stored };
  });
  for (const { id, config, object } of all)
    for (const dependency of object.dependencies)
      if (dependency !== config) for (const other of byConfig.get(dependency) ?? []) drawing.wait(other, id);
}

/** What was read leaves the state with the rest; no provider is asked. */
export function drawForgottenData(drawing: DrawingBuilder, state: State): void {
  for (const { address, config } of storedObjects(state))
    if (address.mode === "data")
      drawing.add(`${formatInstance(address)} (destroy)`, "resource", { label: config });
}

/** Outputs that are stored and no longer declared. */
export function drawGoneOutputs(drawing: DrawingBuilder, config: Config, state: State): void {
  for (const name of state.outputs.keys())
    if (!config.root.module.outputs.has(name)) drawing.add(`output.${name} (destroy)`, "note");
}
