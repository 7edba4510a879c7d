import { Buffer } from "node:buffer";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { createDockerEngine, engineAddress } from "./docker-engine.ts";
import { createContainerProbe, createDockerProbe } from "./docker-probe.ts";

type Reply = readonly [status: number, body: unknown];
const SOCKET = "/run/engine.sock";

/** An engine that replies by method and path, reached in one of two ways; `asked` has the requests as lines. */
async function open(replies: Readonly<Record<string, Reply>>, address = "tcp://10.0.0.2:2375") {
  const world = createSimulation(6);
  const asked: string[] = [];
  const host = world.host("10.0.0.2");
  for (const at of [{ host: "10.0.0.2", port: 2375 }, { socketPath: SOCKET }]) {
    await host.network.serveHttp(at, async (exchange) => {
      const body = Buffer.from(await exchange.body(10_000)).toString();
      const type = exchange.header("content-type") ?? "";
      asked.push(`${exchange.method} ${exchange.target} ${type} ${body}`.trim());
      const [status, answer] = replies[`${exchange.method} ${exchange.target}`] ?? [
        500,
        { message: "no reply" },
      ];
      const bytes =
        answer instanceof Uint8Array || typeof answer === "string" ? answer : JSON.stringify(answer);
      exchange.respond(status, {}, bytes);
    });
  }
  const engine = createDockerEngine(address, host.network, 500);
  const signal = new AbortController().signal;
  return {
    asked,
    inspect: (id: string) => world.until(engine.inspect(id, signal)),
    exec: (id: string, ...args: string[]) => world.until(engine.exec(id, args, signal)),
    container: (id: string) => world.until(createContainerProbe(id, engine)(signal)),
    docker: (outputMax = 100) =>
      world.until(createDockerProbe("c", ["x"], { timeoutMs: 1, outputMax }, engine)(signal)),
  };
}

const frame = (stream: number, text: string): readonly number[] => [
  stream,
  0,
  0,
  0,
  0,
  0,
  0,
  text.length,
  ...Buffer.from(text),
];
const output = (...frames: readonly (readonly number[])[]): Uint8Array => Uint8Array.from(frames.flat());
const ran = (exit: unknown, body: unknown = output(), status = 200): Readonly<Record<string, Reply>> => ({
  "POST /containers/c/exec": [201, { Id: "e1" }],
  "POST /exec/e1/start": [status, body],
  "GET /exec/e1/json": [200, { ExitCode: exit }],
});

describe("an engine", () => {
  test.each([
    [undefined, {}, "unix:///var/run/docker.sock"],
    [undefined, { DOCKER_HOST: "tcp://10.0.0.9:1" }, "tcp://10.0.0.9:1"],
    ["unix:///x", { DOCKER_HOST: "tcp://10.0.0.9:1" }, "unix:///x"],
  ])("%s, with %j, is at %s", (given, variables, wanted) => {
    const { environment } = createSimulation(1).host("a", { variables });
    expect(engineAddress(given, environment)).toBe(wanted);
  });

  test.each(["tcp://10.0.0.2:2375", "http://10.0.0.2:2375", `unix://${SOCKET}`])(
    "is asked at %s",
    async (address) => {
      const { inspect } = await open(
        { "GET /containers/c/json": [200, { State: { Running: true } }] },
        address,
      );
      expect(await inspect("c")).toMatchObject({ running: true });
    },
  );
});

describe("inspect()", () => {
  const state = async (State: unknown) =>
    (await open({ "GET /containers/c/json": [200, State === undefined ? {} : { State }] })).inspect("c");

  test.each<[unknown, object]>([
    [
      { Running: true, Status: "running", ExitCode: 0 },
      { running: true, status: "running", exitCode: 0 },
    ],
    [
      { Running: true, Paused: true, Status: "paused" },
      { running: false, status: "paused", exitCode: 0 },
    ],
    [
      { Running: false, Status: "exited", ExitCode: 137 },
      { running: false, status: "exited", exitCode: 137 },
    ],
    [
      { Running: "yes", Status: 7, ExitCode: "1" },
      { running: false, status: "unknown", exitCode: 0 },
    ],
    [
      { Running: true, Health: { Status: "healthy" } },
      { running: true, status: "unknown", exitCode: 0, health: "healthy" },
    ],
    [
      { Running: true, Health: null },
      { running: true, status: "unknown", exitCode: 0 },
    ],
    [
      { Running: true, Health: { Status: 1 } },
      { running: true, status: "unknown", exitCode: 0 },
    ],
    [null, { running: false, status: "unknown", exitCode: 0 }],
    ["running", { running: false, status: "unknown", exitCode: 0 }],
    [undefined, { running: false, status: "unknown", exitCode: 0 }],
  ])("%j", async (given, wanted) => {
    expect(await state(given)).toEqual({ health: undefined, ...wanted });
  });

  test("asks for the container by its name, whatever stands in it", async () => {
    const { inspect, asked } = await open({});
    await expect(inspect("a/b c")).rejects.toThrow("no reply");
    expect(asked).toEqual(["GET /containers/a%2Fb%20c/json"]);
  });

  test.each<[string, Reply, string]>([
    ["in words", [409, { message: "it is paused" }], "it is paused"],
    ["without words", [409, { other: 1 }], "status 409"],
    ["with words that are none", [500, { message: 7 }], "status 500"],
    ["with nothing", [500, null], "status 500"],
    ["from 300 on", [300, {}], "status 300"],
    ["in no JSON", [200, "x".repeat(300)], `the Docker Engine answered 200: ${"x".repeat(200)}`],
  ])("fails where the engine does, %s", async (_, reply, wanted) => {
    const { inspect } = await open({ "GET /containers/c/json": reply });
    const error = await inspect("c").catch((caught: unknown) => caught);
    expect(error).toMatchObject({ message: expect.stringContaining(wanted) as string });
    expect(String(error).endsWith(wanted)).toBe(true);
  });

  test("finds nothing where there is no such container", async () => {
    expect(
      await (await open({ "GET /containers/c/json": [404, { message: "none" }] })).inspect("c"),
    ).toBeUndefined();
  });
});

