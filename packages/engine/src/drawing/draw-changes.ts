import { formatBlockOf, formatInstance, formatKey } from "@tutti/addresses";
import { splitProvider, storedObjects } from "@tutti/state";
import { idOf } from "../graph/build-graph.ts";
import type { ConfigGraph } from "../graph/config-node.ts";
import type { Plan, ResourceChange } from "../plan.ts";
import type { DrawingBuilder } from "./drawing.ts";

/** A change by the ids of its nodes. */
interface DrawnChange {
  readonly config: string;
  /** As an address writes it: `[0]`; empty for none. */
  readonly key: string;
  readonly makes: string | undefined;
  readonly destroys: string | undefined;
  /** It makes nothing: data is read. */
  readonly isRead: boolean;
  /** The old object goes after all that used it has turned to the new one. */
  readonly createsFirst: boolean;
  /** Config addresses that the old object depended on when it was made. */
  readonly stood: readonly string[];
}

/** The nodes of a plan's changes; `makersOf` finds those that make or change objects of a block. */
export interface DrawnChanges {
  readonly byConfig: ReadonlyMap<string, readonly DrawnChange[]>;
  /** Ids of the nodes that make or change objects of a block, or the one instance of it that a key names. */
  readonly makersOf: MakersOf;
}

/** See `DrawnChanges.makersOf`; `keys` undefined means all. */
export type MakersOf = (config: string, keys?: ReadonlySet<string>) => readonly string[];

/** Draws what a plan does to each object. */
export function drawChanges(
  drawing: DrawingBuilder,
  plan: Plan,
  refersTo: (config: string) => Iterable<string>,
): DrawnChanges {
  const stored = new Map(
    [...storedObjects(plan.priorState)].map(({ address, deposedKey, object }) => [
      objectKey(formatInstance(address), deposedKey),
      object.dependencies,
    ]),
  );
  const deposedKeys = deposedKeysOf(plan);
  const changes = plan.changes.map((change, index): DrawnChange => {
    const address = formatInstance(change.address);
    const { makes, destroys } = partsOf(change, address, deposedKeys.get(index));
    const config = formatBlockOf(change.address);
    for (const id of [makes, destroys]) {
      if (id === undefined) continue;
      const { provider } = splitProvider(change.provider);
      drawing.add(provider, "provider");
      drawing.add(id, "resource", { label: config });
      drawing.wait(id, provider);
    }
    const stood = [...(stored.get(objectKey(address, change.deposedKey)) ?? []), ...refersTo(config)];
    const createsFirst = change.action === "create-then-delete" || change.deposedKey !== undefined;
    const isRead = change.action === "read";
    return { config, key: formatKey(change.address.key), makes, destroys, isRead, createsFirst, stood };
  });
  const byConfig = new Map<string, DrawnChange[]>();
  for (const change of changes) {
    const list = byConfig.get(change.config);
    if (list === undefined) byConfig.set(change.config, [change]);
    else list.push(change);
  }
  const makersOf: MakersOf = (config, keys) =>
    (byConfig.get(config) ?? []).flatMap(({ makes, key }) =>
      makes === undefined || keys?.has(key) === false ? [] : [makes],
    );
  return { byConfig, makersOf };
}

/** Data sources of checks are read when all else is done. */
export function drawCheckStart(
  drawing: DrawingBuilder,
  { byConfig }: DrawnChanges,
  graph: ConfigGraph,
): void {
  const nested = new Set(
    graph.nodes.flatMap((node) =>
      node.kind === "check" && node.check.dataResource !== undefined
        ? [idOf(node.module, node.check.dataResource)]
        : [],
    ),
  );
  const makers = [...byConfig.values()].flat().filter(({ makes }) => makes !== undefined);
  const reads = makers.filter(({ config }) => nested.has(config));
  if (reads.length === 0) return;
  const start = drawing.add("(execute checks)", "joint");
  for (const { config, makes = "", isRead } of makers)
    if (nested.has(config)) drawing.wait(makes, start);
    else if (!isRead) drawing.wait(start, makes);
}

/** Joins changes to their blocks, and what goes to what depended on it. */
export function joinChanges(
  drawing: DrawingBuilder,
  { byConfig, makersOf }: DrawnChanges,
  dependentsOf: (config: string) => readonly string[],
): void {
  for (const { config, makes, destroys, createsFirst, stood } of [...byConfig.values()].flat()) {
    if (makes !== undefined) drawing.wait(makes, `${config} (expand)`);
    const dependencies = stood.filter((other) => other !== config).flatMap((key) => byConfig.get(key) ?? []);
    for (const other of dependencies) {
      if (other.destroys !== undefined && destroys !== undefined) drawing.wait(other.destroys, destroys);
      if (other.makes !== undefined && destroys !== undefined && !createsFirst)
        drawing.wait(other.makes, destroys);
      if (other.destroys !== undefined && makes !== undefined && !other.createsFirst)
        drawing.wait(makes, other.destroys);
    }
    if (destroys === undefined || makes === undefined) continue;
    if (!createsFirst) drawing.wait(makes, destroys);
    else drawing.wait(destroys, makes, ...dependentsOf(config).flatMap((dependent) => makersOf(dependent)));
  }
}

function partsOf(
  { action, deposedKey }: ResourceChange,
  address: string,
  asideAs: string | undefined,
): { readonly makes: string | undefined; readonly destroys: string | undefined } {
  const gone =
    deposedKey === undefined ? `${address} (destroy)` : `${address} (destroy deposed ${deposedKey})`;
  switch (action) {
    case "create":
    case "update":
    case "read":
      return { makes: address, destroys: undefined };
    case "delete-then-create":
      return { makes: address, destroys: gone };
    case "create-then-delete":
      return { makes: address, destroys: `${address} (destroy deposed ${asideAs})` };
    case "delete":
      return { makes: undefined, destroys: gone };
    case "forget":
      return { makes: undefined, destroys: `${address} (forget)` };
    case "no-op":
      return { makes: undefined, destroys: undefined };
  }
}

/** By place of a change: the key under which its old object steps aside. */
function deposedKeysOf({ actions }: Plan): ReadonlyMap<number, string> {
  return new Map(
    actions.actions.flatMap(({ work }) =>
      work.kind === "depose" ? [[work.change, work.deposedKey] as const] : [],
    ),
  );
}

function objectKey(address: string, deposedKey: string | undefined): string {
  return deposedKey === undefined ? address : `${address} ${deposedKey}`;
}
