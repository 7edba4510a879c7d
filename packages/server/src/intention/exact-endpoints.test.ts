import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

async function open() {
  const world = createSimulation(71);
  const kit = await startSimulatedAgent(world);
  const write = async (source: string, destination: string, body: object) => {
    const query = { source, destination };
    const answer = await kit.call("connect.intention-exact-write", { query, body });
    return `${answer.status} ${answer.text()}`.trim();
  };
  const check = async (source: string, destination: string) => {
    const answer = await kit.call("connect.intention-check", { query: { source, destination } });
    return answer.status === 200 ? (answer.json() as { Allowed: boolean }).Allowed : answer.text();
  };
  return { ...kit, write, check };
}

const allow = { Action: "allow" };

describe("permissions, by the names of the ends", () => {
  const http = (HTTP: object) => ({ Action: "allow", HTTP });
  const wrong = (text: string) => `500 Sources[0].${text}`;
  const inHttp = (text: string) => wrong(`Permissions[0].HTTP${text}`);
  const long = "d".repeat(513);

  /** Each row: the body for web to db, which speaks http; and the answer. */
  test.each<[object, string]>([
    [{ Permissions: [http({ PathExact: "/a" })] }, "200 true"],
    [
      { Permissions: [http({ Methods: ["get"] }), { Action: "deny", HTTP: { PathRegex: "/.*" } }] },
      "200 true",
    ],
    [{ Permissions: [http({ Header: [{ Name: "x", Present: true, Invert: true }] })] }, "200 true"],
    [{ ...allow, Permissions: [] }, "200 true"],
    [{ ...allow, Permissions: null }, "200 true"],
    [{ Permissions: [] }, wrong("Action must be set to 'allow' or 'deny'")],
    [
      { ...allow, Permissions: [http({ PathExact: "/a" })] },
      wrong("Action must be omitted if Permissions are specified"),
    ],
    [{ Permissions: [null] }, wrong("Permissions[0].Action must be set to 'allow' or 'deny'")],
    [{ Permissions: [{}] }, wrong("Permissions[0].Action must be set to 'allow' or 'deny'")],
    [{ Permissions: [{ Action: "odd" }] }, wrong("Permissions[0].Action must be set to 'allow' or 'deny'")],
    [{ Permissions: [allow] }, inHttp(" is required")],
    [{ Permissions: [http({})] }, inHttp(" should not be empty")],
    [{ Permissions: [http({ PathExact: "a" })] }, inHttp(`.PathExact doesn't start with '/': "a"`)],
    [{ Permissions: [http({ PathPrefix: "a" })] }, inHttp(`.PathPrefix doesn't start with '/': "a"`)],
    [
      { Permissions: [http({ PathExact: "/a", PathRegex: "b" })] },
      inHttp(" should only contain at most one of PathExact, PathPrefix, or PathRegex"),
    ],
    [{ Permissions: [http({ Methods: ["ODD"] })] }, inHttp('.Methods contains an invalid method "ODD"')],
    [{ Permissions: [http({ Methods: ["GET", "get"] })] }, inHttp('.Methods contains "GET" more than once')],
    [
      { Permissions: [http({ Header: [{ Present: true }] })] },
      inHttp(".Header[0] missing required Name field"),
    ],
    [
      { Permissions: [http({ Header: [{ Name: "x" }] })] },
      inHttp(".Header[0] should only contain one of Present, Exact, Prefix, Suffix, or Regex"),
    ],
    [{ ...allow, SourceType: "consul" }, "200 true"],
    [{ ...allow, SourceType: "odd" }, wrong("Type must be set to 'consul'")],
    [{ ...allow, Description: long }, wrong("Description exceeds maximum length 512")],
    [{ ...allow, Description: long.slice(1) }, "200 true"],
    [{ ...allow, Meta: {} }, "200 true"],
    [{ ...allow, Meta: { a: "b" } }, "500 Meta must not be specified"],
  ])("%j", async (body, wanted) => {
    const { call, write } = await open();
    await call("config.write", { body: { Kind: "service-defaults", Name: "db", Protocol: "http" } });
    expect(await write("web", "db", body)).toBe(wanted);
  });

  test("need a service of requests, and one service", async () => {
    const { call, write } = await open();
    const body = { Permissions: [http({ PathExact: "/a" })] };
    expect(await write("web", "db", body)).toBe(
      '500 service "db" has protocol "tcp", which is incompatible with L7 intentions permissions',
    );
    expect(await write("web", "*", body)).toBe(
      wrong("Permissions cannot be specified on intentions with wildcarded destinations"),
    );
    const defaults = { Kind: "service-defaults", Name: "db", Protocol: "grpc" };
    await call("config.write", { body: defaults });
    expect(await write("web", "db", body)).toBe("200 true");
    const back = await call("config.write", { body: { ...defaults, Protocol: "tcp" } });
    expect(back.text()).toContain("incompatible with L7 intentions permissions");
  });

  test("are kept as an entry keeps them, and let no connection through", async () => {
    const { call, check, write } = await open();
    await call("config.write", { body: { Kind: "service-defaults", Name: "db", Protocol: "http" } });
    await write("web", "db", { ...allow, Description: "d" });
    const Header = [{ Name: "x", Exact: "y", Present: false, Invert: false }];
    await write("web", "db", { Permissions: [http({ Methods: ["get"], PathPrefix: "", Header })] });
    const entry = (await call("config.list-or-read", { rest: "service-intentions/db" })).json();
    const kept = { Action: "allow", HTTP: { Header: [{ Exact: "y", Name: "x" }], Methods: ["GET"] } };
    expect(entry).toMatchObject({
      Sources: [{ Name: "web", Permissions: [kept], Precedence: 9, Type: "consul" }],
    });
    const exact = await call("connect.intention-exact-read", { query: { source: "web", destination: "db" } });
    expect(exact.json()).toMatchObject({ SourceName: "web", Permissions: [kept] });
    expect(exact.json()).not.toHaveProperty("Action");
    expect(exact.json()).not.toHaveProperty("Description");
    expect(await check("web", "db")).toBe(false);
    const ClientCertURI = "spiffe://x.consul/ns/default/dc/dc1/svc/web";
    const verdict = await call("agent.connect-authorize", { body: { Target: "db", ClientCertURI } });
    expect(verdict.json()).toEqual({
      Authorized: false,
      Reason: "Matched L7 intention: default/web => default/db (Precedence: 9, Permissions: 1)",
    });
  });

  test("the metadata of the entry may come along, and may not change", async () => {
    const { call, write } = await open();
    const Sources = [{ Name: "api", Action: "allow" }];
    const body = { Kind: "service-intentions", Name: "db", Meta: { a: "b" }, Sources };
    await call("config.write", { body });
    expect(await write("web", "db", { ...allow, Meta: { a: "b" } })).toBe("200 true");
    expect(await write("web", "db", { ...allow, Meta: { a: "c" } })).toBe(
      "500 Meta must not be specified, or should be unchanged during an update.",
    );
    const entry = (await call("config.list-or-read", { rest: "service-intentions/db" })).json();
    expect(entry).toMatchObject({ Meta: { a: "b" }, Sources: [{ Name: "api" }, { Name: "web" }] });
    expect(JSON.stringify(entry)).not.toContain("LegacyMeta");
  });
});

