/** What a configuration declares, once its modules and resources were repeated: whole blocks and instances. */

import { formatKey, formatModule, formatResourceName, type ModuleInstance } from "@tutti/addresses";
import { type ModuleNode, moduleAt } from "@tutti/config";
import type { SourceRange } from "@tutti/hcl";
import { hasInstance } from "../scope/repetition.ts";
import type { Walk } from "../scope/walk.ts";
import { isModuleSide, type MoveSide } from "./move-side.ts";

/** One side of a move, in one instance of the module that its statement stands in. */
export interface Placed {
  readonly side: MoveSide;
  /** Of the module around it: of a module that moves, its parent. */
  readonly module: ModuleInstance;
  /** As texts name it. */
  readonly text: string;
}

export function place(side: MoveSide, around: ModuleInstance): Placed {
  const steps = side.steps.map(({ name, key }, at) => ({ name, key: around[at]?.key ?? key }));
  const module = isModuleSide(side) ? steps.slice(0, -1) : steps;
  const last = side.steps.at(-1);
  const thing =
    side.resource === undefined
      ? `module.${last?.name ?? ""}${formatKey(side.kind === "module" ? last?.key : undefined)}`
      : formatResourceName(side.resource) + formatKey(side.kind === "instance" ? side.key : undefined);
  const outer = formatModule(module);
  return { side, module, text: outer === "" ? thing : `${outer}.${thing}` };
}

/** True if the walk met it as part of the configuration. */
export function isDeclared(walk: Walk, { side, module }: Placed): boolean {
  const scope = walk.scopeAt(module);
  const call = side.steps.at(-1);
  const expansion =
    side.resource === undefined
      ? scope?.callExpansions.get(call?.name ?? "")
      : scope?.expansions.get(formatResourceName(side.resource));
  if (expansion === undefined || expansion.kind === "unknown") return false;
  if (side.kind === "call" || side.kind === "resource") return true;
  return hasInstance(expansion, side.kind === "module" ? call?.key : side.key);
}

/** Where it is declared: for an instance, what decides which ones there are. */
export function declaredAt(root: ModuleNode, { side, module }: Placed): SourceRange | undefined {
  const parent = moduleAt(
    root,
    module.map(({ name }) => name),
  )?.module;
  const block =
    side.resource === undefined
      ? parent?.moduleCalls.get(side.steps.at(-1)?.name ?? "")
      : parent?.resources.get(formatResourceName(side.resource));
  if (block === undefined || side.kind === "call" || side.kind === "resource") return block?.declRange;
  return block.forEach?.range ?? block.count?.range ?? block.declRange;
}
