import { Fields, type PlainRecord, ProviderFailure, type ServiceInstance } from "@tutti/plugin";
import { describe, expect, test } from "vitest";
import { hidingCheckId, isHidingCheck, registrationOf } from "./service-registration.ts";

const OWNER = { Kind: "docker_container", ID: "c0ffee", Engine: "unix:///x" } as const;

function instance(address = "10.0.0.1"): ServiceInstance {
  return { key: "web-1", owner: OWNER, endpoint: (port) => ({ address, port }) };
}

const registered = (plain: PlainRecord, of = instance()) => registrationOf("web", new Fields(plain), of);

/** The body of the only check. */
function check(plain: PlainRecord, service: PlainRecord = {}, of = instance()): unknown {
  const { body } = registered({ port: 80, ...service, check: [plain] }, of);
  return (body.Checks as readonly unknown[])[0];
}

describe("a registration", () => {
  test("says what the block says, and nothing that it does not", () => {
    const whole = registered({
      port: 80,
      tags: ["a", "b"],
      meta: { k: "v" },
      enable_tag_override: true,
    });
    expect(whole).toEqual({
      id: "web-1:web",
      address: "10.0.0.1",
      body: {
        ID: "web-1:web",
        Name: "web",
        Address: "10.0.0.1",
        Port: 80,
        Tags: ["a", "b"],
        Meta: { k: "v" },
        EnableTagOverride: true,
        Checks: [],
        Owner: OWNER,
      },
    });
    expect(Object.keys(registered({}).body)).not.toContain("Port");
    expect(Object.keys(registered({}).body)).not.toContain("EnableTagOverride");
  });

  test("is hidden by a check that comes with it, and that is told from all others", () => {
    const { body } = registrationOf("web", new Fields({ port: 80 }), instance(), "docker_container.web");
    expect(body.Checks).toEqual([
      {
        CheckID: "_rollout:web-1:web",
        Name: "Waits for the switch of a rollout",
        Notes: "docker_container.web",
        TTL: "8760h",
        Status: "critical",
      },
    ]);
    expect([isHidingCheck(hidingCheckId("web-1:web")), isHidingCheck("service:web-1:web")]).toEqual([
      true,
      false,
    ]);
  });

  test.each([
    [1, ["service:web-1:web"]],
    [2, ["service:web-1:web:1", "service:web-1:web:2"]],
  ])("that is hidden has the ids of its %i checks that it has when it is shown", (count, wanted) => {
    const service = new Fields({ port: 80, check: new Array<PlainRecord>(count).fill({ tcp: "" }) });
    const { body } = registrationOf("web", service, instance(), "docker_container.web");
    const ids = (body.Checks as readonly { readonly CheckID: string }[]).map(({ CheckID }) => CheckID);
    expect(ids.slice(0, -1)).toEqual(wanted);
  });

  test("takes the id and the address that are given", () => {
    expect(registered({ id: "mine", address: "h", port: 1 })).toMatchObject({
      id: "mine",
      address: "h",
      body: { ID: "mine", Address: "h", Port: 1 },
    });
  });

  test("of an object that nobody owns has no owner", () => {
    const nobody = { ...instance(), owner: undefined };
    expect(Object.keys(registered({}, nobody).body)).not.toContain("Owner");
    expect(check({ args: ["x"], docker: true }, {}, nobody)).not.toHaveProperty("DockerContainerID");
  });

  test("is refused where nothing tells the address", () => {
    const lost = { ...instance(), endpoint: () => "it has none." };
    expect(() => registered({ port: 80 }, lost)).toThrow(ProviderFailure);
    expect(() => registered({ port: 80 }, lost)).toThrow(
      'The service "web" cannot be registered: it has none.',
    );
    expect(registered({ port: 80, address: "h" }, lost).address).toBe("h");
  });
});

describe("a check", () => {
  test.each<[string, PlainRecord, Record<string, unknown>]>([
    ["http by a path", { http: "/health" }, { HTTP: "http://10.0.0.1:80/health" }],
    ["http by a URL", { http: "https://x/y/" }, { HTTP: "https://x/y/" }],
    ["tcp by a port", { tcp: ":90" }, { TCP: "10.0.0.1:90" }],
    ["tcp by a host and a port", { tcp: "h:91" }, { TCP: "h:91" }],
    ["tcp as the instance listens", { tcp: "" }, { TCP: "10.0.0.1:80" }],
    ["a program", { args: ["a", "b"] }, { Args: ["a", "b"] }],
    [
      "a program in the container",
      { args: ["a"], docker: true, shell: "/bin/sh" },
      { Args: ["a"], DockerContainerID: "c0ffee", Shell: "/bin/sh" },
    ],
    [
      "what it is called and how it begins",
      { http: "/", name: "n", status: "passing" },
      { Name: "n", Status: "passing" },
    ],
    [
      "all of an HTTP request",
      { http: "/", method: "POST", header: { a: ["b"] }, body: "x", tls_skip_verify: true },
      { Method: "POST", Header: { a: ["b"] }, Body: "x", TLSSkipVerify: true },
    ],
    [
      "how long and how often",
      { http: "/", interval: "2s", timeout: "1s", success_before_passing: 2, failures_before_critical: 3 },
      { Interval: "2s", Timeout: "1s", SuccessBeforePassing: 2, FailuresBeforeCritical: 3 },
    ],
    ["10 s between two unless told otherwise", { http: "/" }, { Interval: "10s" }],
    [
      "the end of one that stays critical",
      { http: "/", deregister_critical_service_after: "5m" },
      { DeregisterCriticalServiceAfter: "5m" },
    ],
  ])("%s", (_, plain, wanted) => {
    expect(check(plain)).toMatchObject(wanted);
  });

  test("of a ttl has no interval, and none of it what was not said", () => {
    expect(check({ ttl: "30s" })).toEqual({ TTL: "30s" });
    expect(check({ tcp: "h:1" })).toEqual({ TCP: "h:1", Interval: "10s" });
    expect(check({ args: ["a"], docker: false })).toEqual({ Args: ["a"], Interval: "10s" });
  });

  test.each([
    ["where the agent is", "", "127.0.0.1:80"],
    ["IPv6", "::1", "[::1]:80"],
    ["a name", "web.local", "web.local:80"],
  ])("reaches an address: %s", (_, address, wanted) => {
    expect(check({ tcp: "" }, {}, instance(address))).toMatchObject({ TCP: wanted });
  });

  test("without a port reaches the host alone", () => {
    const { body } = registered({ check: [{ http: "/x" }] });
    expect(body.Checks).toMatchObject([{ HTTP: "http://10.0.0.1/x" }]);
  });
});
