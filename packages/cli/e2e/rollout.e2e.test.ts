/** Releases under load: who looks the service up in DNS and asks it sees every release come and none of them fail. */

import { Resolver } from "node:dns/promises";
import { request } from "node:http";
import { freePort } from "@tutti/runtime/testkit";
import { expect, onTestFinished, test } from "vitest";
import { startAgent } from "./agent.ts";
import { clearEngine, DOCKER_HOST, namesOnEngine, whyNoEngine, writeImage } from "./docker-engine.ts";
import { type Ended, project, run, start } from "./tutti.ts";

const COUNT = 4;
const CLIENTS = 4;
const NAME = `tutti-roll-${process.pid}`;

const SERVER = `import { createServer } from "node:http";
const { PORT, RELEASE } = process.env;
createServer((request, response) => {
  if (request.url === "/health" && RELEASE === "bad") response.statusCode = 500;
  response.end(RELEASE);
}).listen(Number(PORT), "127.0.0.1");
`;

const ROLLOUT = (rollout: string): string => `
  lifecycle {
    rollout {
      min_healthy_time = "1s"
      healthy_deadline = "10s"
      drain            = "1s"
      ${rollout}
    }
  }
}
`;

function processes(rollout: string): string {
  return `terraform {
  required_providers {
    tutti = {
      source = "tutti/process"
    }
  }
}
variable "release" {
  type = string
}
resource "tutti_process" "web" {
  provider    = tutti
  count       = ${COUNT}
  command     = ["${process.execPath}", "\${path.module}/server.mjs"]
  port        = 0
  environment = { RELEASE = var.release }
  service "web" {
    address = "127.0.0.1"
    port    = 0
    check {
      http     = "/health"
      interval = "250ms"
    }
  }
${ROLLOUT(rollout)}`;
}

function containers(rollout: string): string {
  return `terraform {
  required_providers {
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}
variable "release" {
  type = string
}
resource "docker_image" "web" {
  name = "${NAME}:1"
  build {
    context = "\${path.module}/image"
  }
}
resource "docker_container" "web" {
  count   = ${COUNT}
  name    = "${NAME}-\${count.index}"
  image   = docker_image.web.image_id
  env     = ["RELEASE=\${var.release}"]
  command = ["sh", "-c", "B=/bin/busybox; $B mkdir -p /www; $B echo -n $RELEASE > /www/index.html; [ $RELEASE = bad ] && exec $B sleep 600; exec $B httpd -f -p 8080 -h /www"]
  labels {
    label = "${NAME}"
    value = "web"
  }
  service "web" {
    port = 8080
    check {
      http     = "/"
      interval = "250ms"
    }
  }
${ROLLOUT(rollout)}`;
}

/** One request on a connection of its own. */
function ask(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path: "/", agent: false, timeout: 5_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      response.once("end", () =>
        response.statusCode === 200 ? resolve(text) : reject(new Error(`${response.statusCode}`)),
      );
      response.once("error", reject);
    });
    asked.once("timeout", () => asked.destroy(new Error("no answer")));
    asked.once("error", reject);
    asked.end();
  });
}

