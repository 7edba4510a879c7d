import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { askDnsAbout, startSimulatedAgent } from "../../testkit/index.ts";
import { DEFAULT_AGENT_CONFIG } from "../agent-config.ts";

test("what leads to a service in the mesh is found however its name is spelled, once it is there", async () => {
  const world = createSimulation(76);
  const ports = { ...DEFAULT_AGENT_CONFIG.ports, dns: 8600 };
  const { call } = await startSimulatedAgent(world, { ports, dnsAddresses: ["10.0.0.1"] });
  const register = (Node: string, Address: string, Service: object) =>
    call("catalog.register", { body: { Node, Address, Service } });
  const proxy = (DestinationServiceName: string) => ({
    Service: `${DestinationServiceName}-proxy`,
    Kind: "connect-proxy",
    Port: 1,
    Proxy: { DestinationServiceName },
  });
  const client = world.host("10.0.0.2");
  const ask = async (name: string) => {
    const message = await world.until(askDnsAbout(client, "10.0.0.1", name, 1));
    return message?.answers.map(({ data }) => (data.kind === "A" ? [...data.address].join(".") : data.kind));
  };
  await register("n2", "10.2.0.2", { Service: "Web", Port: 80 });
  await register("n3", "10.2.0.3", proxy("Web"));
  await register("n4", "10.2.0.4", { Service: "native", Port: 80, Connect: { Native: true } });
  for (const name of ["Web", "web", "WEB"])
    expect(await ask(`${name}.connect.consul.`)).toEqual(["10.2.0.3"]);
  expect(await ask("NATIVE.connect.consul.")).toEqual(["10.2.0.4"]);
  expect(await ask("web.service.consul.")).toEqual(["10.2.0.2"]);
  expect(await ask("db.connect.consul.")).toEqual([]);
  expect(await ask("web.ingress.consul.")).toEqual([]);
  const listener = { Port: 81, Protocol: "tcp", Services: [{ Name: "Web" }] };
  await call("config.write", { body: { Kind: "ingress-gateway", Name: "igw", Listeners: [listener] } });
  await register("n6", "10.2.0.6", { Service: "igw", Kind: "ingress-gateway", Port: 81 });
  expect(await ask("web.ingress.consul.")).toEqual(["10.2.0.6"]);
  expect(await ask("db.ingress.consul.")).toEqual([]);
  await register("n5", "10.2.0.5", { Service: "Db", Port: 80 });
  await register("n5", "10.2.0.5", proxy("Db"));
  expect(await ask("db.connect.consul.")).toEqual(["10.2.0.5"]);
});
