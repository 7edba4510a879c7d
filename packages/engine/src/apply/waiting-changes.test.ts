import { expect, test } from "vitest";
import type { Action, ActionGraph } from "../plan.ts";
import { createCountWaiting } from "./waiting-changes.ts";

const create = (change: number, ...after: readonly number[]): Action => ({
  work: { kind: "create", change },
  after,
});
const block = (...after: readonly number[]): Action => ({
  work: { kind: "block", node: 0, part: "value" },
  after,
});

const GRAPHS: readonly (readonly [string, readonly Action[], readonly number[]])[] = [
  ["nothing follows", [create(0), create(1)], [0, 0]],
  ["a chain: all that comes later waits", [create(0), create(1, 0), create(2, 1)], [2, 1, 0]],
  ["through a local or an output", [create(0), block(0), create(1, 1)], [1, 0]],
  ["over two ways it is one", [create(0), create(1, 0), create(2, 0), create(3, 1, 2)], [3, 1, 1, 0]],
  [
    "the second half of a replacement does not wait for another",
    [{ work: { kind: "delete", change: 0 }, after: [] }, create(0, 0), create(1, 1)],
    [1, 0],
  ],
  [
    "what waits for any of its steps waits for it",
    [
      { work: { kind: "depose", change: 0, deposedKey: "1" }, after: [] },
      create(0, 0),
      create(1, 1),
      { work: { kind: "delete", change: 0 }, after: [1] },
      create(2, 3),
    ],
    [2, 0, 0],
  ],
  ["a block's own step is no change", [block(), create(0, 0), create(1, 1)], [1, 0]],
];

test.each(GRAPHS)("%s", (_, actions, wanted) => {
  const graph: ActionGraph = { nodes: [], actions };
  const count = createCountWaiting(graph, 1_000);
  expect(wanted.map((_waiting, change) => count(change))).toEqual(wanted);
});

test("it counts no further than asked", () => {
  const actions = [create(0), ...Array.from({ length: 50 }, (_, at) => create(at + 1, 0))];
  expect(createCountWaiting({ nodes: [], actions }, 50)(0)).toBe(50);
  expect(createCountWaiting({ nodes: [], actions }, 49)(0)).toBe(49);
});