describe("exec()", () => {
  test("runs the command inside, attached to what it says, and asks for how it ended", async () => {
    const { exec, asked } = await open(
      ran(3, output(frame(1, "a"), frame(2, "bc"), frame(1, ""), frame(1, "d"))),
    );
    const { exitCode, output: said } = await exec("c", "echo", "hi");
    expect([exitCode, Buffer.from(said).toString()]).toEqual([3, "abcd"]);
    const json = "application/json";
    expect(asked).toEqual([
      `POST /containers/c/exec ${json} {"AttachStdin":false,"AttachStdout":true,"AttachStderr":true,"Tty":false,"Cmd":["echo","hi"]}`,
      `POST /exec/e1/start ${json} {"Detach":false,"Tty":false}`,
      "GET /exec/e1/json",
    ]);
  });

  test.each<[string, Uint8Array, string]>([
    ["a frame cut short", output(frame(1, "ab"), [1, 0, 0, 0, 0, 0, 0, 9, 99]), "abc"],
    ["a head cut short", output(frame(1, "ab"), [1, 0, 0, 0, 0, 0, 0]), "ab"],
    ["a long frame", output([1, 0, 0, 0, 0, 0, 1, 4, ...Array<number>(260).fill(120)]), "x".repeat(260)],
    ["nothing", output(), ""],
  ])("takes of %s what is there", async (_, body, wanted) => {
    const { exec } = await open(ran(0, body));
    expect(Buffer.from((await exec("c", "x")).output).toString()).toBe(wanted);
  });

  test.each<[string, Readonly<Record<string, Reply>>, string]>([
    [
      "there is no container",
      { "POST /containers/c/exec": [404, { message: "No such container: c" }] },
      "No such container: c",
    ],
    ["there is no id", { "POST /containers/c/exec": [201, { Id: 7 }] }, "the engine gave no exec id"],
    ["the program is not there", ran(126, { message: "no such file" }, 400), "no such file"],
  ])("fails where %s", async (_, replies, wanted) => {
    const { exec, docker } = await open(replies);
    await expect(exec("c", "x")).rejects.toThrow(wanted);
    expect(await docker()).toMatchObject({
      status: "critical",
      output: expect.stringContaining(wanted) as string,
    });
  });

  test.each([
    [0, "passing"],
    [1, "warning"],
    [2, "critical"],
    [null, "critical"],
  ])("the exit status %s is %s", async (exit, status) => {
    const { docker } = await open(ran(exit, output(frame(1, "0123456789"))));
    expect(await docker()).toEqual({ status, output: "0123456789" });
    expect(await docker(4)).toEqual({ status, output: "Captured 4 of 10 bytes\n...\n6789" });
  });
});

describe("a container's own check", () => {
  test.each<[unknown, string]>([
    [{ Running: true, Status: "running" }, "passing Container c is running"],
    [{ Running: true, Health: { Status: "starting" } }, "passing Container c is running"],
    [{ Running: true, Health: { Status: "unhealthy" } }, "critical Container c is running, but unhealthy"],
    [{ Running: false, Status: "exited", ExitCode: 3 }, "critical Container c exited with status 3"],
    [{ Running: true, Paused: true, Status: "paused" }, "critical Container c is paused"],
  ])("%j: %s", async (State, wanted) => {
    const { container } = await open({ "GET /containers/c/json": [200, { State }] });
    const { status, output: said } = await container("c");
    expect(`${status} ${said}`).toBe(wanted);
  });

  test("is critical where the engine fails", async () => {
    expect(await (await open({})).container("c")).toEqual({ status: "critical", output: "no reply" });
  });
});
