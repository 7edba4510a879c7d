/**
 * Days of an agent in the simulation. The durable store is not part of it:
 * LMDB writes to the real disk by itself, so `crash.test.ts` of the store kills
 * real processes instead.
 */

import { askDns, type SimulatedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation, type Simulation } from "@tutti/simulation";
import { describe, expect, it } from "vitest";
import { DEFAULT_AGENT_CONFIG } from "./index.ts";

const AGENT = "10.0.0.1";
const CLIENT = "10.0.0.2";
const WORKER = "10.0.0.3";
const DAYS = 2;
const HOUR_MS = 3_600_000;
const INTERVAL_MS = 30_000;
const TIMEOUT_MS = 5_000;
/** A check may just have been made, and takes its timeout to fail; then news travel a little. */
const NOTICE_MS = INTERVAL_MS + TIMEOUT_MS + 1_000;

/** What the one instance of `web` looks like from outside: its check, and how many DNS gives. */
async function look(world: Simulation, { call }: SimulatedAgent): Promise<string> {
  const [found] = (await call("health.checks", { rest: "web" })).json() as { Status: string }[];
  return `${found?.Status} ${await world.until(askDns(world.host(CLIENT), AGENT))}`;
}

interface Trouble {
  begin(): void;
  end(): void;
}

/** A worker whose answers can be spoiled, and a network that can be cut. */
async function startWorker(world: Simulation): Promise<readonly Trouble[]> {
  let answer: "fine" | "broken" | "silent" = "fine";
  await world.until(
    world.host(WORKER).network.serveHttp({ host: WORKER, port: 80 }, (exchange) => {
      if (answer !== "silent") exchange.respond(answer === "fine" ? 200 : 503, {}, answer);
    }),
  );
  const spoiled = (how: "broken" | "silent"): Trouble => ({
    begin: () => {
      answer = how;
    },
    end: () => {
      answer = "fine";
    },
  });
  const cut: Trouble = {
    begin: () => world.internet.partition(AGENT, WORKER),
    end: () => world.internet.heal(),
  };
  return [cut, spoiled("broken"), spoiled("silent")];
}

describe("an agent over days", () => {
  it.each([1, 2, 3])(
    "notices every trouble within interval and timeout, gets over it as fast, and is calm between (seed %i)",
    async (seed) => {
      const world = createSimulation(seed);
      const kit = await startSimulatedAgent(world, { devMode: true, ports: DEFAULT_AGENT_CONFIG.ports });
      const troubles = await startWorker(world);
      const body = {
        Name: "web",
        Address: WORKER,
        Check: { HTTP: `http://${WORKER}/`, Interval: `${INTERVAL_MS}ms`, Timeout: `${TIMEOUT_MS}ms` },
      };
      expect((await kit.call("agent.service-register", { body })).status).toBe(200);
      await world.run(NOTICE_MS);
      const end = world.nowMs + DAYS * 24 * HOUR_MS;
      const at = (): string => `seed ${seed}, ${new Date(world.nowMs).toISOString()}`;
      for (let episode = 0; world.nowMs < end; episode += 1) {
        for (let looks = 0; looks < 5; looks += 1) {
          await world.run(world.random.integer(HOUR_MS));
          expect(await look(world, kit), at()).toBe("passing 1");
        }
        const trouble = troubles[episode % troubles.length];
        trouble?.begin();
        await world.run(NOTICE_MS);
        expect(await look(world, kit), at()).toBe("critical 0");
        await world.run(world.random.integer(HOUR_MS));
        expect(await look(world, kit), at()).toBe("critical 0");
        trouble?.end();
        await world.run(NOTICE_MS);
        expect(await look(world, kit), at()).toBe("passing 1");
      }
      await world.until(kit.agent.stop());
    },
  );

  it.each([1, 2, 3])(
    "ends sessions between one and two TTLs after their last renewal, and never before (seed %i)",
    async (seed) => {
      const world = createSimulation(seed);
      const kit = await startSimulatedAgent(world);
      const ttlMs = 60_000;
      const lives = async (id: string): Promise<boolean> =>
        ((await kit.call("session.info", { rest: id })).json() as unknown[]).length === 1;
      for (let round = 0; round < 20; round += 1) {
        const created = await kit.call("session.create", { body: { TTL: `${ttlMs}ms`, LockDelay: "0s" } });
        const { ID: id } = created.json() as { ID: string };
        const held = await kit.call("kv.write", { rest: "lock", body: "x", query: { acquire: id } });
        expect(held.text().trim(), `seed ${seed}, round ${round}`).toBe("true");
        for (let renewals = world.random.integer(5); renewals > 0; renewals -= 1) {
          await world.run(world.random.integer(ttlMs));
          expect((await kit.call("session.renew", { rest: id })).status).toBe(200);
        }
        await world.run(ttlMs - 1_000);
        expect(await lives(id), `seed ${seed}, round ${round}`).toBe(true);
        await world.run(ttlMs + 2_000);
        expect(await lives(id), `seed ${seed}, round ${round}`).toBe(false);
        await world.run(world.random.integer(HOUR_MS));
      }
      await world.until(kit.agent.stop());
    },
  );
});
