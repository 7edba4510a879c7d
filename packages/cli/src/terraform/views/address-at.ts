import { formatInstance } from "@tutti/addresses";
import { type Plan, partsOf, placedChanges } from "@tutti/engine";

/** The addresses of a plan's changes by their places, as rollouts and services name them. */
export function addressAt(plan: Pick<Plan, "changes" | "parts">): (place: number) => string {
  const placed = placedChanges(partsOf(plan));
  return (place) => {
    const found = placed[place];
    return found === undefined ? "?" : formatInstance(found.address);
  };
}