/** Clients that look the service up for each request, until they are told to end. */
function putUnderLoad(dns: number) {
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${dns}`]);
  const seen = { answers: 0, releases: new Set<string>(), failures: [] as string[] };
  let ended = false;
  const client = async (): Promise<void> => {
    while (!ended) {
      try {
        const [answer] = await resolver.resolveSrv("web.service.consul");
        const [address] = await resolver.resolve4(answer?.name ?? "");
        seen.releases.add(await ask(address ?? "", answer?.port ?? 0));
        seen.answers += 1;
      } catch (error) {
        seen.failures.push(String(error));
      }
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  const end = async () => {
    ended = true;
    await Promise.all(clients);
    return seen;
  };
  return { seen, end };
}

async function open(config: string) {
  const ports = { http: await freePort(), dns: await freePort() };
  const folder = project({ "main.tf": config, "server.mjs": SERVER });
  const agent = await startAgent(folder, ["-dev"], ports);
  const env = { CONSUL_HTTP_ADDR: agent.address, DOCKER_HOST };
  const tutti = (...args: readonly string[]): Promise<Ended> => run(folder, args, { env });
  const apply = (release: string): Promise<Ended> =>
    tutti("apply", "-auto-approve", "-no-color", `-var=release=${release}`);
  const passing = async (): Promise<number> =>
    ((await agent.get("/v1/health/service/web?passing")) as readonly unknown[]).length;
  expect((await tutti("init")).status).toBe(0);
  onTestFinished(async () => {
    await tutti("destroy", "-auto-approve", "-var=release=none");
  });
  return { folder, tutti, apply, passing, env, dns: ports.dns };
}

const STRATEGIES = [
  ["rolling, one beside the others", "max_surge = 1"],
  ["canary", 'strategy = "canary"\n      canary {\n        after = "1s"\n      }'],
  ["blue/green", 'strategy = "blue_green"'],
] as const;

test.each(STRATEGIES)("processes, %s: no request fails, and a bad release goes back", async (_, rollout) => {
  await underLoad(processes(rollout), () => {});
});

test("a canary waits until somebody promotes it, from another terminal", async () => {
  const manual = 'strategy = "canary"\n      canary {\n        promote = "manual"\n      }';
  const { folder, tutti, apply, env } = await open(processes(manual));
  expect((await apply("one")).stderr).toBe("");
  const args = ["apply", "-auto-approve", "-no-color", "-var=release=two"];
  const running = start(folder, args, { env });
  await running.saw("waiting for promotion");
  expect((await tutti("rollout", "status")).stdout).toContain("waits for promotion");
  expect((await tutti("rollout", "promote", "tutti_process.web")).stdout).toContain("Success!");
  const watched = await tutti("rollout", "watch", "tutti_process.web");
  expect(watched.stdout).toContain(`done [${COUNT} of ${COUNT}]`);
  expect(watched.status).toBe(0);
  expect((await running.ended).status).toBe(0);
  const fired = await fetch(`http://${env.CONSUL_HTTP_ADDR}/v1/event/list`);
  const names = ((await fired.json()) as readonly { readonly Name: string }[]).map(({ Name }) => Name);
  expect(
    names.slice(names.lastIndexOf("rollout:started")).filter((name) => !name.endsWith("health")),
  ).toEqual(["rollout:started", "rollout:waits-for-promotion", "rollout:promoted", "rollout:done"]);
});

test("blue/green: nobody is led to a new process before the switch, and no request fails at it", async () => {
  const manual = 'strategy = "blue_green"\n      canary {\n        promote = "manual"\n      }';
  const { folder, tutti, apply, passing, env, dns } = await open(processes(manual));
  expect((await apply("one")).stderr).toBe("");
  const { seen, end } = putUnderLoad(dns);
  const running = start(folder, ["apply", "-auto-approve", "-no-color", "-var=release=two"], { env });
  await running.saw("waiting for promotion");
  const all = await fetch(`http://${env.CONSUL_HTTP_ADDR}/v1/health/service/web`);
  expect(await all.json()).toHaveLength(2 * COUNT);
  expect(await passing()).toBe(COUNT);
  const before = seen.answers;
  while (seen.answers < before + 20 * CLIENTS) await passing();
  expect([...seen.releases]).toEqual(["one"]);
  expect((await tutti("rollout", "promote", "tutti_process.web")).stdout).toContain("Success!");
  expect((await running.ended).status).toBe(0);
  seen.releases.clear();
  const after = seen.answers;
  while (seen.answers < after + 20 * CLIENTS) await passing();
  const { failures, releases } = await end();
  expect(failures).toEqual([]);
  expect([...releases]).toEqual(["two"]);
  expect(await passing()).toBe(COUNT);
});

const engine = whyNoEngine();

test.skipIf(engine !== undefined).each(["max_surge = 2", 'strategy = "blue_green"'])(
  "containers keep their names, no request fails, and a bad release goes back: %s",
  async (rollout) => {
    onTestFinished(() => clearEngine(NAME));
    await underLoad(containers(rollout), writeImage);
    const { containers: left } = await namesOnEngine(NAME);
    expect([...left].sort()).toEqual(Array.from({ length: COUNT }, (_, at) => `${NAME}-${at}`));
  },
);

async function underLoad(config: string, prepare: (folder: string) => void): Promise<void> {
  const { folder, tutti, apply, passing, dns } = await open(config);
  prepare(folder);
  const first = await apply("one");
  expect(first.stderr).toBe("");
  expect(await passing()).toBe(COUNT);
  const { end } = putUnderLoad(dns);
  const second = await apply("two");
  expect(second.stderr).toBe("");
  expect(second.stdout).toContain(`Resources: ${COUNT} added, 0 changed, ${COUNT} destroyed.`);
  const bad = await apply("bad");
  expect(bad.status).toBe(1);
  expect(bad.stderr).toContain("Rollout stopped");
  expect(bad.stderr).not.toContain("cannot go back");
  const { failures, releases, answers } = await end();
  expect(failures).toEqual([]);
  expect(answers).toBeGreaterThan(CLIENTS);
  expect([...releases].filter((release) => release !== "bad").sort()).toEqual(["one", "two"]);
  expect(await passing()).toBe(COUNT);
  const again = await tutti("plan", "-detailed-exitcode", "-var=release=two");
  expect(again.stdout).toContain("No changes.");
}
