/**
 * Random requests over the whole HTTP API, by a seed: right ones that meet each other, and wrong ones
 * of every kind (bodies of other types, parameters that are none, methods that a path does not take).
 */

import { catalogDraws } from "./draw-catalog-requests.ts";
import { crossed } from "./draw-crossed-requests.ts";
import { meshDraws } from "./draw-mesh-requests.ts";
import { aclDraws, operatorDraws } from "./draw-operator-requests.ts";
import { stateDraws } from "./draw-state-requests.ts";
import { createDice, type DrawnRequest } from "./request-dice.ts";

/** Access control is on for every third seed. */
export function isGuarded(seed: number): boolean {
  return seed % 3 === 0;
}

/** As many requests of a seed; each third seed asks for tokens and policies as well. */
export function drawRequests(seed: number, count: number): readonly DrawnRequest[] {
  const dice = createDice(seed);
  const groups = [stateDraws, stateDraws, catalogDraws, catalogDraws, meshDraws, meshDraws, operatorDraws];
  const plain = isGuarded(seed) ? [...groups, aclDraws, aclDraws, aclDraws] : groups;
  const drawn = [...plain, crossed(plain.flat())];
  return Array.from({ length: count }, () =>
    dice.one(dice.chance(0.02) ? [...aclDraws] : dice.one(drawn))(dice),
  );
}
