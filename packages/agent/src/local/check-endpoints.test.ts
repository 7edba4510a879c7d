import type { CallOptions } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { startSimulatedAgent } from "../../testkit/index.ts";

async function open() {
  const world = createSimulation(52);
  const { call } = await startSimulatedAgent(world);
  const say = async (...of: Parameters<typeof call>) => {
    const answer = await call(...of);
    return `${answer.status} ${answer.text()}`.trim();
  };
  const register = (body: object) => say("agent.check-register", { body });
  type Shown = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const checks = async (query: CallOptions["query"] = {}) =>
    (await call("agent.checks", { query })).json() as Shown;
  /** What the catalog has of the node's checks, the moment that the agent has answered. */
  const catalog = async () =>
    (
      (await call("health.node", { rest: "n1" })).json() as {
        CheckID: string;
        Status: string;
        Output: string;
      }[]
    )
      .filter(({ CheckID }) => CheckID !== "serfHealth")
      .map(({ CheckID, Status, Output }) => `${CheckID} ${Status} ${Output}`.trim());
  return { world, call, say, register, checks, catalog };
}

describe("/v1/agent/checks", () => {
  test("shows each by its ID, in order, with all that it is", async () => {
    const { register, checks, call } = await open();
    await call("agent.service-register", { body: { Name: "web", Tags: ["a"] } });
    await register({ Name: "b", TTL: "1h" });
    await register({
      ID: "a",
      Name: "c",
      Notes: "n",
      ServiceID: "web",
      HTTP: "http://10.0.0.9/",
      Interval: "1h",
    });
    const shown = await checks();
    expect(Object.keys(shown)).toEqual(["a", "b"]);
    expect(shown.a).toEqual({
      Node: "n1",
      CheckID: "a",
      Name: "c",
      Status: "critical",
      Notes: "n",
      Output: "",
      ServiceID: "web",
      ServiceName: "web",
      ServiceTags: ["a"],
      Type: "http",
      Definition: {},
      CreateIndex: 0,
      ModifyIndex: 0,
    });
  });

  test("takes a filter, and looks at its fields only where there is something to ask", async () => {
    const { register, checks, say } = await open();
    const unknown = { filter: 'Nope == "a"' };
    expect(await say("agent.checks", { query: unknown })).toBe("200 {}");
    await register({ Name: "a", TTL: "1h", Status: "passing" });
    await register({ Name: "b", TTL: "1h" });
    expect(Object.keys(await checks({ filter: 'Status == "passing"' }))).toEqual(["a"]);
    expect(await say("agent.checks", { query: unknown })).toMatch(/^500 .*Nope/);
    expect(await say("agent.checks", { query: { filter: "Status ==" } })).toMatch(
      /^500 Failed to create boolean expression evaluator: 1:10/,
    );
  });
});

