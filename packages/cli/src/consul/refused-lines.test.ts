import { describe, expect, test } from "vitest";
import { createTerminal } from "../../testkit/terminal.ts";

const GONE = "connect: connection refused";
const NO = "lstat /no: no such file or directory";

/** What Consul 1.9.8 says first, where nobody answers: each line, and the first one of the errors. */
describe("a command line that comes to nothing", () => {
  test.each([
    // Arguments are held to before files are read; what a kind of token is called, behind them.
    ["rtt -ca-path=/no", "One or two node names must be specified"],
    ["rtt -wan -ca-path=/no a b c", "One or two node names must be specified"],
    ["rtt -wan -ca-path=/no a", `Error connecting to Consul agent: ${NO}`],
    ["acl set-agent-token -ca-path=/no", "Error! Missing TYPE and TOKEN arguments"],
    ["acl set-agent-token -ca-path=/no default", "Error! Missing TOKEN argument"],
    ["acl set-agent-token -ca-path=/no bad x", `Error connecting to Consul Agent: ${NO}`],
    ["acl set-agent-token bad x", "Unknown token type"],
    // Queries are sorted by name.
    [
      "intention delete -datacenter=b a b",
      `Error deleting the intention: Delete "http://127.0.0.1:1/v1/connect/intentions/exact?dc=b&destination=b&source=a": dial tcp 127.0.0.1:1: ${GONE}`,
    ],
    [
      "config list -kind x -datacenter=b",
      `Error listing config entries for kind "x": Get "http://127.0.0.1:1/v1/config/x?dc=b": dial tcp 127.0.0.1:1: ${GONE}`,
    ],
    [
      "keyring -list -local-only -relay-factor=2",
      `error: Get "http://127.0.0.1:1/v1/operator/keyring?local-only=true&relay-factor=2": dial tcp 127.0.0.1:1: ${GONE}`,
    ],
    [
      "keyring -list -local-only=false",
      `error: Get "http://127.0.0.1:1/v1/operator/keyring": dial tcp 127.0.0.1:1: ${GONE}`,
    ],
    ["acl token clone -meta", "flag provided but not defined: -meta"],
    ["acl token create -node-identity=", 'Malformed -node-identity argument: ""'],
    ["acl token create -node-identity=a:b:c", 'Malformed -node-identity argument: "a:b:c"'],
    ["acl role create -name x -node-identity=", 'Malformed -node-identity argument: ""'],
  ])("%s", async (line, wanted) => {
    const terminal = createTerminal({ CONSUL_HTTP_ADDR: "127.0.0.1:1" });
    const run = await terminal.run(line, { product: "consul" });
    expect([run.status, run.err.split("\n")[0]]).toEqual([1, wanted]);
  });

  test.each([
    ["acl token read -h", "Usage: consul acl token read [options] -id TOKENID"],
    ["acl policy update -h", "Usage: consul acl policy update [options]"],
  ])("%s", async (line, wanted) => {
    const run = await createTerminal().run(line, { product: "consul" });
    expect([run.status, run.out.split("\n")[0]]).toEqual([0, wanted]);
  });
});
