import { networkInterfaces } from "node:os";
import type { Network } from "../network.ts";

export function interfaces(): ReturnType<Network["interfaces"]> {
  return Object.entries(networkInterfaces()).flatMap(([name, list]) =>
    (list ?? []).map(({ address, internal }) => ({ name, address, internal })),
  );
}
