import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Random } from "../random.ts";

export function createRealRandom(): Random {
  return {
    float: () => Math.random(),
    integer: (below) => randomInt(below),
    bytes: (count) => new Uint8Array(randomBytes(count)),
    uuid: () => randomUUID(),
  };
}
