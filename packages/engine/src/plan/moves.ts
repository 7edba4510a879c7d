/** `moved` blocks, and the moves that follow from `count` coming or going, applied to the state. */

import {
  formatInstance,
  formatResource,
  formatResourceName,
  type ModuleInstance,
  type ModuleStep,
  modulePathOf,
  type ResourceInstance,
} from "@tutti/addresses";
import { type Config, type MoveEndpoint, moduleAt, modulesOf } from "@tutti/config";
import { type Diagnostic, warningDiagnostic } from "@tutti/hcl";
import { type State, StateFold } from "@tutti/state";
import { engineError } from "../errors.ts";

export interface MoveResult {
  readonly state: State;
  /** Old addresses by the text of the new one. */
  readonly movedFrom: ReadonlyMap<string, ResourceInstance>;
  readonly diagnostics: readonly Diagnostic[];
}

interface Statement {
  /** Names of the module that it stands in. */
  readonly path: readonly string[];
  readonly from: MoveEndpoint;
  readonly to: MoveEndpoint;
}

export function applyMoves(config: Config, state: State): MoveResult {
  if (state.resources.size === 0) return { state, movedFrom: new Map(), diagnostics: [] };
  const statements = statementsOf(config);
  const fold = new StateFold(state);
  const current = new Map<string, ResourceInstance>();
  for (const { address, instances } of state.resources.values()) {
    for (const key of instances.keys()) {
      const instance = { ...address, key };
      current.set(formatInstance(instance), instance);
    }
  }
  const movedFrom = new Map<string, ResourceInstance>();
  const blocked = new Map<string, string>();
  const move = (from: ResourceInstance, to: ResourceInstance): boolean => {
    const [fromText, toText] = [formatInstance(from), formatInstance(to)];
    if (current.has(toText)) {
      blocked.set(fromText, toText);
      return false;
    }
    fold.apply({ kind: "move", from, to });
    current.delete(fromText);
    current.set(toText, to);
    movedFrom.set(toText, movedFrom.get(fromText) ?? from);
    movedFrom.delete(fromText);
    blocked.delete(fromText);
    return true;
  };
  // A chain a → b → c is walked in as many rounds as it has links, whatever the order of the blocks.
  for (let round = 0; round <= statements.length; round++) {
    let moved = false;
    for (const statement of statements) {
      for (const from of [...current.values()]) {
        const to = destination(statement, from);
        if (to !== undefined && formatInstance(to) !== formatInstance(from) && move(from, to)) moved = true;
      }
    }
    if (!moved) break;
  }
  for (const [from, to] of impliedMoves(config, current)) {
    // What a block has moved is where it was told to be.
    if (!movedFrom.has(formatInstance(from))) move(from, to);
  }
  const unchanged = movedFrom.size === 0;
  return { state: unchanged ? state : fold.state(), movedFrom, diagnostics: blockedWarning(blocked) };
}

function statementsOf(config: Config): readonly Statement[] {
  const found: Statement[] = [];
  for (const node of modulesOf(config.root)) {
    for (const { from, to } of node.module.moved) found.push({ path: node.path, from, to });
  }
  return found;
}

/** Where a statement sends an instance; undefined where it does not speak of it. */
function destination({ path, from, to }: Statement, address: ResourceInstance): ResourceInstance | undefined {
  const { module } = address;
  if (module.length < path.length || !path.every((name, i) => module[i]?.name === name)) return undefined;
  const outer = module.slice(0, path.length);
  const inner = module.slice(path.length);
  if (from.kind === "module")
    return to.kind === "module" ? moveModule(from, to, outer, inner, address) : undefined;
  if (to.kind === "module") return undefined;
  const source = from.instance;
  if (formatResource({ ...address, module: inner }) !== formatResource(source)) return undefined;
  if (source.key !== undefined && source.key !== address.key) return undefined;
  const whole = source.key === undefined && to.instance.key === undefined;
  // Without keys on either side the resource moves with all its instances.
  if (source.key === undefined && to.instance.key !== undefined && address.key !== undefined)
    return undefined;
  return {
    ...to.instance,
    module: [...outer, ...to.instance.module],
    key: whole ? address.key : to.instance.key,
  };
}

function moveModule(
  from: MoveEndpoint & { kind: "module" },
  to: MoveEndpoint & { kind: "module" },
  outer: ModuleInstance,
  inner: ModuleInstance,
  address: ResourceInstance,
): ResourceInstance | undefined {
  if (inner.length < from.module.length) return undefined;
  const fits = from.module.every((step, i) => {
    const own = inner[i];
    const last = i === from.module.length - 1;
    return (
      own?.name === step.name &&
      (own.key === step.key || (last && step.key === undefined && lastKey(to) === undefined))
    );
  });
  if (!fits) return undefined;
  const rest = inner.slice(from.module.length);
  const kept = inner[from.module.length - 1]?.key;
  const target: ModuleStep[] = to.module.map((step, i) =>
    i === to.module.length - 1 && step.key === undefined && lastKey(from) === undefined
      ? { ...step, key: kept }
      : step,
  );
  return { ...address, module: [...outer, ...target, ...rest] };
}

function lastKey({ module }: MoveEndpoint & { kind: "module" }): ModuleStep["key"] {
  return module.at(-1)?.key;
}

/** `a.b` becomes `a.b[0]` when it gets a count, and the other way round. */
function* impliedMoves(
  config: Config,
  current: ReadonlyMap<string, ResourceInstance>,
): Generator<readonly [ResourceInstance, ResourceInstance]> {
  for (const address of [...current.values()]) {
    if (address.key !== undefined && address.key !== 0) continue;
    const resource = moduleAt(config.root, modulePathOf(address.module))?.module.resources.get(
      formatResourceName(address),
    );
    if (resource === undefined || resource.mode !== "managed" || resource.forEach !== undefined) continue;
    const wanted = resource.count === undefined ? undefined : 0;
    if (wanted === address.key) continue;
    const to = { ...address, key: wanted };
    if (!current.has(formatInstance(to))) yield [address, to];
  }
}

function blockedWarning(blocked: ReadonlyMap<string, string>): readonly Diagnostic[] {
  if (blocked.size === 0) return [];
  const list = [...blocked].map(([from, to]) => `  - ${from} could not move to ${to}`).join("\n");
  return [
    warningDiagnostic(
      engineError("unresolved-resource-instance-address-changes"),
      `<Tutti> tried to adjust resource instance addresses in the prior state based on change information recorded in the configuration, but some adjustments did not succeed due to existing objects already at the intended addresses:\n${list}\n\nTutti has planned to destroy these objects. If <Tutti>'s proposed changes aren't appropriate, you must first resolve the conflicts using the "tutti state" subcommands and then create a new plan.`,
    ),
  ];
}
