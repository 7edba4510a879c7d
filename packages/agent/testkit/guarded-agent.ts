import type { ApiAnswer, CallOptions, RouteId } from "@tutti/agent-api";
import { createSimulation, type Simulation } from "@tutti/simulation";
import type { AgentConfig } from "../src/index.ts";
import { DEFAULT_AGENT_CONFIG } from "../src/index.ts";
import { type SimulatedAgent, startSimulatedAgent } from "./simulated-agent.ts";

/** The management token of `startGuardedAgent`. */
export const MASTER = "5ca1ab1e-0000-4000-8000-00000000beef";

/** An agent with access control on, and what makes tokens for it. For tests. */
export interface GuardedAgent extends SimulatedAgent {
  readonly world: Simulation;
  /** A new token with these rules; `more` goes into its body. */
  token(rules: string, more?: object): Promise<{ readonly AccessorID: string; readonly SecretID: string }>;
  /** A call as the management token; throws where it is refused, so that no test rests on nothing. */
  master(route: RouteId, options?: CallOptions): Promise<ApiAnswer>;
  /** A call's status and text as one line. */
  as(secret: string, route: RouteId, options?: CallOptions): Promise<string>;
}

/** Starts one in a world of its own; nobody may do anything unless `more` says otherwise. */
export async function startGuardedAgent(
  seed: number,
  more: Partial<AgentConfig["acl"]> = {},
  config: Partial<AgentConfig> = {},
): Promise<GuardedAgent> {
  const world = createSimulation(seed);
  const tokens = { master: MASTER, agent: MASTER };
  const acl = { ...DEFAULT_AGENT_CONFIG.acl, enabled: true, defaultPolicy: "deny", tokens, ...more } as const;
  const kit = await startSimulatedAgent(world, { ...config, acl });
  let made = 0;
  const master: GuardedAgent["master"] = async (route, options) => {
    const answer = await kit.call(route, { ...options, token: MASTER });
    if (answer.status >= 400) throw new Error(`${route}: ${answer.status} ${answer.text()}`);
    return answer;
  };
  return {
    ...kit,
    world,
    master,
    async as(secret, route, options) {
      const answer = await kit.call(route, { ...options, token: secret });
      return `${answer.status} ${answer.text()}`.trim();
    },
    async token(rules, more = {}) {
      const name = `p${made++}`;
      await master("acl.policy-create", { body: { Name: name, Rules: rules } });
      const body = { Policies: [{ Name: name }], ...more };
      return (await master("acl.token-create", { body })).json() as { AccessorID: string; SecretID: string };
    },
  };
}
