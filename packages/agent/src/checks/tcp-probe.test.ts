import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { createTcpProbe } from "./tcp-probe.ts";

const NO_PORT = (address: string) => `critical dial tcp: address ${address}: missing port in address`;
const FINE = (address: string) => `passing TCP connect ${address}: Success`;

test.each<[string, string]>([
  ["10.0.0.2:80", FINE("10.0.0.2:80")],
  ["[2001:db8::2]:80", FINE("[2001:db8::2]:80")],
  ["localhost:80", FINE("localhost:80")],
  [":80", FINE(":80")],
  ["10.0.0.2:65535", FINE("10.0.0.2:65535")],
  ["10.0.0.2:1", FINE("10.0.0.2:1")],
  ["10.0.0.2:65536", NO_PORT("10.0.0.2:65536")],
  ["10.0.0.2:0", NO_PORT("10.0.0.2:0")],
  ["10.0.0.2:", NO_PORT("10.0.0.2:")],
  ["10.0.0.2:http", NO_PORT("10.0.0.2:http")],
  ["10.0.0.2:1.5", NO_PORT("10.0.0.2:1.5")],
  ["80", NO_PORT("80")],
  ["", NO_PORT("")],
  ["10.0.0.2:81", "critical dial tcp 10.0.0.2:81: connect: connection refused"],
])("%s", async (address, wanted) => {
  const world = createSimulation(8);
  const left: unknown[] = [];
  for (const host of ["10.0.0.1", "10.0.0.2", "2001:db8::2"])
    for (const port of [1, 80, 65_535])
      await world.host(host).network.listen({ host, port }, async (connection) => {
        for await (const piece of connection.data) left.push(piece);
        left.push("closed");
      });
  const probe = createTcpProbe(address, world.host("10.0.0.1").network);
  const { status, output } = await world.until(probe(new AbortController().signal));
  expect(`${status} ${output}`).toBe(wanted);
  // Nothing is said, and nothing stays open.
  await world.run(100);
  expect(left).toEqual(status === "passing" ? ["closed"] : []);
});
