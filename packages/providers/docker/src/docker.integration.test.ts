import { randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  checkProviderContract,
  Fields,
  fromPlain,
  impliedType,
  type RecoveringProvider,
} from "@tutti/plugin";
import { createRealRuntime } from "@tutti/runtime";
import { Value } from "@tutti/values";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EngineClient } from "./engine-client.ts";
import { DEFAULT_HOST, parseEngineHost } from "./engine-host.ts";
import { createProviderFactory } from "./provider.ts";

const HOST = process.env.TUTTI_TEST_DOCKER_HOST;
const WHY = "needs a Docker Engine (TUTTI_TEST_DOCKER_HOST)";
const BUSYBOX = ["/bin/busybox", "/usr/bin/busybox"].find(existsSync);
const run = randomUUID().slice(0, 8);
const name = (text: string): string => `tutti-test-${run}-${text}`;
const IMAGE = `${name("image")}:1`;
const signal = new AbortController().signal;
const engine = new EngineClient(parseEngineHost(HOST ?? DEFAULT_HOST), createRealRuntime());

describe.skipIf(HOST === undefined || BUSYBOX === undefined)(`docker on a real engine (${WHY})`, () => {
  const folder = mkdtempSync(join(tmpdir(), "tutti-docker-"));
  let provider: RecoveringProvider;
  let image: Value;

  async function open(): Promise<RecoveringProvider> {
    const made = (await createProviderFactory(createRealRuntime()).create()) as RecoveringProvider;
    const config = fromPlain(impliedType(made.schema().provider.block), {
      host: HOST ?? "",
      registry_auth: [],
    });
    expect((await made.configure({ config, signal })).diagnostics).toEqual([]);
    return made;
  }

  function value(type: string, config: Record<string, unknown>): Value {
    const block = provider.schema().resourceTypes.get(type)?.block;
    if (block === undefined) throw new Error(`no type ${type}`);
    const empty = Object.fromEntries([...block.blocks].map(([key]) => [key, []]));
    return fromPlain(impliedType(block), JSON.parse(JSON.stringify({ ...empty, ...config })));
  }

  async function create(type: string, config: Record<string, unknown>) {
    const wanted = value(type, config);
    const base = { type, prior: Value.null(wanted.type), config: wanted, private: undefined, signal };
    const plan = await provider.plan({ ...base, proposed: wanted });
    const planned = plan.value?.planned ?? wanted;
    return provider.apply({ ...base, planned, operationId: `test-${randomUUID()}` });
  }

  async function remove(type: string, state: Value): Promise<void> {
    const gone = Value.null(state.type);
    const request = { type, prior: state, planned: gone, config: gone, private: undefined, signal };
    const done = await provider.apply({ ...request, operationId: "test-delete" });
    expect(done.diagnostics).toEqual([]);
  }

  const web = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
    name: name("web"),
    image: IMAGE,
    command: ["/busybox", "httpd", "-f", "-p", "8080", "-h", "/www"],
    ...more,
  });

  beforeAll(async () => {
    mkdirSync(join(folder, "www"));
    writeFileSync(join(folder, "www", "health"), "ok\n");
    copyFileSync(BUSYBOX ?? "", join(folder, "busybox"));
    provider = await open();
    const made = await create("docker_image", { name: IMAGE, build: [{ context: folder }] });
    expect(made.diagnostics).toEqual([]);
    image = made.value?.state ?? Value.null({ kind: "dynamic" });
  });

  afterAll(async () => {
    if (image?.isKnown === true) await remove("docker_image", image);
    rmSync(folder, { recursive: true, force: true });
  });

  test("docker_network holds the contract", async () => {
    await checkProviderContract(
      {
        type: "docker_network",
        open,
        config: { name: name("net"), labels: [{ label: "a", value: "b" }] },
        replaced: { name: name("net"), ipam_config: [{ subnet: "10.213.7.0/24", gateway: "10.213.7.1" }] },
        importBy: { attribute: "name" },
        recovers: true,
      },
      `${run}-net`,
    );
  });

  test("docker_volume holds the contract", async () => {
    await checkProviderContract(
      {
        type: "docker_volume",
        open,
        config: { name: name("vol"), labels: [{ label: "a", value: "b" }] },
        replaced: { name: name("vol2") },
        importBy: { attribute: "name" },
        recovers: true,
      },
      `${run}-vol`,
    );
  });

  test("docker_image holds the contract", async () => {
    await checkProviderContract(
      {
        type: "docker_image",
        open,
        config: { name: `${name("built")}:1`, build: [{ context: folder, label: { run: "1" } }] },
        updated: {
          name: `${name("built")}:1`,
          build: [{ context: folder, label: { run: "1" } }],
          force_remove: true,
        },
        replaced: { name: `${name("built")}:1`, build: [{ context: folder, label: { run: "2" } }] },
        importBy: { attribute: "name", ignore: ["build", "force_remove", "context_hash"] },
        recovers: true,
      },
      `${run}-img`,
    );
  });

  test("docker_image is built anew when a file in its context changed, and only then", async () => {
    const built = { name: `${name("edited")}:1`, build: [{ context: folder }] };
    const made = await create("docker_image", built);
    const state = made.value?.state ?? image;
    const config = value("docker_image", built);
    const replaces = async (): Promise<readonly unknown[]> => {
      const base = { type: "docker_image", prior: state, config, private: undefined, signal };
      return (await provider.plan({ ...base, proposed: config })).value?.requiresReplace ?? [];
    };
    // What an apply writes beside the files is no change of them.
    writeFileSync(join(folder, "terraform.tfstate"), "{}");
    expect(await replaces()).toEqual([]);
    writeFileSync(join(folder, "www", "health"), "fine\n");
    expect(await replaces()).toEqual([[{ kind: "attribute", name: "context_hash" }]]);
    writeFileSync(join(folder, "www", "health"), "ok\n");
    expect(await replaces()).toEqual([]);
    rmSync(join(folder, "terraform.tfstate"));
    await remove("docker_image", state);
  });

  test("an image that lost its name and is the base of another is gone for us", async () => {
    const base = await create("docker_image", { name: `${name("base")}:1`, build: [{ context: folder }] });
    const state = base.value?.state ?? image;
    const above = join(folder, "above");
    mkdirSync(above, { recursive: true });
    writeFileSync(join(above, "Dockerfile"), `FROM ${name("base")}:1\nLABEL above="1"\n`);
    const child = await create("docker_image", { name: `${name("above")}:1`, build: [{ context: above }] });
    rmSync(above, { recursive: true });
    // The name goes on to a newer image, as it does where a replacement comes first.
    const label = { again: "1" };
    const newer = { name: `${name("base")}:1`, build: [{ context: folder, label }] };
    const again = await create("docker_image", newer);
    await remove("docker_image", state);
    await remove("docker_image", again.value?.state ?? image);
    await remove("docker_image", child.value?.state ?? image);
  });

  test("images that share layers are removed side by side", async () => {
    const names = ["1", "2", "3", "4", "5", "6"];
    const made: Value[] = [];
    for (const tag of names) {
      const build = [{ context: folder, label: { tag } }];
      const { value: created } = await create("docker_image", { name: `${name("side")}:${tag}`, build });
      made.push(created?.state ?? image);
    }
    await Promise.all(made.map((state) => remove("docker_image", state)));
  });

  test("docker_container holds the contract", async () => {
    const config = {
      name: name("web"),
      image: IMAGE,
      command: ["/busybox", "httpd", "-f", "-p", "8080", "-h", "/www"],
      env: ["A=1", "B=2"],
      hostname: "web",
      restart: "on-failure",
      ports: [{ internal: 8080, external: null }],
      labels: [{ label: "team", value: "web" }],
      healthcheck: [
        { test: ["CMD", "/busybox", "wget", "-q", "-O-", "http://127.0.0.1:8080/health"], interval: "1s" },
      ],
      wait: true,
      wait_timeout: 30,
    };
    await checkProviderContract(
      {
        type: "docker_container",
        open,
        config,
        updated: { ...config, name: name("web-renamed"), memory: 64, restart: "always" },
        replaced: { ...config, env: ["A=2"] },
        importBy: { attribute: "name", ignore: ["wait", "wait_timeout", "container_logs", "ports"] },
        recovers: true,
      },
      `${run}-web`,
    );
  });

  test("a container killed outside is planned anew, because it must run", async () => {
    const made = await create("docker_container", web({ name: name("killed") }));
    const state = made.value?.state ?? Value.null({ kind: "dynamic" });
    await engine.call("POST", `/containers/${Fields.of(state).text("id")}/kill`, { signal });
    const read = await provider.read({ type: "docker_container", state, private: undefined, signal });
    const now = read.value?.state ?? state;
    expect(Fields.of(now).bool("running")).toBe(false);
    expect(Fields.of(now).number("exit_code")).toBe(137);
    const config = value("docker_container", web({ name: name("killed") }));
    const request = { type: "docker_container", prior: now, proposed: config, config };
    const plan = await provider.plan({ ...request, private: undefined, signal });
    expect(plan.value?.requiresReplace).toEqual([[{ kind: "attribute", name: "running" }]]);
    await remove("docker_container", now);
    const gone = await provider.read({ type: "docker_container", state: now, private: undefined, signal });
    expect(gone.value?.state.isNull).toBe(true);
  });

  test("docker_exec runs a command in a container, and tells how it failed", async () => {
    const made = await create("docker_container", web({ name: name("exec") }));
    const state = made.value?.state ?? Value.null({ kind: "dynamic" });
    const type = "docker_exec";
    const block = provider.schema().actions?.get(type)?.block;
    if (block === undefined || provider.actions === undefined) throw new Error("no action");
    const told: string[] = [];
    const exec = async (config: Record<string, unknown>): Promise<readonly string[]> => {
      const wanted = fromPlain(impliedType(block), JSON.parse(JSON.stringify(config)));
      const progress = (text: string): unknown => told.push(text);
      const done = await provider.actions?.invoke({ type, config: wanted, signal, progress });
      return (done?.diagnostics ?? []).map(({ summary, detail }) => `${summary}: ${detail}`);
    };
    const say = "echo $A in $PWD; echo more >&2";
    const container = Fields.of(state).text("id");
    const command = ["/busybox", "sh", "-c", say];
    expect(await exec({ container, command, environment: { A: "x" }, working_dir: "/www" })).toEqual([]);
    expect(told).toEqual([expect.stringContaining("x in /www")]);
    expect(told[0]).toContain("more");
    const failing = ["/busybox", "sh", "-c", "echo why >&2; exit 3"];
    expect(await exec({ container: name("exec"), command: failing })).toEqual([
      `Command failed: The command in the container "${name("exec")}" ended with status 3. It wrote last:\n\nwhy`,
    ]);
    await remove("docker_container", state);
    expect(await exec({ container, command })).toEqual([expect.stringMatching(/Could not run a command/)]);
  });

  const failures: readonly [string, Record<string, unknown>, string, RegExp, boolean][] = [
    [
      "an image that is not there",
      { image: "127.0.0.1:1/nope:1" },
      "Image not found",
      /no image "127.0.0.1:1\/nope:1"\. Pulling it from 127.0.0.1:1 failed/,
      false,
    ],
    [
      "a command that is not there",
      { command: ["/nope"] },
      "Command not found in the image",
      /names a program that the image does not have/,
      false,
    ],
    [
      "a network that is not there",
      { networks_advanced: [{ name: "nope" }] },
      "Network not found",
      /no network "nope"/,
      false,
    ],
    [
      "a container that ends at once",
      { command: ["/busybox", "sh", "-c", "echo why >&2; exit 3"] },
      "Container exited at once",
      /ended with status 3.*\n\nwhy/s,
      true,
    ],
    [
      "a container without health check",
      { wait: true },
      "Container has no health check",
      /Add a healthcheck block/,
      true,
    ],
    [
      "a container that never gets well",
      { wait: true, wait_timeout: 1, healthcheck: [{ test: ["CMD", "/busybox", "false"], interval: "1s" }] },
      "Container is not healthy",
      /within 1 s/,
      true,
    ],
  ];
  test.each(failures)("create of %s fails with advice", async (_, more, summary, detail, left) => {
    const own = name(`fails-${randomUUID().slice(0, 4)}`);
    const outcome = await create("docker_container", web({ name: own, ...more }));
    expect(outcome.diagnostics.map((found) => found.summary)).toEqual([summary]);
    expect(outcome.diagnostics[0]?.detail).toMatch(detail);
    expect(outcome.value !== undefined).toBe(left);
    if (outcome.value !== undefined) await remove("docker_container", outcome.value.state);
    const filters = JSON.stringify({ name: [own] });
    expect(await engine.list("/containers/json", { query: { all: true, filters }, signal })).toEqual([]);
  });

  test("a taken name and a taken port are told, and leave nothing", async () => {
    const ports = [{ internal: 8080, external: null }];
    const first = await create("docker_container", web({ name: name("first"), ports }));
    const state = first.value?.state ?? Value.null({ kind: "dynamic" });
    const external = Fields.of(state).blocks("ports")[0]?.number("external");
    const sameName = await create("docker_container", web({ name: name("first") }));
    expect(sameName.diagnostics[0]?.summary).toBe("Container name in use");
    const samePort = await create(
      "docker_container",
      web({ name: name("second"), ports: [{ internal: 8080, external }] }),
    );
    expect(samePort.diagnostics[0]?.summary).toBe("Port in use");
    expect(samePort.value).toBeUndefined();
    await remove("docker_container", state);
  });
});

test("an engine that is down is one clear error", async () => {
  const provider = await createProviderFactory(createRealRuntime()).create();
  const { provider: schema, dataSources } = provider.schema();
  const config = fromPlain(impliedType(schema.block), {
    host: "unix:///nowhere/docker.sock",
    registry_auth: [],
  });
  await provider.configure({ config, signal });
  const data = dataSources.get("docker_image")?.block;
  if (data === undefined) throw new Error("no data source");
  const asked = fromPlain(impliedType(data), { name: "x" });
  const outcome = await provider.readData({ type: "docker_image", config: asked, signal });
  expect(outcome.diagnostics).toEqual([
    {
      severity: "error",
      code: "cannot-reach-the-docker-engine",
      summary: "Cannot reach the Docker Engine",
      detail:
        'The engine at unix:///nowhere/docker.sock does not answer: there is no such socket. Start it, or set the provider\'s argument "host" or the environment variable DOCKER_HOST to where one listens.',
    },
  ]);
});
