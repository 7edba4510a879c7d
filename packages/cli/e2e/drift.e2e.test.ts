/** What happens behind our back, seen as it happens: files, processes, keys, and containers of a real engine. */

import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { startAgent } from "./agent.ts";
import { clearEngine, DOCKER_HOST, whyNoEngine, writeImage } from "./docker-engine.ts";
import { must, project, type Running, start } from "./tutti.ts";

const NAME = `tutti-drift-${process.pid}`;

function watch(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const running = start(folder, ["drift", "watch", ...args], { env });
  onTestFinished(() => void running.child.kill("SIGKILL"));
  return running;
}

/** What the watch told until it was interrupted. */
async function interrupted(running: Running): Promise<string> {
  running.child.kill("SIGINT");
  const { status, stdout, stderr } = await running.ended;
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.replaceAll(/^\d\d:\d\d:\d\d\.\d{3} /gm, "");
}

/** Asks again for what comes a moment later. */
async function until(check: () => Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 10_000, interval: 50 });
}

async function made(folder: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  await must(folder, ["init", "-no-color"], { env });
  await must(folder, ["apply", "-auto-approve", "-no-color"], { env });
  onTestFinished(async () => void (await must(folder, ["destroy", "-auto-approve"], { env })));
}

const LOCAL = `terraform {
  required_providers {
    process = { source = "tutti/process" }
  }
}
resource "local_sensitive_file" "a" {
  filename = "a.txt"
  content  = "hello"
}
resource "tutti_process" "p" {
  provider = process
  command  = ["sleep", "600"]
}
`;

test("a file that is changed and a process that is killed are told, in words", async () => {
  const folder = project({ "main.tf": LOCAL });
  await made(folder);
  const running = watch(folder, []);
  await running.saw("Watching 2 objects: 2 by events, 0 read every 5m0s.");
  appendFileSync(join(folder, "a.txt"), "x");
  await running.saw("local_sensitive_file.a: is gone");
  const state = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8"));
  const { pid } = state.resources.find(({ type }: { type: string }) => type === "tutti_process").instances[0]
    .attributes;
  process.kill(pid, "SIGKILL");
  await running.saw("tutti_process.p: changed");
  await must(folder, ["apply", "-auto-approve", "-no-color"]);
  await running.saw("tutti_process.p: is what the state says again");
  expect(await interrupted(running)).toContain(
    "tutti_process.p: changed: exit_code, running\n    ~ exit_code = null -> 137\n    ~ running = true -> false\n",
  );
}, 60_000);

test("a key that is changed is told as messages, on the agent's board and as events", async () => {
  const { address, get } = await startAgent(project(), ["-dev", "-log-level=warn"]);
  const env = { CONSUL_HTTP_ADDR: address };
  const folder = project({
    "main.tf": `terraform {
  required_providers {
    consul = { source = "hashicorp/consul" }
  }
}
resource "consul_key_prefix" "web" {
  path_prefix = "web/"
  subkeys     = { release = "1" }
}
`,
  });
  await made(folder, env);
  const running = watch(folder, ["-json", "-name=shop"], env);
  await running.saw("drift_watching");
  await must(folder, ["kv", "put", "web/release", "2"], { env });
  await running.saw("drift_found");
  await until(async () => {
    expect(await get("/v1/drift")).toMatchObject([
      {
        Name: "shop",
        Status: "watching",
        Objects: 1,
        ByEvents: 1,
        Drifted: 1,
        Drifts: [
          {
            Address: "consul_key_prefix.web",
            Change: "changed",
            Attributes: [{ Before: '"1"', After: '"2"' }],
          },
        ],
      },
    ]);
    expect(await get("/v1/event/list?name=drift:changed")).toHaveLength(1);
  });
  await must(folder, ["kv", "put", "web/release", "1"], { env });
  await running.saw("drift_settled");
  const messages = (await interrupted(running))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(await get("/v1/drift")).toMatchObject([{ Name: "shop", Status: "stopped", Drifted: 0 }]);
  expect(messages).toMatchObject([
    { type: "drift_watching", by_events: 1, by_pace: 0 },
    {
      type: "drift_found",
      "@message": "consul_key_prefix.web: changed: subkeys.release",
      address: "consul_key_prefix.web",
      change: "changed",
      attributes: [{ path: "subkeys.release", before: "1", after: "2", sensitive: false }],
    },
    { type: "drift_settled", address: "consul_key_prefix.web" },
  ]);
}, 60_000);

