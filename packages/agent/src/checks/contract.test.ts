import { createRealRuntime, type HttpHandler, type Listener, RuntimeError } from "@tutti/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveHealth } from "../../testkit/grpc-health-server.ts";
import type { ProbeKind } from "./check-kind.ts";
import { createProbe, type ProbeAccess } from "./probe.ts";

/**
 * One suite for every kind of check: each has a world in which it passes and
 * one in which it is critical; it obeys its signal, bounds its output and
 * never rejects.
 */
const runtime = createRealRuntime();
/** Nothing here is about time: on a machine that is busy enough a shell takes seconds. */
const limits = { timeoutMs: 50_000, outputMax: 64 };
const listeners: Listener[] = [];
let http = 0;
let grpc = 0;
let engine = 0;
let closed = 0;
let access: ProbeAccess = runtime;

/** Answers that are still being sent, and what to do when one of them is given up. */
const endless = { open: 0, closed: () => {} };

const answers: Readonly<Record<string, (exchange: Parameters<HttpHandler>[0]) => void>> = {
  "/ok": (exchange) => exchange.respond(200, {}, `${exchange.method} ${exchange.header("x-a") ?? ""}`),
  "/warn": (exchange) => exchange.respond(429, {}, "slow down"),
  "/bad": (exchange) => exchange.respond(500, {}, "x".repeat(1000)),
  "/moved": (exchange) => exchange.respond(302, { Location: "/ok" }),
  "/host": (exchange) => exchange.respond(200, {}, `host ${exchange.header("host")}`),
  "/agent": (exchange) => exchange.respond(200, {}, exchange.header("user-agent")),
  "/there": (exchange) => exchange.respond(302, { Location: "/host" }),
  "/elsewhere": (exchange) => exchange.respond(302, { Location: `http://127.0.0.1:${http}/host` }),
  "/endless": (exchange) => {
    endless.open += 1;
    const out = exchange.stream(200, {});
    exchange.gone.addEventListener("abort", () => {
      endless.open -= 1;
      endless.closed();
    });
    out.write("y".repeat(100));
  },
  "/circle": (exchange) => exchange.respond(302, { Location: "/circle" }),
};

/** The Docker Engine's part that checks use: `up` runs, `down` has exited, `ill` runs and is unhealthy. */
function serveEngine(exchange: Parameters<HttpHandler>[0]): void {
  const [, part, id = "", verb] = exchange.target.split("/");
  if (part === "exec" && verb === "start") {
    const text = new TextEncoder().encode(`ran ${id}`);
    exchange.respond(200, {}, Uint8Array.from([1, 0, 0, 0, 0, 0, 0, text.length, ...text]));
  } else {
    const [status, value] = engineAnswer(part ?? "", id, verb ?? "");
    exchange.respond(status, {}, JSON.stringify(value));
  }
}

function engineAnswer(part: string, id: string, verb: string): readonly [number, unknown] {
  if (part === "exec") return [200, { ExitCode: id === "e-up" ? 0 : 2 }];
  if (id === "gone") return [404, { message: "No such container: gone" }];
  if (verb === "exec") return [201, { Id: `e-${id}` }];
  const running = id !== "down";
  const health = id === "ill" ? { Health: { Status: "unhealthy" } } : {};
  const status = running ? "running" : "exited";
  return [200, { State: { Running: running, Status: status, ExitCode: 137, ...health } }];
}

beforeAll(async () => {
  const local = { host: "127.0.0.1", port: 0 };
  const web = await runtime.network.serveHttp(local, (exchange) => {
    const answer = answers[exchange.target];
    if (answer === undefined && exchange.target !== "/hang") exchange.respond(404, {});
    answer?.(exchange);
  });
  const docker = await runtime.network.serveHttp(local, serveEngine);
  const health = await serveHealth((service) => ({ serving: service === "sick" ? 2 : 1 }));
  const nobody = await runtime.network.listen(local, () => {});
  [http, engine, grpc, closed] = [web.port, docker.port, health.port, nobody.port];
  await nobody.close();
  listeners.push(web, docker, health);
  const variables = new Map([...runtime.environment.variables, ["DOCKER_HOST", `tcp://127.0.0.1:${engine}`]]);
  access = { ...runtime, environment: { ...runtime.environment, variables } };
});

