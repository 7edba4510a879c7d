import type { ServerContext } from "../server-context.ts";
import { nameId } from "../state/table.ts";
import { type Coordinate, ORIGIN } from "./view.ts";

/** `?near=_agent`: from the agent that is asked. */
const OWN_NODE = "_agent";

/**
 * Sorts as `?near` asks, which names a node: nearest first, nodes without a coordinate last, and
 * otherwise in the order that they had. Without `?near`, or where nobody knows
 * the place to measure from, nothing is moved.
 */
export function nearestFirst<T>(
  { config, state }: Pick<ServerContext, "config" | "state">,
  near: string,
  nodeOf: (row: T) => string,
): (rows: readonly T[]) => readonly T[] {
  if (near === "") return (rows) => rows;
  const coordinateOf = (node: string): Coordinate | undefined =>
    state.coordinates.table.get(nameId(node))?.value.Coord;
  return (rows) => {
    const isOwn = near === OWN_NODE || nameId(near) === nameId(config.nodeName);
    const from = coordinateOf(isOwn ? config.nodeName : near) ?? (isOwn ? ORIGIN : undefined);
    if (from === undefined) return rows;
    const measured = rows.map((row) => {
      const to = coordinateOf(nodeOf(row));
      return { row, seconds: to === undefined ? Number.POSITIVE_INFINITY : distanceSeconds(from, to) };
    });
    return measured.sort(byDistance).map(({ row }) => row);
  };
}

/** Two infinities are equal, though their difference is no number. */
function byDistance(a: { readonly seconds: number }, b: { readonly seconds: number }): number {
  return a.seconds === b.seconds ? 0 : a.seconds - b.seconds;
}

/** Vivaldi's distance: between the points, and up and down the heights. */
function distanceSeconds(a: Coordinate, b: Coordinate): number {
  const squares = a.Vec.reduce((sum, x, at) => sum + (x - (b.Vec[at] ?? 0)) ** 2, 0);
  const seconds = Math.sqrt(squares) + a.Height + b.Height;
  const adjusted = seconds + a.Adjustment + b.Adjustment;
  return adjusted > 0 ? adjusted : seconds;
}
