import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

async function open() {
  const { call } = await startSimulatedAgent(createSimulation(77));
  const write = async (body: object) => {
    const answer = await call("config.write", { body });
    return answer.status === 200 ? "taken" : `${answer.status} ${answer.text()}`;
  };
  await write({ Kind: "service-defaults", Name: "web", Protocol: "http" });
  const split = (...Splits: readonly object[]) => write({ Kind: "service-splitter", Name: "web", Splits });
  return { write, split };
}

const sum = (text: string) => `500 the sum of all split weights must be 100, not ${text}`;
const twice = (service: string, subset: string) =>
  `500 split destination occurs more than once: service="${service}", subset="${subset}", namespace=""`;

describe("a splitter", () => {
  test.each<[string, readonly object[], string]>([
    ["of one", [{ Weight: 100 }], "taken"],
    ["of parts that are a hundred", [{ Weight: 33.33 }, { Weight: 66.67, ServiceSubset: "v2" }], "taken"],
    [
      "of parts that are a hundred to two digits",
      [{ Weight: 33.334 }, { Weight: 66.666, ServiceSubset: "v2" }],
      "taken",
    ],
    ["with nothing for one", [{ Weight: 100 }, { Weight: 0, ServiceSubset: "v2" }], "taken"],
    [
      "of one subset of two services",
      [
        { Weight: 50, ServiceSubset: "a" },
        { Weight: 50, Service: "db", ServiceSubset: "a" },
      ],
      "taken",
    ],
    ["of nothing", [], "500 no splits configured"],
    ["of less", [{ Weight: 99.99 }], sum("99.989998")],
    ["of more", [{ Weight: 99.99 }, { Weight: 0.02, ServiceSubset: "v2" }], sum("100.010002")],
    ["of no weight", [{}], sum("0.000000")],
    ["of itself twice", [{ Weight: 50 }, { Weight: 50, Service: "web" }], twice("web", "")],
    [
      "of a subset twice",
      [
        { Weight: 50, ServiceSubset: "v1" },
        { Weight: 50, Service: "web", ServiceSubset: "v1" },
      ],
      twice("web", "v1"),
    ],
    ["of another twice, with a wrong sum", [{ Service: "db" }, { Service: "db" }], twice("db", "")],
  ])("%s", async (_, splits, wanted) => {
    const { split, write } = await open();
    await write({ Kind: "service-defaults", Name: "db", Protocol: "http" });
    for (const name of ["web", "db"])
      await write({
        Kind: "service-resolver",
        Name: name,
        Subsets: { v1: {}, v2: {}, a: {} },
      });
    expect(await split(...splits)).toBe(wanted);
  });
});

describe("entries for requests are for services that speak HTTP", () => {
  test.each([
    ["http", "taken"],
    ["http2", "taken"],
    ["grpc", "taken"],
    ["tcp", /^500 discovery chain "plain" uses a protocol "tcp" that does not permit advanced routing/],
    ["", /^500 discovery chain "plain" uses a protocol "tcp"/],
  ])("%j", async (Protocol, wanted) => {
    for (const entry of [
      { Kind: "service-splitter", Name: "plain", Splits: [{ Weight: 100 }] },
      { Kind: "service-router", Name: "plain", Routes: [] },
    ]) {
      const { write } = await open();
      await write({ Kind: "service-defaults", Name: "plain", Protocol });
      const said = await write(entry);
      if (typeof wanted === "string") expect(said).toBe(wanted);
      else expect(said).toMatch(wanted);
    }
  });

  test("by their own entry, else by that of all proxies", async () => {
    const { write } = await open();
    const router = { Kind: "service-router", Name: "db" };
    expect(await write(router)).toMatch(/^500/);
    await write({ Kind: "proxy-defaults", Name: "global", Config: { protocol: "http" } });
    expect(await write(router)).toBe("taken");
    await write({ Kind: "service-defaults", Name: "api", Protocol: "tcp" });
    expect(await write({ ...router, Name: "api" })).toMatch(/^500/);
  });
});

test.each(["service-resolver", "service-splitter", "service-router", "ingress-gateway"])(
  "%s needs a name",
  async (Kind) => {
    const { write } = await open();
    expect(await write({ Kind, Name: "" })).toBe("500 Name is required");
  },
);

test.each(["service-defaults", "terminating-gateway"])(
  "the name of %s is told as that of a service",
  async (Kind) => {
    const { write } = await open();
    expect(await write({ Kind, Name: "" })).toBe("500 serviceName is required");
  },
);