afterAll(async () => {
  for (const listener of listeners) await listener.close();
});

const web = (path: string, port = http): ProbeKind => ({
  kind: "http",
  url: `http://127.0.0.1:${port}${path}`,
  method: "GET",
  headers: new Map([["X-A", ["b"]]]),
  body: "",
  tlsSkipVerify: false,
  tlsServerName: "",
});
const health = (target: string): ProbeKind => ({
  kind: "grpc",
  target,
  tls: false,
  tlsSkipVerify: false,
  tlsServerName: "",
});
const script = (text: string): ProbeKind => ({ kind: "script", args: ["sh", "-c", text] });
const exec = (containerId: string): ProbeKind => ({
  kind: "docker",
  containerId,
  shell: "/bin/sh",
  args: ["true"],
});
const container = (containerId: string): ProbeKind => ({ kind: "container", containerId, engine: undefined });

function run(kind: ProbeKind, signal = new AbortController().signal): Promise<string> {
  return createProbe(kind, limits, access)(signal).then(({ status, output }) => `${status}: ${output}`);
}

describe("every kind of check", () => {
  it.each<[string, () => ProbeKind, string]>([
    ["http", () => web("/ok"), "passing: HTTP GET http://127.0.0.1:PORT/ok: 200 OK Output: GET b"],
    [
      "http, moved",
      () => web("/moved"),
      "passing: HTTP GET http://127.0.0.1:PORT/moved: 200 OK Output: GET b",
    ],
    [
      "http, warned",
      () => web("/warn"),
      "warning: HTTP GET http://127.0.0.1:PORT/warn: 429 Too Many Requests Output: slow down",
    ],
    [
      "http, failing",
      () => web("/bad"),
      `critical: HTTP GET http://127.0.0.1:PORT/bad: 500 Internal Server Error Output: ${"x".repeat(64)}`,
    ],
    ["http, in a circle", () => web("/circle"), 'critical: Get "/circle": stopped after 10 redirects'],
    [
      "tcp",
      () => ({ kind: "tcp", address: `127.0.0.1:${http}` }),
      "passing: TCP connect 127.0.0.1:PORT: Success",
    ],
    [
      "tcp, no port",
      () => ({ kind: "tcp", address: "nowhere" }),
      "critical: dial tcp: address nowhere: missing port in address",
    ],
    ["script", () => script("echo fine"), "passing: fine\n"],
    ["script, warned", () => script("echo warm; exit 1"), "warning: warm\n"],
    ["script, failing", () => script("echo dead >&2; exit 2"), "critical: dead\n"],
    [
      "script, loud",
      () => script("printf '%0100d' 7"),
      `passing: Captured 64 of 100 bytes\n...\n${"0".repeat(63)}7`,
    ],
    [
      "script, missing",
      () => ({ kind: "script", args: ["no-such-program"] }),
      'critical: exec: "no-such-program": executable file not found in $PATH',
    ],
    ["docker", () => exec("up"), "passing: ran e-up"],
    ["docker, failing", () => exec("other"), "critical: ran e-other"],
    ["docker, no container", () => exec("gone"), "critical: No such container: gone"],
    ["container", () => container("up"), "passing: Container up is running"],
    ["container, exited", () => container("down"), "critical: Container down exited with status 137"],
    ["container, unhealthy", () => container("ill"), "critical: Container ill is running, but unhealthy"],
    ["container, removed", () => container("gone"), "critical: Container gone does not exist"],
    [
      "process",
      () => ({ kind: "process", pid: runtime.environment.pid, startedAt: undefined }),
      `passing: Process ${runtime.environment.pid} is running`,
    ],
    [
      "process, another of its id",
      () => ({ kind: "process", pid: runtime.environment.pid, startedAt: "1" }),
      `critical: Process ${runtime.environment.pid} is not running`,
    ],
    ["grpc", () => health(`127.0.0.1:${grpc}`), "passing: gRPC check 127.0.0.1:PORT: success"],
    [
      "grpc, sick",
      () => health(`127.0.0.1:${grpc}/sick`),
      "critical: gRPC 127.0.0.1:PORT/sick serving status: NOT_SERVING",
    ],
  ])("%s", async (_, kind, wanted) => {
    expect((await run(kind())).replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")).toBe(wanted);
  });

  it.each<[string, () => ProbeKind, string]>([
    ["http", () => web("/", closed), 'Get "http://127.0.0.1:PORT/": REFUSED'],
    ["tcp", () => ({ kind: "tcp", address: `127.0.0.1:${closed}` }), "REFUSED"],
    [
      "grpc",
      () => health(`127.0.0.1:${closed}`),
      'rpc error: code = Unavailable desc = all SubConns are in TransientFailure, latest connection error: connection error: desc = "transport: Error while dialing REFUSED"',
    ],
  ])("%s is critical where nobody listens, as Go says it", async (_, kind, wanted) => {
    const refused = `dial tcp 127.0.0.1:${closed}: connect: connection refused`;
    expect(await run(kind())).toBe(
      `critical: ${wanted.replace("REFUSED", refused).replace("PORT", String(closed))}`,
    );
  });

  it.each<[string, () => ProbeKind, string]>([
    [
      "http",
      () => web("/hang"),
      'Get "http://127.0.0.1:PORT/hang": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    ],
    ["script", () => script("sleep 60"), "Timed out (50s) running check"],
    [
      "grpc",
      () => health(`127.0.0.1:${http}/`),
      "rpc error: code = DeadlineExceeded desc = context deadline exceeded",
    ],
  ])("%s says in its own words that the time is over", async (_, kind, wanted) => {
    const stop = new AbortController();
    const ended = run(kind(), stop.signal);
    stop.abort(new RuntimeError("ETIMEDOUT", "check", "no result within 1 ms"));
    expect((await ended).replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")).toBe(`critical: ${wanted}`);
  });

  it.each<[string, () => ProbeKind]>([
    ["http", () => web("/hang")],
    ["script", () => script("sleep 60")],
  ])("%s ends when it is aborted", async (_, kind) => {
    const stop = new AbortController();
    const ended = run(kind(), stop.signal);
    stop.abort(new Error("stopped"));
    expect(await ended).toMatch(/^critical: /);
  });
});

describe("an HTTP check", () => {
  const run = async (path: string, headers: readonly (readonly [string, readonly string[]])[] = []) => {
    const kind = { ...web(path), headers: new Map(headers) } as ProbeKind;
    const { status, output } = await createProbe(kind, limits, access)(new AbortController().signal);
    return `${status}: ${output.split("Output: ")[1] ?? output}`;
  };

  it("keeps as much of a body as is shown, and closes the connection at once", async () => {
    const closed = new Promise<void>((resolve) => {
      endless.closed = resolve;
    });
    // The body never ends: without the cut this would run into its timeout.
    expect(await run("/endless")).toBe(`passing: ${"y".repeat(64)}`);
    await closed;
    expect(endless.open).toBe(0);
  });

  it("asks for the host that is set, also where it is sent on within the place, but not elsewhere", async () => {
    const set = [["Host", ["shop.example", "other.example"]]] as const;
    expect(await run("/host", set)).toBe("passing: host shop.example");
    expect(await run("/there", set)).toBe("passing: host shop.example");
    expect(await run("/elsewhere", set)).toBe(`passing: host 127.0.0.1:${http}`);
    expect(await run("/host")).toBe(`passing: host 127.0.0.1:${http}`);
    expect(await run("/host", [["Host", []]])).toBe(`passing: host 127.0.0.1:${http}`);
  });

  it("says who asks as Consul's checks do, which services tell apart by it, unless it is set", async () => {
    expect(await run("/agent")).toBe("passing: Consul Health Check");
    expect(await run("/agent", [["User-Agent", ["probe"]]])).toBe("passing: probe");
  });
});
