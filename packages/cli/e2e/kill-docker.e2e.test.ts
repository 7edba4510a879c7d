/** SIGKILL at any moment, with real containers and a live agent: neither half keeps or loses anything. */

import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { type LiveAgent, startAgent } from "./agent.ts";
import { ask, clearEngine, DOCKER_HOST, namesOnEngine, whyNoEngine, writeImage } from "./docker-engine.ts";
import { runKilled } from "./killed.ts";
import { ROUNDS, SEED, seeded } from "./seeded.ts";
import { type Ended, leftovers, must, project, run, write } from "./tutti.ts";

const NAME = `tutti-e2e-${process.pid}`;
const COUNT = 3;
const ARGS = ["-auto-approve", "-no-color"];

/** Six containers: three are replaced old first, three new first. */
function config(release: number): string {
  const container = (kind: string, name: string, more: string): string => `
resource "docker_container" "${kind}" {
  count               = ${COUNT}
  name                = "${name}"
  image               = docker_image.web.image_id
  command             = ["sleep", "600"]
  env                 = ["RELEASE=${release}"]
  networks_advanced {
    name = docker_network.web.name
  }
  volumes {
    volume_name    = docker_volume.web.name
    container_path = "/data"
  }
  labels {
    label = "${NAME}"
    value = "${kind}"
  }
  service "web" {
    port = 8080
    tags = ["${kind}"]
  }${more}
}
`;
  return `terraform {
  required_providers {
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}
resource "docker_network" "web" {
  name = "${NAME}"
}
resource "docker_volume" "web" {
  name = "${NAME}"
}
resource "docker_image" "web" {
  name = "${NAME}:1"
  build {
    context = "\${path.module}/image"
  }
}
${container("after", `${NAME}-after-\${count.index}`, "")}
${container("before", `${NAME}-before-\${count.index}-${release}`, "\n  lifecycle {\n    create_before_destroy = true\n  }")}`;
}

interface Instance {
  readonly ServiceID: string;
  readonly ServiceAddress: string;
}

interface World {
  readonly folder: string;
  readonly agent: LiveAgent;
  readonly env: Readonly<Record<string, string>>;
}

async function openWorld(): Promise<World> {
  const folder = project();
  writeImage(folder);
  const agent = await startAgent(project(), ["-dev", "-log-level=warn"]);
  onTestFinished(() => clearEngine(NAME));
  return { folder, agent, env: { DOCKER_HOST, CONSUL_HTTP_ADDR: agent.address } };
}

/** Everything is there exactly once, on the engine as well as in the catalog. */
async function expectWhole({ folder, agent, env }: World, release: number, what: string): Promise<void> {
  const wanted = Array.from({ length: COUNT }, (_, index) => [
    `${NAME}-after-${index}`,
    `${NAME}-before-${index}-${release}`,
  ])
    .flat()
    .sort();
  const there = await namesOnEngine(NAME);
  expect(there, what).toEqual({
    containers: wanted,
    networks: [NAME],
    volumes: [NAME],
    images: [`${NAME}:1`],
  });
  const filters = encodeURIComponent(JSON.stringify({ label: [NAME] }));
  expect(await ask("GET", `/containers/json?all=1&filters=${filters}`), what).toHaveLength(2 * COUNT);
  const instances = (await agent.get("/v1/catalog/service/web")) as Instance[];
  expect(new Set(instances.map(({ ServiceID }) => ServiceID)).size, what).toBe(2 * COUNT);
  expect(instances, what).toHaveLength(2 * COUNT);
  expect(new Set(instances.map(({ ServiceAddress }) => ServiceAddress)).size, what).toBe(2 * COUNT);
  expect(leftovers(folder), what).toEqual([]);
  const plan = await run(folder, ["plan", "-detailed-exitcode", "-no-color"], { env });
  expect(plan.status, `${what}\n${plan.stdout}${plan.stderr}`).toBe(0);
}

