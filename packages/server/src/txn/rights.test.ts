import { startGuardedAgent } from "@tutti/agent/testkit";
import { describe, expect, test } from "vitest";
import { check, kv, node, service, type TxnAnswer } from "../../testkit/index.ts";

describe("rights", () => {
  async function guarded() {
    const kit = await startGuardedAgent(52);
    const register = (body: object) => kit.master("catalog.register", { body });
    await register({
      Node: "n2",
      Address: "10.0.0.9",
      Service: { ID: "bank1", Service: "bank" },
      Checks: [
        { CheckID: "nodechk", Name: "n", Status: "passing" },
        { CheckID: "bankchk", Name: "b", Status: "passing", ServiceID: "bank1" },
      ],
    });
    await register({ Node: "n2", Address: "10.0.0.9", Service: { ID: "mine1", Service: "mine" } });
    await kit.master("kv.write", { rest: "top", body: "v" });
    await kit.master("kv.write", { rest: "app/a", body: "v" });
    const { SecretID } = await kit.token(
      'service "mine" { policy = "write" }\nkey_prefix "app/" { policy = "write" }\nnode "n3" { policy = "write" }',
    );
    const run = async (...body: object[]) => {
      const answer = (await kit.call("txn.run", { token: SecretID, body })).json() as TxnAnswer;
      if (answer.Errors === null) return answer.Results?.length ?? 0;
      return answer.Errors.map((one) => `${one.OpIndex}: ${one.What}`).join("; ");
    };
    return { ...kit, run };
  }

  const denied = "0: Permission denied";
  test.each<[string, object, string | number]>([
    ["sets its own service", service("set", "n2", { ID: "mine2", Service: "mine" }), 1],
    ["sets a service over a foreign one", service("set", "n2", { ID: "bank1", Service: "mine" }), denied],
    ["sets a foreign service", service("set", "n2", { ID: "x", Service: "bank" }), denied],
    [
      "sets what would be a proxy for a foreign service, of which the service alone is taken",
      service("set", "n2", {
        ID: "p",
        Service: "mine",
        Kind: "connect-proxy",
        Port: 1,
        Proxy: { DestinationServiceName: "bank" },
      }),
      1,
    ],
    [
      "sets a proxy for its own service",
      service("set", "n2", {
        ID: "p",
        Service: "mine",
        Kind: "connect-proxy",
        Port: 1,
        Proxy: { DestinationServiceName: "mine" },
      }),
      1,
    ],
    ["deletes its service", service("delete", "n2", { ID: "mine1", Service: "mine" }), 0],
    [
      "deletes a foreign service as its own",
      service("delete", "n2", { ID: "bank1", Service: "mine" }),
      denied,
    ],
    [
      "sets a check of its service",
      check("set", { Node: "n2", CheckID: "m", Name: "m", ServiceID: "mine1" }),
      1,
    ],
    [
      "sets a check over a foreign one",
      check("set", { Node: "n2", CheckID: "nodechk", Name: "m", ServiceID: "mine1" }),
      denied,
    ],
    [
      "sets a check of a foreign service under its own name",
      check("set", { Node: "n2", CheckID: "m", Name: "m", ServiceID: "bank1", ServiceName: "mine" }),
      denied,
    ],
    [
      "deletes a node's check under its own name",
      check("delete", { Node: "n2", CheckID: "nodechk", ServiceName: "mine" }),
      denied,
    ],
    [
      "deletes a foreign service's check",
      check("delete-cas", { Node: "n2", CheckID: "bankchk", ServiceName: "mine", ServiceID: "mine1" }),
      denied,
    ],
    ["deletes a foreign node", node("delete", { Node: "n2" }), denied],
    ["sets its own node", node("set", { Node: "n3", Address: "10.0.0.7" }), 1],
    ["sets a foreign node", node("cas", { Node: "n2", Address: "10.0.0.7" }), denied],
    ["sets a key", kv("set", "app/b", { Value: "" }), 1],
    ["sets a foreign key", kv("set", "top", { Value: "" }), denied],
    ["deletes a foreign key", kv("delete", "top"), denied],
    ["locks a foreign key", kv("lock", "top", { Session: "s" }), denied],
    ["deletes all keys", kv("delete-tree", ""), denied],
    ["deletes its keys", kv("delete-tree", "app/"), 0],
    ["asks whether a foreign key is there", kv("check-not-exists", "top"), denied],
    ["asks for the index of a foreign key", kv("check-index", "top", { Index: 1 }), denied],
    ["asks for the session of a foreign key", kv("check-session", "top"), denied],
    // What only reads is left out of the answer, as in Consul.
    ["reads a key", kv("get", "app/a"), 1],
    ["reads a foreign key", kv("get", "top"), 0],
    ["reads keys below a foreign one", kv("get-tree", "t"), 0],
    ["reads its keys", kv("get-tree", "a"), 1],
    ["reads a foreign check", check("get", { Node: "n2", CheckID: "bankchk", ServiceName: "mine" }), 0],
    ["reads a node's check", check("get", { Node: "n2", CheckID: "nodechk" }), 0],
    ["reads a foreign service", service("get", "n2", { ID: "bank1", Service: "mine" }), 0],
    ["reads its service", service("get", "n2", { ID: "mine1", Service: "mine" }), 1],
    ["reads a foreign node", node("get", { Node: "n2" }), 0],
  ])("a token of mine %s: %s", async (_name, op, wanted) => {
    const { run } = await guarded();
    expect(await run(op)).toBe(wanted);
  });

  test("names that differ in case alone are one node: the right to the one that is there is needed", async () => {
    const { as, token, master } = await guarded();
    const { SecretID } = await token('node "N2" { policy = "write" }');
    for (const Verb of ["set", "delete"]) {
      const body = [node(Verb, { Node: "N2", Address: "10.9.9.9" })];
      expect(await as(SecretID, "txn.run", { body })).toContain("Permission denied");
    }
    expect((await master("catalog.node", { rest: "n2" })).text()).toContain('"Address":"10.0.0.9"');
  });

  test("a node is not renamed by its ID without the right to its old name", async () => {
    const { run, master } = await guarded();
    const ID = "aaaaaaaa-1111-4222-8333-444444444444";
    await master("catalog.register", { body: { Node: "old", ID, Address: "10.0.0.5" } });
    expect(await run(node("set", { Node: "n3", ID, Address: "10.0.0.7" }))).toBe(denied);
  });

  test("one that is denied is told alone, and nothing of the others is done", async () => {
    const { run, master } = await guarded();
    const ops = [kv("set", "app/new", { Value: "" }), kv("get", "nothing"), kv("set", "top", { Value: "" })];
    expect(await run(...ops)).toBe("2: Permission denied");
    const keys = (await master("kv.read", { rest: "", query: { keys: "" } })).json();
    expect(keys).toEqual(["app/a", "top"]);
  });

  test("an operation is asked for on what those before it did", async () => {
    const { run } = await guarded();
    const ops = [
      service("set", "n2", { ID: "fresh", Service: "mine" }),
      check("set", { Node: "n2", CheckID: "f", Name: "f", ServiceID: "fresh" }),
    ];
    expect(await run(...ops)).toBe(2);
  });
});
