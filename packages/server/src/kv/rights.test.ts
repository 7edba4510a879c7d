import { startGuardedAgent } from "@tutti/agent/testkit";
import { describe, expect, test } from "vitest";

const RULES = `
key_prefix "app/" { policy = "write" }
key_prefix "app/secret/" { policy = "deny" }
key "one/" { policy = "write" }
key_prefix "read/" { policy = "read" }
key_prefix "list/" { policy = "list" }`;

async function start(enableKeyListPolicy = false) {
  const kit = await startGuardedAgent(31, { enableKeyListPolicy });
  for (const rest of ["app/a", "app/secret/b", "one/", "one/below", "read/a", "list/a"])
    await kit.master("kv.write", { rest, body: "v" });
  const { SecretID } = await kit.token(RULES);
  return {
    ...kit,
    ask: async (...[route, options]: Parameters<typeof kit.call>) => kit.as(SecretID, route, options),
  };
}

describe("rights of /v1/kv", () => {
  test("a read of one key needs read there; a list shows what may be read", async () => {
    const { ask } = await start();
    const raw = { raw: "" };
    expect(await ask("kv.read", { rest: "app/a", query: raw })).toBe("200 v");
    expect(await ask("kv.read", { rest: "app/secret/b", query: raw })).toBe("403 Permission denied");
    expect(await ask("kv.read", { rest: "", query: { keys: "" } })).toBe(
      '200 ["app/a","list/a","one/","read/a"]',
    );
    expect(await ask("kv.read", { rest: "app/secret/", query: { recurse: "" } })).toBe("404");
  });

  test.each([
    ["app/a", {}, "200 true"],
    ["read/a", {}, "403 Permission denied"],
    ["list/a", {}, "403 Permission denied"],
    ["app/secret/b", { cas: "1" }, "403 Permission denied"],
    // What is wrong with a request is told before who may not make it.
    ["read/a", { cas: "x" }, '500 strconv.ParseUint: parsing "x": invalid syntax'],
  ])("a write of %s with %j: %s", async (rest, query, wanted) => {
    const { ask, master } = await start();
    expect(await ask("kv.write", { rest, query, body: "new" })).toBe(wanted);
    const now = (await master("kv.read", { rest, query: { raw: "" } })).text();
    expect(now).toBe(wanted === "200 true" ? "new" : "v");
  });

  test.each([
    ["app/", "403 Permission denied"],
    ["app/b", "200 true"],
    // The rule is for the key of that name, not for what lies below it.
    ["one/", "403 Permission denied"],
    ["", "403 Permission denied"],
    ["read/", "403 Permission denied"],
  ])("a delete of all below %j: %s", async (rest, wanted) => {
    const { ask, master } = await start();
    expect(await ask("kv.delete", { rest, query: { recurse: "" } })).toBe(wanted);
    const left = (await master("kv.read", { rest: "", query: { keys: "" } })).json() as string[];
    expect(left.length).toBe(6);
  });

  test("a delete of one key needs write there", async () => {
    const { ask } = await start();
    expect(await ask("kv.delete", { rest: "one/" })).toBe("200 true");
    expect(await ask("kv.delete", { rest: "one/below" })).toBe("403 Permission denied");
  });

  test.each([
    ["list/", "200"],
    ["app/", "200"],
    ["read/", "403"],
    ["", "403"],
  ])("with enable_key_list_policy all of %j: %s", async (rest, wanted) => {
    const { ask } = await start(true);
    for (const query of [{ recurse: "" }, { keys: "" }])
      expect((await ask("kv.read", { rest, query })).slice(0, 3)).toBe(wanted);
    expect(await ask("kv.read", { rest: "read/a", query: { raw: "" } })).toBe("200 v");
  });
});
