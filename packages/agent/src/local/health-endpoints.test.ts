import type { CallOptions } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { startSimulatedAgent } from "../../testkit/index.ts";

async function open() {
  const { call } = await startSimulatedAgent(createSimulation(51));
  const service = (ID: string, Name: string, ...statuses: readonly string[]) =>
    call("agent.service-register", {
      body: {
        ID,
        Name,
        Port: 80,
        Checks: statuses.map((Status, at) => ({ CheckID: `${ID}-${at}`, TTL: "1h", Status })),
      },
    });
  const health = async (
    route: "agent.health-by-id" | "agent.health-by-name",
    rest: string,
    query: CallOptions["query"] = {},
  ) => call(route, { rest, query });
  return { call, service, health };
}

const ROUTES = [
  ["agent.health-by-id", "web1"],
  ["agent.health-by-name", "web"],
] as const;

describe.each(ROUTES)("%s", (route, rest) => {
  test.each([
    [[], "passing", 200],
    [["passing"], "passing", 200],
    [["passing", "warning"], "warning", 429],
    [["warning", "critical"], "critical", 503],
    [["critical", "passing"], "critical", 503],
  ])("with checks %j is %s", async (statuses, status, code) => {
    const { service, health } = await open();
    await service("web1", "web", ...statuses);
    const text = await health(route, rest, { format: "text" });
    expect([text.status, text.text(), text.headers.get("x-consul-reason")]).toEqual([code, status, status]);
    expect(text.headers.get("content-type")).toBe("text/plain");
    const whole = await health(route, rest);
    expect([whole.status, whole.headers.get("x-consul-reason")]).toEqual([code, status]);
    expect(whole.headers.get("content-type")).toBe("application/json");
    const body = whole.json() as object;
    const one = (Array.isArray(body) ? body[0] : body) as Readonly<Record<string, unknown>>;
    expect(one.AggregatedStatus).toBe(status);
    expect(one.Service).toMatchObject({ ID: "web1", Service: "web", Port: 80, Datacenter: "dc1" });
    expect((one.Checks as { CheckID: string }[]).map(({ CheckID }) => CheckID)).toEqual(
      statuses.map((_, at) => `web1-${at}`),
    );
  });

  test("counts the node's checks, and maintenance above all", async () => {
    const { service, health, call } = await open();
    await service("web1", "web", "passing");
    await call("agent.check-register", { body: { Name: "disk", TTL: "1h", Status: "warning" } });
    const status = async () => {
      const answer = await health(route, rest, { format: "text" });
      return `${answer.status} ${answer.text()}`;
    };
    expect(await status()).toBe("429 warning");
    await call("agent.maintenance", { query: { enable: "true" } });
    expect(await status()).toBe("503 maintenance");
    await call("agent.maintenance", { query: { enable: "false" } });
    await call("agent.service-maintenance", { rest: "web1", query: { enable: "true" } });
    expect(await status()).toBe("503 maintenance");
  });

  test("shows a check with all of its fields, empty ones too", async () => {
    const { service, health } = await open();
    await service("web1", "web", "passing");
    const body = (await health(route, rest)).json() as object;
    const one = (Array.isArray(body) ? body[0] : body) as { Checks: object[] };
    expect(one.Checks[0]).toMatchObject({
      Node: "n1",
      CheckID: "web1-0",
      ServiceTags: null,
      Type: "",
      Definition: { HTTP: "", Interval: "0s" },
      CreateIndex: 0,
      ModifyIndex: 0,
    });
  });
});

test("tags are shown where there are some", async () => {
  const { call, health } = await open();
  await call("agent.service-register", { body: { Name: "web", Tags: ["a"], Check: { TTL: "1h" } } });
  expect((await health("agent.health-by-id", "web")).json()).toMatchObject({
    Checks: [{ ServiceTags: ["a"] }],
  });
});

test("of a name the worst instance counts, and all are shown", async () => {
  const { service, health } = await open();
  await service("web1", "web", "passing");
  await service("web2", "web", "warning");
  await service("db", "db", "critical");
  const answer = await health("agent.health-by-name", "web");
  const shown = answer.json() as { AggregatedStatus: string; Service: { ID: string } }[];
  expect([answer.status, ...shown.map((one) => `${one.Service.ID} ${one.AggregatedStatus}`)]).toEqual([
    429,
    "web1 passing",
    "web2 warning",
  ]);
});

test.each([
  [
    "agent.health-by-id",
    {},
    '{"AggregatedStatus":"critical","Service":null,"Checks":null}',
    "ServiceId web not found",
  ],
  ["agent.health-by-id", { format: "text" }, '"ServiceId web not found"', "ServiceId web not found"],
  ["agent.health-by-name", {}, "[]", "ServiceName web Not Found"],
  ["agent.health-by-name", { format: "text" }, "ServiceName web Not Found", "ServiceName web Not Found"],
] as const)("%s %j says that there is none", async (route, query, body, reason) => {
  const { health } = await open();
  const answer = await health(route, "web", query);
  expect([answer.status, answer.text().trim(), answer.headers.get("x-consul-reason")]).toEqual([
    404,
    body,
    reason,
  ]);
});

test.each([
  ["agent.health-by-id", "Missing serviceID"],
  ["agent.health-by-name", "Missing service Name"],
] as const)("%s of nothing is refused: %s", async (route, text) => {
  const answer = await (await open()).health(route, "");
  expect(`${answer.status} ${answer.text()}`).toContain(text);
});
