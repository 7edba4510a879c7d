import { createRealRuntime } from "@tutti/runtime";
import { testCertificate } from "@tutti/runtime/testkit";
import { createSimulation } from "@tutti/simulation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Health, type HealthServer, serveHealth } from "../../testkit/grpc-health-server.ts";
import { createGrpcProbe } from "./grpc-probe.ts";

const LONG = "s".repeat(300);
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** By the service's name. */
const HEALTHS: Readonly<Record<string, Health>> = {
  "": { serving: 1 },
  fine: { serving: 1 },
  [LONG]: { serving: 1 },
  unknown: { serving: 0 },
  sick: { serving: 2 },
  missing: { serving: 3 },
  strange: { serving: 7 },
  absent: { code: 5, message: "unknown service" },
  coded: { code: 14, message: "caf%C3%A9 100%25" },
  odd: { code: 99, message: "50%" },
  denied: { httpStatus: 403 },
  broken: { httpStatus: 500 },
  down: { httpStatus: 503 },
  empty: { raw: bytes(0, 0, 0, 0, 0) },
  nothing: { raw: bytes() },
  short: { raw: bytes(0, 0, 0, 0, 3, 8, 1) },
  packed: { raw: bytes(1, 0, 0, 0, 2, 8, 1) },
  page: { raw: new TextEncoder().encode("<html>"), contentType: "text/html" },
};

const runtime = createRealRuntime();
let plain: HealthServer;
let secure: HealthServer;

beforeAll(async () => {
  const health = (service: string): Health => HEALTHS[service] ?? { code: 5, message: "no such service" };
  plain = await serveHealth(health);
  secure = await serveHealth(health, await testCertificate("health.example"));
});
afterAll(async () => {
  await plain.close();
  await secure.close();
});

const limits = { timeoutMs: 50_000, outputMax: 4_096 };
const none = { tls: false, tlsSkipVerify: false, tlsServerName: "" };

async function ask(service: string, tls: Partial<typeof none> = {}): Promise<string> {
  const { port } = tls.tls === true ? secure : plain;
  const target = `127.0.0.1:${port}${service}`;
  const probe = createGrpcProbe({ target, ...none, ...tls }, limits, runtime.network);
  const { status, output } = await probe(new AbortController().signal);
  return `${status}: ${output.replaceAll(`127.0.0.1:${port}`, "HOST")}`;
}

const error = (code: string, text: string): string => `critical: rpc error: code = ${code} desc = ${text}`;
const http = (status: string): string => `unexpected HTTP status code received from server: ${status}`;

describe("createGrpcProbe()", () => {
  it.each<[string, string]>([
    ["", "passing: gRPC check HOST: success"],
    ["/", "passing: gRPC check HOST/: success"],
    ["/fine", "passing: gRPC check HOST/fine: success"],
    [`/${LONG}`, `passing: gRPC check HOST/${LONG}: success`],
    ["/unknown", "critical: gRPC HOST/unknown serving status: UNKNOWN"],
    ["/empty", "critical: gRPC HOST/empty serving status: UNKNOWN"],
    ["/sick", "critical: gRPC HOST/sick serving status: NOT_SERVING"],
    ["/missing", "critical: gRPC HOST/missing serving status: SERVICE_UNKNOWN"],
    ["/strange", "critical: gRPC HOST/strange serving status: 7"],
    ["/absent", error("NotFound", "unknown service")],
    ["/coded", error("Unavailable", "café 100%")],
    ["/odd", error("Code(99)", "50%")],
    ["/denied", error("PermissionDenied", http("403 (Forbidden)"))],
    ["/broken", error("Unknown", http("500 (Internal Server Error)"))],
    ["/down", error("Unavailable", http("503 (Service Unavailable)"))],
    ["/nothing", error("Internal", "the answer holds no message")],
    ["/short", error("Internal", "the answer is not one plain message")],
    ["/packed", error("Internal", "the answer is not one plain message")],
    ["/page", error("Unknown", "the server does not speak gRPC")],
  ])("of '%s'", async (service, wanted) => {
    expect(await ask(service)).toBe(wanted);
  });

  it("takes a certificate it does not know only where it was told to", async () => {
    const untrusted = error(
      "Unavailable",
      'all SubConns are in TransientFailure, latest connection error: connection error: desc = "transport: authentication handshake failed: x509: certificate signed by unknown authority"',
    );
    expect(await ask("", { tls: true })).toBe(untrusted);
    expect(await ask("/fine", { tls: true, tlsSkipVerify: true })).toBe(
      "passing: gRPC check HOST/fine: success",
    );
    expect(await ask("", { tls: true, tlsServerName: "health.example" })).toBe(untrusted);
  });

  it("sends the name that it is given", async () => {
    const asked: unknown[] = [];
    const network = {
      ...runtime.network,
      requestHttp2: (request: unknown): Promise<never> => {
        asked.push(request);
        return Promise.reject(new Error("enough"));
      },
    };
    const tls = { tls: true, tlsSkipVerify: false, tlsServerName: "health.example" };
    await createGrpcProbe({ target: "[::1]:1/a", ...tls }, limits, network)(new AbortController().signal);
    expect(asked).toMatchObject([
      {
        url: "https://[::1]:1/grpc.health.v1.Health/Check",
        tlsServerName: "health.example",
        timeoutMs: limits.timeoutMs,
      },
    ]);
    expect(asked[0]).not.toHaveProperty("tlsUnverified");
  });

  it("is critical where the simulated network has no HTTP/2", async () => {
    const { network } = createSimulation(1).host("a");
    const probe = createGrpcProbe({ target: "a:1", ...none }, limits, network);
    expect((await probe(new AbortController().signal)).output).toMatch(/does not speak HTTP\/2/);
  });
});
