import type { Network } from "@tutti/runtime";
import { dropletRoutes } from "./digitalocean-droplets.ts";
import { nameRoutes } from "./digitalocean-names.ts";
import { networkRoutes } from "./digitalocean-networks.ts";
import { DigitalOceanWorld } from "./digitalocean-world.ts";
import { type SimulatedApi, simulateApi } from "./simulated-api.ts";

/** DigitalOcean's API, version 2, as far as the provider asks it, with what there is in memory. */
export interface DigitalOceanSimulator extends SimulatedApi {
  readonly world: DigitalOceanWorld;
}

/** The token that it takes. */
export const DO_TOKEN = "dop_v1_0123456789abcdef";

/** Listens on a free port of `host`. */
export async function simulateDigitalOcean(
  network: Network,
  host: string,
  port = 0,
): Promise<DigitalOceanSimulator> {
  const world = new DigitalOceanWorld();
  const routes = [...dropletRoutes(world), ...nameRoutes(world), ...networkRoutes(world)];
  const headers = () => ({
    "ratelimit-limit": "5000",
    "ratelimit-remaining": "4999",
    "ratelimit-reset": "4102444800",
  });
  return { world, ...(await simulateApi({ network, host, port, token: DO_TOKEN, routes, headers })) };
}
