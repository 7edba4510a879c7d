import { formatBlockOf, formatInstance, formatModulePath, modulePathOf } from "@tutti/addresses";
import type { Config } from "@tutti/config";
import { type State, storedObjects } from "@tutti/state";
import type { DrawingBuilder } from "./drawing.ts";

/** What a plan finds in the state beside the configuration: objects without a block, and deposed ones. */
export function drawLeftovers(drawing: DrawingBuilder, state: State): void {
  for (const { address, resource, deposedKey } of storedObjects(state)) {
    const config = formatBlockOf(address);
    if (deposedKey === undefined && drawing.has(`${config} (expand)`)) continue;
    const part = deposedKey === undefined ? "orphan" : `deposed ${deposedKey}`;
    drawing.add(resource.provider, "provider");
    drawing.add(`${formatInstance(address)} (${part})`, "resource", { label: config });
    drawing.wait(`${formatInstance(address)} (${part})`, resource.provider);
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
  const all = [...storedObjects(state)].map(({ address, resource, deposedKey, object }) => {
    const config = formatBlockOf(address);
    const place = formatInstance(address);
    const id = deposedKey === undefined ? `${place} (destroy)` : `${place} (deposed ${deposedKey})`;
    // Terraform names these by their block.
    const name = deposedKey === undefined ? `${config} (destroy)` : id;
    drawing.add(resource.provider, "provider");
    drawing.add(id, "resource", { name, label: config });
    drawing.wait(id, resource.provider);
    const ids = byConfig.get(config) ?? [];
    byConfig.set(config, [...ids, id]);
    return { id, config, object };
  });
  for (const { id, config, object } of all)
    for (const dependency of object.dependencies)
      if (dependency !== config) for (const other of byConfig.get(dependency) ?? []) drawing.wait(other, id);
}

/** What was read leaves the state with the rest; no provider is asked. */
export function drawForgottenData(drawing: DrawingBuilder, state: State): void {
  for (const { address } of storedObjects(state))
    if (address.mode === "data")
      drawing.add(`${formatInstance(address)} (destroy)`, "resource", { label: formatBlockOf(address) });
}

/** Outputs that are stored and no longer declared. */
export function drawGoneOutputs(drawing: DrawingBuilder, config: Config, state: State): void {
  for (const name of state.outputs.keys())
    if (!config.root.module.outputs.has(name)) drawing.add(`output.${name} (destroy)`, "note");
}
