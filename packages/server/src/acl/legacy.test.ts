import { MASTER, startGuardedAgent } from "@tutti/agent/testkit";
import { describe, expect, test } from "vitest";

const ID = "aaaaaaaa-0000-4000-8000-000000000001";
const RULES = 'key "a" { policy = "read" }';

async function open() {
  const kit = await startGuardedAgent(83);
  const put = (body: object, route: "acl.legacy-create" | "acl.legacy-update" = "acl.legacy-create") =>
    kit.as(MASTER, route, { body });
  return { ...kit, put };
}

describe("tokens of before 1.4", () => {
  test("are made with rules that speak of all names that begin so", async () => {
    const { as, put } = await open();
    expect(await put({ ID, Name: "old", Type: "client", Rules: RULES })).toBe(`200 {"ID":"${ID}"}`);
    const reads = ["a", "abc", "b"].map(async (rest) => (await as(ID, "kv.read", { rest })).slice(0, 3));
    expect(await Promise.all(reads)).toEqual(["404", "404", "403"]);
    expect(await as(ID, "acl.legacy-info", { rest: ID })).toMatch(
      /^200 \[\{"ID":"aaaaaaaa[^"]*","Name":"old","Type":"client","Rules":"key .*","CreateIndex":\d+,"ModifyIndex":\d+\}\]$/,
    );
  });

  test("get a secret where none is given, may be replaced, copied and deleted", async () => {
    const { as, put } = await open();
    const { ID: made } = JSON.parse((await put({ Name: "x" })).slice(4)) as { ID: string };
    expect(made).toMatch(/^[-0-9a-f]{36}$/);
    expect(await put({ ID: made, Name: "y", Rules: RULES }, "acl.legacy-update")).toBe(
      `200 {"ID":"${made}"}`,
    );
    expect((await as(made, "kv.read", { rest: "abc" })).slice(0, 3)).toBe("404");
    const copied = JSON.parse((await as(MASTER, "acl.legacy-clone", { rest: made })).slice(4)) as {
      ID: string;
    };
    expect(await as("", "acl.legacy-info", { rest: copied.ID })).toContain('"Name":"y"');
    expect(await as(MASTER, "acl.legacy-list")).toContain(copied.ID);
    expect(await as(MASTER, "acl.legacy-destroy", { rest: made })).toBe("200 true");
    expect(await as(MASTER, "acl.legacy-destroy", { rest: made })).toBe("200 true");
    expect(await as("", "acl.legacy-info", { rest: made })).toBe("200 []");
    expect(await as(made, "kv.read", { rest: "a" })).toBe("403 ACL not found");
  });

  test("for management may everything, and are tokens of today", async () => {
    const { as, put } = await open();
    await put({ ID, Type: "management" });
    expect(await as(ID, "acl.token-list")).toContain('"Name":"global-management"');
    expect(await put({ ID, Type: "management" })).toBe(
      "500 Cannot use legacy endpoint to modify a non-legacy token",
    );
  });

  test("have an accessor, by which their rules are shown and translated", async () => {
    const { as, master, put } = await open();
    await put({ ID, Rules: RULES });
    const tokens = (await master("acl.token-list")).json() as { AccessorID: string; Rules?: string }[];
    const [token] = tokens.filter(({ Rules }) => Rules !== undefined);
    expect(token?.Rules).toBe(RULES);
    const rest = token?.AccessorID ?? "";
    expect(await as(MASTER, "acl.rules-translate-token", { rest })).toBe(
      '200 key_prefix "a" {\n  policy = "read"\n}',
    );
    const explained = await as(MASTER, "acl.explain", {
      body: { Token: ID, Method: "GET", Path: "/v1/kv/a" },
    });
    expect(explained).toContain("token-rules");
  });

  test.each<[body: object, route: "acl.legacy-create" | "acl.legacy-update", said: string]>([
    [{}, "acl.legacy-update", "400 ACL ID must be set"],
    [{ Type: "x" }, "acl.legacy-create", "500 Invalid ACL Type"],
    [{ Type: "" }, "acl.legacy-create", "500 Invalid ACL Type"],
    [{ ID: "manage" }, "acl.legacy-create", "403 Permission denied: Cannot modify root ACL"],
    [{ ID: "anonymous" }, "acl.legacy-update", "500 Cannot use legacy endpoint to modify a non-legacy token"],
    [
      { Rules: "x" },
      "acl.legacy-create",
      "500 ACL rule compilation failed: Failed to parse ACL rules: At 1:3: ",
    ],
    [
      { Rules: 'key "a" { policy = "nope" }' },
      "acl.legacy-create",
      '500 ACL rule compilation failed: Invalid key policy: &acl.KeyRule{Prefix:"a", Policy:"nope"',
    ],
    [{ Nope: 1 }, "acl.legacy-create", '400 Request decode failed: json: unknown field "Nope"'],
  ])("%j to %s is refused", async (body, route, said) => {
    const { put } = await open();
    expect((await put(body, route)).slice(0, said.length)).toBe(said);
  });

  test.each(["acl.legacy-destroy", "acl.legacy-info", "acl.legacy-clone"] as const)(
    "%s wants a secret",
    async (route) => {
      expect(await (await open()).as(MASTER, route)).toBe("400 Missing ACL");
    },
  );

  test("that are none are refused", async () => {
    const { as } = await open();
    expect(await as(MASTER, "acl.legacy-destroy", { rest: "anonymous" })).toBe(
      "403 Permission denied: Cannot delete anonymous token",
    );
    expect(await as(MASTER, "acl.legacy-clone", { rest: "anonymous" })).toBe("403 Permission denied");
    expect(await as(MASTER, "acl.rules-translate-token")).toBe("400 Bad request: Missing token ID");
    expect(
      await as(MASTER, "acl.rules-translate-token", { rest: "00000000-0000-0000-0000-000000000002" }),
    ).toBe("500 The specified token does not have any rules set");
  });

  test.each(["acl.legacy-create", "acl.legacy-list", "acl.legacy-clone", "acl.legacy-destroy"] as const)(
    "%s needs acl:write",
    async (route) => {
      const { as, token } = await open();
      const { SecretID } = await token('acl = "read"');
      expect(
        await as(SecretID, route, { rest: "x", ...(route === "acl.legacy-create" ? { body: {} } : {}) }),
      ).toBe("403 Permission denied");
    },
  );
});
