import type { ActionGraph, ActionWork, BlockPart } from "../plan.ts";

/** The steps of an action graph while it is built; a step is known by its place. */
export class ActionSteps {
  readonly #actions: { work: ActionWork; after: number[] }[] = [];
  readonly #nodes: string[] = [];
  readonly #nodePlaces = new Map<string, number>();

  /** A step behind others, each of which counts once. */
  push(work: ActionWork, after: Iterable<number> = []): number {
    this.#actions.push({ work, after: distinct(after) });
    return this.#actions.length - 1;
  }

  /** A step for a part of a block, whose name is kept once. */
  pushPart(id: string, part: BlockPart, after: Iterable<number> = []): number {
    let node = this.#nodePlaces.get(id);
    if (node === undefined) {
      node = this.#nodes.push(id) - 1;
      this.#nodePlaces.set(id, node);
    }
    return this.push({ kind: "block", node, part }, after);
  }

  /** A step waits for one that came after it, too. */
  waitFor(step: number, before: number): void {
    this.#actions[step]?.after.push(before);
  }

  graph(): ActionGraph {
    return { nodes: this.#nodes, actions: this.#actions };
  }
}

/** Most instances wait for one step or two. */
function distinct(steps: Iterable<number>): number[] {
  const all = [...steps];
  return all.length < 2 || (all.length === 2 && all[0] !== all[1]) ? all : [...new Set(all)];
}
