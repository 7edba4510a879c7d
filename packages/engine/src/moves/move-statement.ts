import type { ModulePath } from "@tutti/addresses";
import { type Config, modulesOf } from "@tutti/config";
import type { SourceRange } from "@tutti/hcl";
import { type MoveSide, sidesOf } from "./move-side.ts";

/** One move, written in a `moved` block or following from a `count` that came or went. */
export interface MoveStatement {
  /** Names of the module that it stands in. */
  readonly path: ModulePath;
  readonly from: MoveSide;
  readonly to: MoveSide;
  readonly declRange: SourceRange;
  readonly implied: boolean;
}

/** Those that are written, outer modules first. */
export function moveStatements(config: Config): readonly MoveStatement[] {
  const found: MoveStatement[] = [];
  for (const { path, module } of modulesOf(config.root)) {
    for (const { from, to, declRange } of module.moved) {
      const sides = sidesOf(path, from, to);
      if (sides !== undefined) found.push({ path, ...sides, declRange, implied: false });
    }
  }
  return found;
}
