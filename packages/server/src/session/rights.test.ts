import { startGuardedAgent } from "@tutti/agent/testkit";
import { expect, test } from "vitest";

test("a session belongs to its node: who may write or read those of the node may this one", async () => {
  const { master, token, as } = await startGuardedAgent(32);
  for (const Node of ["mine", "foreign"])
    await master("catalog.register", { body: { Node, Address: "10.9.9.9" } });
  const create = (Node: string) => ({ body: { Node, NodeChecks: [] } });
  const own = ((await master("session.create", create("mine"))).json() as { ID: string }).ID;
  const other = ((await master("session.create", create("foreign"))).json() as { ID: string }).ID;
  const { SecretID } = await token('session "mine" { policy = "write" }');
  const none = "00000000-0000-4000-8000-000000000000";
  const answers = [
    await as(SecretID, "session.create", create("foreign")),
    await as(SecretID, "session.renew", { rest: other }),
    await as(SecretID, "session.destroy", { rest: other }),
    await as(SecretID, "session.info", { rest: other }),
    await as(SecretID, "session.node", { rest: "foreign" }),
    await as(SecretID, "session.renew", { rest: none }),
    await as(SecretID, "session.destroy", { rest: none }),
  ];
  const denied = "403 Permission denied";
  expect(answers).toEqual([
    denied,
    denied,
    denied,
    "200 []",
    "200 []",
    `404 Session id '${none}' not found`,
    "200 true",
  ]);
  expect(await as(SecretID, "session.list")).toContain(own);
  expect(await as(SecretID, "session.list")).not.toContain(other);
  expect((await as(SecretID, "session.renew", { rest: own })).slice(0, 3)).toBe("200");
  expect((await as(SecretID, "session.create", create("mine"))).slice(0, 3)).toBe("200");
  expect(await as(SecretID, "session.destroy", { rest: own })).toBe("200 true");
  expect((await master("session.list")).text()).toContain(other);
});