describe("what is written by names takes the IDs of its destination along", () => {
  type Step = readonly ["post" | "put" | "delete", source: string, answer: string, meta?: object];

  /** The steps, one after the other; then what the entry has of the older way, source by source. */
  test.each<[string, readonly Step[], string]>([
    [
      "of another source",
      [
        ["post", "a", "200"],
        ["put", "z", "200 true"],
      ],
      "a: z:",
    ],
    [
      "of the same",
      [
        ["post", "a", "200"],
        ["post", "b", "200"],
        ["put", "a", "200 true"],
      ],
      "a: b:",
    ],
    [
      "a source that goes",
      [
        ["post", "a", "200"],
        ["post", "b", "200"],
        ["delete", "a", "200 true"],
      ],
      "b:",
    ],
    [
      "a source that is not there",
      [
        ["post", "a", "200"],
        ["delete", "z", "200 true"],
      ],
      "a:ID,CreateTime,UpdateTime",
    ],
    [
      "unless one that stays has metadata",
      [
        ["post", "a", "200"],
        ["post", "b", "200", { k: "v" }],
        ["put", "z", "500 Sources[1].LegacyMeta must be omitted"],
        ["delete", "a", "500 Sources[0].LegacyMeta must be omitted"],
      ],
      "a:ID,CreateTime,UpdateTime b:Meta,ID,CreateTime,UpdateTime",
    ],
    [
      "of one with metadata, which goes",
      [
        ["post", "a", "200", { k: "v" }],
        ["post", "b", "200"],
        ["put", "a", "200 true"],
        ["post", "c", "500"],
      ],
      "a: b:",
    ],
    [
      "the last one, whatever it has",
      [
        ["post", "a", "200", { k: "v" }],
        ["delete", "a", "200 true"],
      ],
      "none",
    ],
  ])("%s", async (_name, steps, wanted) => {
    const { call } = await open();
    const ends = { SourceType: "consul", DestinationName: "db", Action: "allow" };
    for (const [how, source, answer, Meta] of steps) {
      const query = { source, destination: "db" };
      const body = { ...ends, SourceName: source, ...(Meta === undefined ? {} : { Meta }) };
      const got =
        how === "post"
          ? await call("connect.intention-create", { body })
          : how === "put"
            ? await call("connect.intention-exact-write", { query, body: allow })
            : await call("connect.intention-exact-delete", { query });
      expect(`${got.status} ${got.text()}`.trim()).toContain(answer);
    }
    const entry = await call("config.list-or-read", { rest: "service-intentions/db" });
    const { Sources = [] } = entry.status === 200 ? (entry.json() as { Sources?: object[] }) : {};
    const old = (one: object) =>
      `${(one as { Name: string }).Name}:${Object.keys(one)
        .flatMap((key) => (key.startsWith("Legacy") ? [key.slice(6)] : []))
        .join()}`;
    expect(Sources.map(old).join(" ") || "none").toBe(wanted);
  });
});