test("a program that is killed is healed, and found in the catalog again; what carries no service is left", async () => {
  const agent = await startAgent(project(), ["-dev", "-log-level=warn"]);
  const env = { CONSUL_HTTP_ADDR: agent.address };
  const folder = project({
    "main.tf": `${LOCAL}resource "tutti_process" "web" {
  provider = process
  command  = ["sleep", "600"]
  service "web" {
    address = "127.0.0.1"
    port    = 8080
  }
}
`,
  });
  await made(folder, env);
  const running = watch(folder, ["-heal=services"], env);
  await running.saw("Watching 3 objects: 3 by events");
  const pidOf = (name: string): number => {
    const state = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8"));
    const found = state.resources.find((resource: { name: string }) => resource.name === name);
    return found.instances[0].attributes.pid;
  };
  const before = pidOf("web");
  process.kill(pidOf("p"), "SIGKILL");
  await running.saw("tutti_process.p: changed");
  process.kill(before, "SIGKILL");
  await running.saw("tutti_process.web: healed after ");
  await running.saw("tutti_process.web: is what the state says again");
  expect(pidOf("web")).not.toBe(before);
  expect(await agent.get("/v1/health/service/web?passing")).toHaveLength(1);
  const told = await interrupted(running);
  expect(told).not.toContain("tutti_process.p: heal");
}, 60_000);

test("the agent watches the directories of its configuration, heals there, and ends its watches with itself", async () => {
  const folder = project({ "main.tf": LOCAL });
  await made(folder);
  const agent = await startAgent(project(), [
    "-dev",
    `-hcl=drift { directories = ["${folder}"] heal = "all" }`,
  ]);
  await agent.saw(`drift: ${folder}: Watching 2 objects: 2 by events`);
  rmSync(join(folder, "a.txt"));
  await agent.saw(`drift: ${folder}: local_sensitive_file.a: healed after`);
  expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("hello");
  expect(await agent.get("/v1/drift")).toMatchObject([{ Name: basename(folder), Status: "watching" }]);
  agent.child.kill("SIGINT");
  const { status, stdout } = await agent.ended;
  expect(status).toBe(0);
  expect(stdout).not.toContain("the watch ended");
}, 60_000);

test("a directory that cannot be watched is told in the agent's log, and does not hold it", async () => {
  const agent = await startAgent(project(), ["-dev", '-hcl=drift { directories = ["/no/such/folder"] }']);
  await agent.saw("drift: /no/such/folder: ");
  await agent.saw("the watch ended (status 1); it is started again");
  expect(await agent.get("/v1/drift")).toEqual([]);
}, 60_000);

const CONTAINERS = `terraform {
  required_providers {
    docker = { source = "kreuzwerker/docker" }
  }
}
resource "docker_image" "i" {
  name = "${NAME}:1"
  build {
    context = "image"
  }
}
resource "docker_network" "n" {
  name = "${NAME}"
}
resource "docker_container" "c" {
  name    = "${NAME}"
  image   = docker_image.i.image_id
  command = ["sleep", "600"]
  memory  = 64
  networks_advanced {
    name = docker_network.n.name
  }
}
`;

test.skipIf(whyNoEngine() !== undefined)(
  "a container that is updated, disconnected, killed and removed is told",
  async () => {
    const folder = project({ "main.tf": CONTAINERS });
    writeImage(folder);
    onTestFinished(() => clearEngine(NAME));
    const env = { DOCKER_HOST };
    await made(folder, env);
    const docker = (...args: readonly string[]): string =>
      execFileSync("docker", ["-H", DOCKER_HOST, ...args], { encoding: "utf8" });
    const running = watch(folder, [], env);
    await running.saw("Watching 3 objects: 3 by events");
    docker("update", "--memory", "32m", "--memory-swap", "64m", NAME);
    await running.saw("memory = 64 -> 32");
    docker("network", "disconnect", NAME, NAME);
    await running.saw("network_data[0] = ");
    docker("kill", NAME);
    await running.saw("running = true -> false");
    docker("rm", NAME);
    await running.saw("docker_container.c: is gone");
    docker("network", "rm", NAME);
    await running.saw("docker_network.n: is gone");
    expect(await interrupted(running)).not.toContain("cannot be looked at");
  },
  60_000,
);

test("a wrong pace is refused, and a folder without a configuration is waited for", async () => {
  const folder = project({
    "main.tf": 'resource "local_file" "a" {\n  filename = "a.txt"\n  content = "x"\n}\n',
  });
  const refused = await start(folder, ["drift", "watch", "-refresh-every=10ms"]).ended;
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining("must be at least 1s")]);
  rmSync(join(folder, "main.tf"));
  const empty = watch(folder, []);
  await empty.saw("No configuration files");
  empty.child.kill("SIGINT");
  expect((await empty.ended).status).toBe(0);
}, 60_000);
