import { startGuardedAgent } from "@tutti/agent/testkit";
import { describe, expect, test } from "vitest";

const ALL = { kind: "" };

/** Of a part of the mesh: `web` and `api` call `db` by their proxies, and so does an ingress gateway. */
async function open(defaultPolicy: "allow" | "deny" = "deny", enabled = true) {
  const kit = await startGuardedAgent(31, { defaultPolicy, enabled });
  const register = (Service: object) =>
    kit.master("catalog.register", { body: { Node: "e1", Address: "10.0.0.1", Service } });
  const proxy = (of: string, ...called: readonly object[]) =>
    register({
      ID: `${of}-proxy`,
      Service: `${of}-proxy`,
      Kind: "connect-proxy",
      Port: 81,
      Proxy: {
        DestinationServiceName: of,
        Upstreams: called.map((one, at) => ({ LocalBindPort: at + 1, ...one })),
      },
    });
  for (const name of ["web", "api", "db", "cache", "idle"]) await register({ Service: name, Port: 80 });
  await register({ Service: "ig", Kind: "ingress-gateway", Port: 443 });
  await register({ Service: "tg", Kind: "terminating-gateway", Port: 444 });
  await proxy("web", { DestinationName: "cache" }, { DestinationName: "DB" });
  await proxy(
    "api",
    { DestinationName: "db" },
    { DestinationType: "prepared_query", DestinationName: "idle" },
  );
  const entry = (body: object) => kit.master("config.write", { body });
  const intend = (DestinationName: string, SourceName: string, more: object) =>
    kit.master("connect.intention-create", {
      body: { SourceType: "consul", SourceName, DestinationName, ...more },
    });
  const shown = async (rest: string, query: object = ALL) =>
    (
      await kit.master("ui.service-topology", { rest, query: query as Record<string, string> })
    ).json() as Shown;
  return { ...kit, entry, intend, shown };
}

interface Row {
  readonly Name: string;
  readonly Intention: object;
}
interface Shown {
  readonly Protocol: string;
  readonly Upstreams: readonly Row[];
  readonly Downstreams: readonly Row[];
}

const INGRESS = { Kind: "ingress-gateway", Name: "ig" };
const listener = (...names: readonly string[]) => ({
  Port: 8080,
  Protocol: "tcp",
  Services: names.map((Name) => ({ Name })),
});

describe("who calls whom", () => {
  test.each([
    ["web", ALL, "cache db", ""],
    ["api", ALL, "db", ""],
    ["db", ALL, "", "api ig web"],
    ["cache", ALL, "", "web"],
    // A query is no service, though one is called as it is.
    ["idle", ALL, "", ""],
    ["ig", { kind: "ingress-gateway" }, "db", ""],
    // What a terminating gateway leads to lies outside of the mesh.
    ["tg", ALL, "", ""],
  ])("%s %j: %s | %s", async (service, query, upstreams, downstreams) => {
    const { entry, shown } = await open();
    await entry({ ...INGRESS, Listeners: [listener("db")] });
    await entry({ Kind: "terminating-gateway", Name: "tg", Services: [{ Name: "db" }, { Name: "web" }] });
    const { Upstreams, Downstreams } = await shown(service, query);
    const names = (rows: readonly Row[]) => rows.map(({ Name }) => Name.toLowerCase()).sort();
    expect([names(Upstreams).join(" "), names(Downstreams).join(" ")]).toEqual([upstreams, downstreams]);
  });

  test("who calls a service whose chain leads on calls that one, too", async () => {
    const { entry, shown } = await open();
    await entry({ Kind: "service-resolver", Name: "cache", Redirect: { Service: "idle" } });
    expect((await shown("idle")).Downstreams.map(({ Name }) => Name)).toEqual(["web"]);
  });
});

describe("whether they may", () => {
  const none = { HasPermissions: false, ExternalSource: "", HasExact: false };

  test.each([
    ["deny", true, false],
    ["allow", true, true],
    // Without access control everything is allowed.
    ["deny", false, true],
  ] as const)("%s by default, access control %s: %s", async (defaultPolicy, enabled, Allowed) => {
    const { shown } = await open(defaultPolicy, enabled);
    const [first] = (await shown("api")).Upstreams;
    expect(first?.Intention).toEqual({ ...none, Allowed });
  });

  test.each([
    ["db", "api", { Action: "allow" }, { Allowed: true, HasExact: true }],
    ["db", "api", { Action: "deny" }, { Allowed: false, HasExact: true }],
    ["db", "*", { Action: "allow" }, { Allowed: true }],
    ["*", "api", { Action: "allow" }, { Allowed: true }],
    ["*", "*", { Action: "allow" }, { Allowed: true }],
    ["db", "web", { Action: "allow" }, { Allowed: false }],
    [
      "db",
      "api",
      { Action: "allow", Meta: { "external-source": "kubernetes" } },
      { Allowed: true, HasExact: true, ExternalSource: "kubernetes" },
    ],
  ] as const)("an intention of %s for %s, %j", async (destination, source, said, wanted) => {
    const { intend, shown } = await open();
    await intend(destination, source, said);
    const both = [(await shown("api")).Upstreams[0], (await shown("db")).Downstreams.find(isApi)];
    for (const row of both) expect(row?.Intention).toEqual({ ...none, ...wanted });
  });

  test("permissions are told, and what has them is not allowed by itself", async () => {
    const { entry, shown } = await open();
    await entry({ Kind: "service-defaults", Name: "db", Protocol: "http" });
    const Permissions = [{ Action: "allow", HTTP: { PathPrefix: "/" } }];
    await entry({ Kind: "service-intentions", Name: "db", Sources: [{ Name: "api", Permissions }] });
    const [first] = (await shown("api")).Upstreams;
    expect(first?.Intention).toEqual({ ...none, Allowed: false, HasPermissions: true, HasExact: true });
  });
});

const isApi = ({ Name }: Row): boolean => Name === "api";

test.each([
  ["web", ALL, [], "tcp"],
  ["web", ALL, [{ Kind: "service-defaults", Name: "web", Protocol: "grpc" }], "grpc"],
  ["web", ALL, [{ Kind: "proxy-defaults", Name: "global", Config: { protocol: "http" } }], "http"],
  ["ig", { kind: "ingress-gateway" }, [], ""],
  ["ig", { kind: "ingress-gateway" }, [INGRESS], "tcp"],
  ["ig", { kind: "ingress-gateway" }, [{ ...INGRESS, Listeners: [listener("db")] }], "tcp"],
])("%s %j with %j speaks %j", async (service, query, entries, protocol) => {
  const { entry, shown } = await open();
  for (const one of entries) await entry(one);
  expect((await shown(service, query)).Protocol).toBe(protocol);
});

test.each([
  ["http", "http"],
  ["http2", "http"],
  ["grpc", "http"],
  ["tcp", "tcp"],
])("an ingress gateway whose listeners speak http and %s speaks %s", async (second, wanted) => {
  const { entry, shown } = await open();
  const http = (Port: number, Protocol: string) => ({ ...listener("db"), Port, Protocol });
  await entry({ Kind: "service-defaults", Name: "db", Protocol: second });
  await entry({ Kind: "service-defaults", Name: "web", Protocol: "http" });
  const first = { ...http(8080, "http"), Services: [{ Name: "web" }] };
  await entry({ ...INGRESS, Listeners: [first, http(8081, second)] });
  expect((await shown("ig", { kind: "ingress-gateway" })).Protocol).toBe(wanted);
});