async function expectNothing({ folder, agent }: World, what: string): Promise<void> {
  const nothing = { containers: [], networks: [], volumes: [], images: [] };
  expect(await namesOnEngine(NAME), what).toEqual(nothing);
  expect(await agent.get("/v1/catalog/service/web"), what).toEqual([]);
  expect(leftovers(folder), what).toEqual([]);
}

function expectDone(ended: Ended, what: string): void {
  expect(ended.status, `${what}\n${ended.stdout}${ended.stderr}`).toBe(0);
}

test(`a killed run is carried to its end by the next one (seed ${SEED})`, {
  timeout: 900_000,
}, async (context) => {
  const why = whyNoEngine();
  if (why !== undefined) return context.skip(why);
  const random = seeded(SEED);
  const world = await openWorld();
  const { folder, env } = world;
  for (let round = 1; round <= ROUNDS; round++) {
    const destroy = round % 3 === 0;
    const kill = { afterMs: 150 + random() * (destroy ? 900 : 2200), wholeGroup: random() < 0.5 };
    const what = `round ${round} of seed ${SEED}: ${destroy ? "destroy" : "apply"} killed after ${Math.round(kill.afterMs)} ms`;
    write(folder, { "main.tf": config(round) });
    await runKilled(folder, [destroy ? "destroy" : "apply", ...ARGS], kill, { env });
    if (round % 6 === 0) {
      expectDone(await run(folder, ["destroy", ...ARGS], { env }), what);
      await expectNothing(world, what);
    } else {
      expectDone(await run(folder, ["apply", ...ARGS], { env }), what);
      await expectWhole(world, round, what);
    }
  }
  expectDone(await run(folder, ["destroy", ...ARGS], { env }), "at the end");
  await expectNothing(world, "at the end");
});

test("a killed container leaves the catalog's answers, and the next apply brings it back", {
  timeout: 120_000,
}, async (context) => {
  const why = whyNoEngine();
  if (why !== undefined) return context.skip(why);
  const world = await openWorld();
  const { folder, env, agent } = world;
  write(folder, { "main.tf": config(1) });
  await must(folder, ["apply", ...ARGS], { env });
  await ask("DELETE", `/containers/${NAME}-after-0?force=1`);
  for (let look = 0; look < 100; look++) {
    if (((await agent.get("/v1/health/service/web?passing=1")) as unknown[]).length === 2 * COUNT - 1) break;
    await pause(100);
  }
  expect(await agent.get("/v1/health/service/web?passing=1")).toHaveLength(2 * COUNT - 1);
  await must(folder, ["apply", ...ARGS], { env });
  await expectWhole(world, 1, "after the container was killed");
  await must(folder, ["destroy", ...ARGS], { env });
  await expectNothing(world, "at the end");
});

test("a killed agent comes back empty, and the next apply registers all again", {
  timeout: 120_000,
}, async (context) => {
  const why = whyNoEngine();
  if (why !== undefined) return context.skip(why);
  const first = await openWorld();
  const { folder } = first;
  write(folder, { "main.tf": config(1) });
  await must(folder, ["apply", ...ARGS], { env: first.env });
  first.agent.child.kill("SIGKILL");
  await first.agent.ended;

  const down = await run(folder, ["plan", "-detailed-exitcode", "-no-color"], { env: first.env });
  expect(down.status, down.stderr).toBe(0);
  expect(down.stdout).toContain("Warning: ");

  const agent = await startAgent(project(), ["-dev", "-log-level=warn"]);
  const world = { folder, agent, env: { DOCKER_HOST, CONSUL_HTTP_ADDR: agent.address } };
  await must(folder, ["apply", ...ARGS], { env: world.env });
  await expectWhole(world, 1, "on a new agent");
  agent.child.kill("SIGKILL");
  await agent.ended;

  // What runs can be destroyed without an agent.
  await must(folder, ["destroy", ...ARGS], { env: world.env });
  expect((await namesOnEngine(NAME)).containers).toEqual([]);
});
