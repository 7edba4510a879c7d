import { DEFAULT_AGENT_CONFIG } from "@tutti/agent";
import { createSimulation } from "@tutti/simulation";
import { createMemoryStore } from "@tutti/store";
import {
  MANAGER,
  type ServersWorld,
  serversContract,
  throughTexts,
  type WorldOptions,
} from "../../testkit/index.ts";
import { createServer } from "../server.ts";
import type { Servers } from "./servers.ts";

async function open({ guarded = false }: WorldOptions = {}): Promise<ServersWorld> {
  const world = createSimulation(9);
  const runtime = world.host("10.0.0.1");
  const acl = { ...DEFAULT_AGENT_CONFIG.acl, enabled: guarded, tokens: { master: MANAGER } };
  const server = await createServer({
    config: {
      ...DEFAULT_AGENT_CONFIG,
      acl: { ...acl, defaultPolicy: guarded ? "deny" : "allow" },
      nodeName: "s1",
      server: false,
    },
    runtime,
    store: createMemoryStore(),
    nodeId: "",
    tokens: { get: () => "" },
    log: () => {},
  });
  await world.until(server.start());
  // The server itself is nothing that these rules are about; it stays away for a minute.
  await world.until(server.servers.deregister({ node: "s1" }, MANAGER));
  return {
    servers: server.servers,
    run: (promise) => world.until(promise),
    pass: (ms) => world.until(runtime.clock.sleep(ms)),
  };
}

const through = (form: (servers: Servers) => Servers) => async (options?: WorldOptions) => {
  const world = await open(options);
  return { ...world, servers: form(world.servers) };
};

serversContract("in process", open);
serversContract("through texts", through(throughTexts));
