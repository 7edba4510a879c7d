/** An engine in a simulated world: it refuses a removal until a moment, and lists the containers it is told. */

import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { EngineClient } from "./engine-client.ts";
import { parseEngineHost } from "./engine-host.ts";
import { removeWhenFree } from "./remove-when-free.ts";

const REFUSALS = [
  "error while removing network: network web has active endpoints",
  "remove web: volume is in use - [4f]",
  "conflict: unable to delete 4f (cannot be forced) - image is being used by running container 4f",
  "unrecognized image ID sha256:72ce8d4f",
];

interface Engine {
  readonly freeAfterMs: number;
  readonly containers?: readonly string[];
  readonly refusal?: string;
}

const statusOf = (refusal = ""): number =>
  refusal.startsWith("conflict") ? 409 : refusal.startsWith("unrecognized") ? 500 : 403;

async function removal({ freeAfterMs, containers = [], refusal = REFUSALS[0] }: Engine) {
  const world = createSimulation(11);
  const host = world.host("10.0.0.1");
  const asked: string[] = [];
  const listening = host.network.serveHttp({ host: "10.0.0.1", port: 2375 }, (exchange) => {
    const { method, target } = exchange;
    const json = { "content-type": "application/json" };
    if (method === "GET") {
      asked.push(decodeURIComponent(target));
      exchange.respond(200, json, JSON.stringify(containers.map((State) => ({ State }))));
    } else if (host.clock.monotonic() < freeAfterMs) {
      exchange.respond(statusOf(refusal), json, JSON.stringify({ message: refusal }));
    } else exchange.respond(204, {}, "");
  });
  await world.until(listening);
  const engine = new EngineClient(parseEngineHost("tcp://10.0.0.1:2375"), host);
  const { signal } = new AbortController();
  const removing = removeWhenFree(engine, "/networks/4f", { filter: "network", of: "4f" }, signal).then(
    () => "removed",
    (error: unknown) => (error as Error).message,
  );
  const outcome = await world.until(removing);
  return { outcome, tookMs: host.clock.monotonic(), asked };
}

describe("what containers use is removed once they are gone", () => {
  test.each(REFUSALS)("%s", async (refusal) => {
    const { outcome } = await removal({ freeAfterMs: 2_000, containers: ["running"], refusal });
    expect(outcome).toBe("removed");
  });

  test.each([
    ["no container is listed any more", []],
    ["each that is listed is being removed", ["removing", "removing"]],
  ])("later still where %s", async (_, containers) => {
    const { outcome, asked } = await removal({ freeAfterMs: 40_000, containers });
    expect(outcome).toBe("removed");
    expect(asked[0]).toContain('/containers/json?all=true&filters={"network":["4f"]}');
  });
});

test("ends of a network whose containers are gone are taken away by force, others never", async () => {
  const world = createSimulation(11);
  const host = world.host("10.0.0.1");
  const ends = new Map(["ep-1", "gone", "there"].map((key) => [key, { Name: `web-${key}` }]));
  const told: unknown[] = [];
  const listening = host.network.serveHttp({ host: "10.0.0.1", port: 2375 }, async (exchange) => {
    const { method, target } = exchange;
    const answer = (status: number, body: unknown): void =>
      exchange.respond(status, { "content-type": "application/json" }, JSON.stringify(body));
    if (method === "POST") {
      const body = JSON.parse(Buffer.from(await exchange.body(1_000)).toString());
      told.push(body);
      ends.delete(body.Container.slice("web-".length));
      answer(200, {});
    } else if (method === "DELETE" && told.length < 2) answer(403, { message: REFUSALS[0] });
    else if (method === "DELETE") exchange.respond(204, {}, "");
    else if (target.includes("/containers/json")) answer(200, []);
    else if (target.includes("/containers/there/")) answer(200, {});
    else if (target.includes("/containers/")) answer(404, { message: "No such container" });
    else answer(200, { Containers: Object.fromEntries(ends) });
  });
  await world.until(listening);
  const engine = new EngineClient(parseEngineHost("tcp://10.0.0.1:2375"), host);
  const { signal } = new AbortController();
  await world.until(removeWhenFree(engine, "/networks/4f", { filter: "network", of: "4f" }, signal));
  expect(told).toEqual([
    { Container: "web-ep-1", Force: true },
    { Container: "web-gone", Force: true },
  ]);
  expect([...ends.keys()]).toEqual(["there"]);
});

describe("a refusal counts", () => {
  test.each(["running", "exited", "created", "dead"])(
    "where a container that is %s uses it",
    async (state) => {
      const { outcome, tookMs } = await removal({ freeAfterMs: 600_000, containers: ["removing", state] });
      expect(outcome).toContain(REFUSALS[0]);
      expect(tookMs).toBeGreaterThanOrEqual(3_000);
      expect(tookMs).toBeLessThan(5_000);
    },
  );

  test("where nothing that is listed explains it, after a minute", async () => {
    const { outcome, tookMs } = await removal({ freeAfterMs: 600_000 });
    expect(outcome).toContain(REFUSALS[0]);
    expect(tookMs).toBeGreaterThanOrEqual(60_000);
    expect(tookMs).toBeLessThan(63_000);
  });

  test("at once where it says something else", async () => {
    const { outcome, tookMs } = await removal({ freeAfterMs: 600_000, refusal: "no such network: web" });
    expect(outcome).toContain("no such network");
    expect(tookMs).toBeLessThan(1_000);
  });
});
