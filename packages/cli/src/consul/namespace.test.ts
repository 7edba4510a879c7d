import { afterAll, beforeAll, expect, test } from "vitest";
import { type AgentTerminal, createAgentTerminal } from "../../testkit/agent-terminal.ts";

let terminal: AgentTerminal;

beforeAll(async () => {
  terminal = await createAgentTerminal();
});
afterAll(() => terminal.stop());

const REFUSED =
  'Unexpected response code: 400 (Bad request: Invalid query parameter: "ns" - Namespaces are a Consul Enterprise feature)\n';

/** As Consul's open edition: the namespace is sent, and refused. */
test.each<[string, string]>([
  ["kv get -namespace=x a", "Error querying Consul agent: Unexpected response code: 400\n"],
  ["kv get -namespace= a", "Error! No key exists at: a\n"],
  ["kv put -namespace=x a b", `Error! Failed writing data: ${REFUSED}`],
  ["catalog services -namespace=x", `Error listing services: ${REFUSED}`],
  ["intention list -namespace=x", `Failed to retrieve the intentions list: ${REFUSED}`],
  [
    "config list -kind service-defaults -namespace=x",
    `Error listing config entries for kind "service-defaults": ${REFUSED}`,
  ],
])("%s", async (words, err) => {
  const { status, err: said } = await terminal.consul(words);
  expect([status, said]).toEqual([1, err]);
});

test("only commands that Consul gives the flag have it", async () => {
  for (const words of ["members", "catalog nodes", "config delete", "acl bootstrap", "event"])
    expect((await terminal.consul(`${words} -namespace=x`)).err).toContain(
      "flag provided but not defined: -namespace",
    );
});
