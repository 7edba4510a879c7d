import { type Need, type Right, right } from "../rights/right.ts";
import type { Intention } from "./intentions.ts";

/** To see an intention: who may see one end may know why it does or does not connect. */
export function rightsToSee({ source, destination }: Intention): readonly Need[] {
  return [{ anyOf: [[right("intention", "read", source.Name)], [right("intention", "read", destination)]] }];
}

/** To write an intention: it belongs to its destination. */
export function rightsToWrite(destination: string): readonly Right[] {
  return [right("intention", "write", destination)];
}