describe("a check that is registered alone", () => {
  test.each<[string, object, string]>([
    ["without a name", { TTL: "1h" }, "400 Missing check name"],
    ["with an empty name", { Name: "", TTL: "1h" }, "400 Missing check name"],
    ["of a status that is none", { Name: "c", TTL: "1h", Status: "odd" }, "400 Bad check status"],
    ["that does nothing", { Name: "c" }, "400 TTL must be > 0 for TTL checks"],
    ["of no service", { Name: "c", TTL: "1h", ServiceID: "none" }, '500 ServiceID "none" does not exist'],
    [
      "with a field that there is not",
      { Name: "c", Colour: 1 },
      '400 Request decode failed: json: unknown field "Colour"',
    ],
    ["as it should be", { Name: "c", TTL: "1h", Status: "warning" }, "200"],
    ["with an empty status", { Name: "c", TTL: "1h", Status: "" }, "200"],
  ])("%s", async (_, body, wanted) => {
    const { register, checks } = await open();
    const said = await register(body);
    expect(wanted === "200" ? said : said.replace("Invalid check: ", "")).toBe(wanted);
    expect(Object.keys(await checks())).toEqual(wanted === "200" ? ["c"] : []);
  });

  test("is in the catalog when the agent answers, and gone when it answers that", async () => {
    const { register, catalog, say } = await open();
    await register({ Name: "c", TTL: "1h" });
    expect(await catalog()).toEqual(["c critical"]);
    expect(await say("agent.check-deregister", { rest: "c" })).toBe("200");
    expect(await catalog()).toEqual([]);
    expect(await say("agent.check-deregister", { rest: "c" })).toBe("200");
  });

  test.each([
    [{ ID: "i", Name: "n" }, "i"],
    [{ Name: "n" }, "n"],
    [{ ID: "", Name: "n" }, "n"],
  ])("%j is called %s", async (body, id) => {
    const { register, checks } = await open();
    await register({ ...body, TTL: "1h" });
    expect(Object.keys(await checks())).toEqual([id]);
  });

  test("keeps its status when it is registered again, whatever status or kind that brings", async () => {
    const { register, say, catalog } = await open();
    await register({ Name: "c", TTL: "1h" });
    await say("agent.check-warn", { rest: "c", query: { note: "w" } });
    await register({ Name: "c", TTL: "2h" });
    expect(await catalog()).toEqual(["c warning w"]);
    await register({ Name: "c", TTL: "2h", Status: "passing" });
    expect(await catalog()).toEqual(["c warning w"]);
    await register({ Name: "c", TCP: "10.0.0.9:1", Interval: "1h" });
    expect(await catalog()).toEqual(["c warning w"]);
    await register({ Name: "c", TCP: "10.0.0.9:1", Interval: "1h", Status: "passing" });
    expect(await catalog()).toEqual(["c warning w"]);
  });
});

describe("a TTL check", () => {
  test.each([
    ["agent.check-pass", { query: { note: "n" } }, "c passing n"],
    ["agent.check-warn", { query: { note: "n" } }, "c warning n"],
    ["agent.check-fail", { query: { note: "n" } }, "c critical n"],
    ["agent.check-pass", {}, "c passing"],
    ["agent.check-update", { body: { Status: "passing", Output: "o" } }, "c passing o"],
    ["agent.check-update", { body: { Status: "warning" } }, "c warning"],
    ["agent.check-update", { body: { Status: "critical", Output: "o" } }, "c critical o"],
  ] as const)("is told by %s %j: %s", async (route, options, wanted) => {
    const { register, say, catalog } = await open();
    await register({ Name: "c", TTL: "1h", Status: wanted.includes("passing") ? "warning" : "passing" });
    expect(await say(route, { rest: "c", ...options })).toBe("200");
    expect(await catalog()).toEqual([wanted]);
  });

  test.each([
    [{ Status: "odd" }, "400 Invalid check status: 'odd'"],
    [{}, "400 Invalid check status: ''"],
    [
      { Status: 1 },
      "400 Request decode failed: json: cannot unmarshal number into Go struct field checkUpdate.Status of type string",
    ],
  ])("is not told %j", async (body, wanted) => {
    const { register, say, catalog } = await open();
    await register({ Name: "c", TTL: "1h", Status: "passing" });
    expect(await say("agent.check-update", { rest: "c", body })).toBe(wanted);
    expect(await catalog()).toEqual(["c passing"]);
  });

  test("is the only one that is told", async () => {
    const { register, say } = await open();
    await register({ Name: "tcp", TCP: "10.0.0.9:1", Interval: "1h" });
    for (const rest of ["tcp", "none"])
      for (const [route, more] of [
        ["agent.check-pass", {}],
        ["agent.check-update", { body: { Status: "passing" } }],
      ] as const)
        expect(await say(route, { rest, ...more })).toBe(
          `500 CheckID "${rest}" does not have associated TTL`,
        );
  });

  test("becomes critical when it was not told for its time", async () => {
    const { register, say, catalog, world } = await open();
    await register({ Name: "c", TTL: "20s" });
    await say("agent.check-pass", { rest: "c", query: { note: "n" } });
    await world.run(19_900);
    expect(await catalog()).toEqual(["c passing n"]);
    await world.run(200);
    expect(await catalog()).toEqual(["c critical TTL expired (last output before timeout follows): n"]);
  });
});
