import { DEFAULT_AGENT_CONFIG } from "@tutti/agent";
import { MASTER, startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import type { CallOptions, RouteId } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { createMemoryStore, type Store } from "@tutti/store";
import { describe, expect, test } from "vitest";
import { REAP_INTERVAL_MS } from "./endpoint.ts";

/** An agent whose commits take a second each, so that requests are decided side by side. */
async function startSlowly(tokens: { readonly master?: string }) {
  const world = createSimulation(101);
  const { clock } = world.host("10.0.0.1");
  const inner = createMemoryStore();
  const store: Store = {
    entries: () => inner.entries(),
    restore: (entries) => inner.restore(entries),
    onCommit: (listener) => inner.onCommit(listener),
    close: () => inner.close(),
    get revision() {
      return inner.revision;
    },
    async commit(transaction) {
      await clock.sleep(1_000);
      return inner.commit(transaction);
    },
  };
  const acl = { ...DEFAULT_AGENT_CONFIG.acl, enabled: true, defaultPolicy: "deny", tokens } as const;
  const { client, agent } = await startSimulatedAgent(world, { acl }, { store });
  /** Two calls at the same time: what they say, sorted. */
  const twice = async (route: RouteId, options: CallOptions) => {
    const answers = await world.until(Promise.all([0, 1].map(() => client.call(route, options))));
    return answers.map((answer) => `${answer.status} ${answer.text()}`).sort();
  };
  return { twice, acl: agent.server.context.state.acl };
}

describe("of two who make at once", () => {
  test.each([
    ["a policy of one name", "acl.policy-create", "policies", { Name: "n" }, "already exists"],
    ["a role of one name", "acl.role-create", "roles", { Name: "n" }, "already exists"],
    [
      "a token of one secret",
      "acl.token-create",
      "tokens",
      { SecretID: "bbbbbbbb-0000-4000-8000-000000000000" },
      "already in use",
    ],
    [
      "a token of one accessor",
      "acl.token-create",
      "tokens",
      { AccessorID: "aaaaaaaa-0000-4000-8000-000000000000" },
      "already in use",
    ],
  ] as const)("%s, one does", async (_, route, table, body, refused) => {
    const { twice, acl } = await startSlowly({ master: MASTER });
    const before = acl[table].rows.size;
    const [done, other] = await twice(route, { token: MASTER, body });
    expect(done?.slice(0, 3)).toBe("200");
    expect(other).toContain(refused);
    expect(acl[table].rows.size).toBe(before + 1);
  });

  test("the first token, one does", async () => {
    const { twice } = await startSlowly({});
    const answers = await twice("acl.bootstrap", {});
    expect(answers.map((answer) => answer.slice(0, 3))).toEqual(["200", "403"]);
  });
});

test("more tokens than fit into one transaction go at once when their time is over, and no others", async () => {
  const { master, world, agent } = await startGuardedAgent(103);
  const { tokens } = agent.server.context.state.acl;
  const before = tokens.rows.size;
  for (let n = 0; n < 120; n += 1) await master("acl.token-create", { body: { ExpirationTTL: "60s" } });
  await master("acl.token-create", { body: { ExpirationTTL: "1h" } });
  await world.run(60_000 + REAP_INTERVAL_MS);
  expect(tokens.rows.size).toBe(before + 1);
});
