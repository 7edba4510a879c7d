import { generateKeyPairSync } from "node:crypto";
import { type LoginWorld, MASTER, PROVIDER, startLoginWorld } from "@tutti/agent/testkit";
import { beforeEach, describe, expect, test } from "vitest";

const mappings = { ClaimMappings: { name: "name" }, ListClaimMappings: { groups: "groups" } };
const never = "403 Permission denied";

/** A method `m` with the provider's key, whose rules are made by each test. */
async function open(more: object = {}): Promise<LoginWorld> {
  const world = await startLoginWorld(71);
  const pem = world.publicKey.export({ type: "spki", format: "pem" });
  const Config = { ...mappings, JWTValidationPubKeys: [pem] };
  expect(await world.write("acl.auth-method-create", { Name: "m", Type: "jwt", Config, ...more })).toMatch(
    /^200/,
  );
  return world;
}

const rule = (world: LoginWorld, more: object): Promise<string> =>
  world.write("acl.binding-rule-create", {
    AuthMethod: "m",
    BindType: "service",
    BindName: "${value.name}",
    ...more,
  });

describe("a login", () => {
  let world: LoginWorld;
  beforeEach(async () => {
    world = await open({ MaxTokenTTL: "5m" });
  });

  test("gives a token of what the rules bind, for as long as the method says", async () => {
    await world.master("acl.role-create", {
      body: { Name: "Admin", ServiceIdentities: [{ ServiceName: "x" }] },
    });
    expect(await rule(world, { Description: "d" })).toMatch(/^200/);
    await rule(world, { BindType: "node", BindName: "n-${value.name}" });
    await rule(world, { BindType: "role", BindName: "Admin", Selector: '"ops" in list.groups' });
    await rule(world, { BindType: "role", BindName: "gone" });
    await rule(world, { BindName: "other", Selector: "value.name == nobody" });
    const bearer = await world.sign({
      exp: world.nowS() + 60,
      iat: world.nowS(),
      name: "Web",
      groups: ["dev", "ops"],
    });
    const answer = JSON.parse((await world.login("m", bearer, { pod: "p1" })).slice(4));
    expect(answer).toMatchObject({
      Description: 'token created via login: {"pod":"p1"}',
      Roles: [{ Name: "Admin" }],
      ServiceIdentities: [{ ServiceName: "web" }],
      NodeIdentities: [{ NodeName: "n-web", Datacenter: "dc1" }],
      Local: true,
      AuthMethod: "m",
    });
    expect(Date.parse(answer.ExpirationTime) - Date.parse(answer.CreateTime)).toBe(300_000);
    const own = { body: { Name: "web" } };
    expect(await world.as(answer.SecretID, "agent.service-register", own)).toBe("200");
    expect(await world.as(answer.SecretID, "agent.service-register", { body: { Name: "api" } })).toMatch(
      /^403/,
    );
    const list = JSON.parse(
      (await world.as(MASTER, "acl.token-list", { query: { authmethod: "m" } })).slice(4),
    );
    expect(list).toMatchObject([{ AccessorID: answer.AccessorID, AuthMethod: "m" }]);
    await world.world.run(301_000);
    expect(await world.as(answer.SecretID, "acl.token-self")).toMatch(/^403/);
  });

  test("gives nothing to those whom no rule gives anything", async () => {
    const bearer = await world.sign({ iat: world.nowS(), name: "web" });
    expect(await world.login("m", bearer)).toBe(never);
    await rule(world, { Selector: "value.name == other" });
    const { Config } = JSON.parse((await world.as(MASTER, "acl.auth-method-read", { rest: "m" })).slice(4));
    await world.write("acl.auth-method-create", { Name: "o", Type: "jwt", Config });
    await rule(world, { AuthMethod: "o" });
    await rule(world, { BindType: "role", BindName: "gone" });
    expect(await world.login("m", bearer)).toBe(never);
  });

  test("is refused by what is wrong with it", async () => {
    await rule(world, {});
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const iat = world.nowS();
    const rows: readonly (readonly [string, string])[] = [
      ["", "500 missing jwt"],
      ["x", "500 error parsing token: square/go-jose: compact JWS format must have three parts"],
      ["x.y.z", "500 no known key successfully validated the token signature"],
      [
        await world.sign({ iat, name: "web" }, { key: other }),
        "500 no known key successfully validated the token signature",
      ],
      [
        await world.sign({ name: "web" }),
        "500 no issue time, notbefore, or expiration time encoded in token",
      ],
      [
        await world.sign({ iat, name: "web", aud: "me" }),
        "500 error validating claims: audience claim found in JWT but no audiences are bound",
      ],
      [
        await world.sign({ iat, name: "a b" }),
        '500 computed "service" bind name for bind target is invalid: "a b"',
      ],
    ];
    for (const [bearer, answer] of rows) expect(await world.login("m", bearer)).toBe(answer);
    expect(await world.login("none", "x")).toBe('403 ACL not found: auth method "none" not found');
  });

  test("out again takes the token away; a token that was made by hand stays", async () => {
    await rule(world, {});
    const bearer = await world.sign({ iat: world.nowS(), name: "web" });
    const { SecretID, AccessorID } = JSON.parse((await world.login("m", bearer)).slice(4));
    expect(await world.as(MASTER, "acl.token-update", { rest: `${AccessorID}/clone`, body: {} })).toBe(
      "500 Cannot clone a token created from an auth method",
    );
    expect(await world.as(SecretID, "acl.logout")).toBe("200 true");
    expect(await world.as(SecretID, "acl.token-self")).toMatch(/^403/);
    expect(await world.as(MASTER, "acl.logout")).toBe(never);
    expect(await world.as("", "acl.logout")).toBe("403 ACL not found");
  });

  test("counts no more once its method is gone, and a method takes its rules along", async () => {
    await rule(world, {});
    const bearer = await world.sign({ iat: world.nowS(), name: "web" });
    const { SecretID } = JSON.parse((await world.login("m", bearer)).slice(4));
    expect(await world.as(MASTER, "acl.auth-method-delete", { rest: "m" })).toBe("200 true");
    expect(await world.as(SecretID, "acl.token-self")).toMatch(/^403/);
    expect(await world.as(MASTER, "acl.binding-rule-list")).toBe("200 []");
    expect(await world.login("m", bearer)).toMatch(/not found$/);
  });
});

describe("in time", () => {
  /** What came of the same signed token at each of these moments, in seconds from when it was made. */
  async function loginsAt(times: Readonly<Record<string, number>>, config: object, atS: readonly number[]) {
    const world = await open();
    const pem = world.publicKey.export({ type: "spki", format: "pem" });
    const Config = { ...mappings, JWTValidationPubKeys: [pem], ...config };
    await world.as(MASTER, "acl.auth-method-update", { rest: "m", body: { Name: "m", Type: "jwt", Config } });
    await rule(world, {});
    const now = world.nowS();
    const dated = Object.fromEntries(Object.entries(times).map(([name, fromNow]) => [name, now + fromNow]));
    const bearer = await world.sign({ ...dated, name: "web" });
    const outcomes: string[] = [];
    for (const at of atS) {
      await world.world.run((now + at - world.nowS()) * 1000);
      const answer = await world.login("m", bearer);
      outcomes.push(answer.startsWith("200") ? "in" : (/\((?:nbf|exp|iat)\)/.exec(answer)?.[0] ?? answer));
    }
    return outcomes.join(" ");
  }

  test.each<[object, object, readonly number[], string]>([
    // A minute of skew at either end, where nothing is said of it.
    [{ nbf: 100, exp: 200 }, {}, [30, 50, 150, 250, 270], "(nbf) in in in (exp)"],
    [{ nbf: 100, exp: 200 }, { ClockSkewLeeway: -1 }, [90, 110, 190, 210], "(nbf) in in (exp)"],
    [{ nbf: 100, exp: 200 }, { ClockSkewLeeway: "5s" }, [90, 97, 203, 210], "(nbf) in in (exp)"],
    // What does not say when it ends does so a while after it began, or was issued.
    [{ iat: 0 }, {}, [0, 200, 220], "in in (exp)"],
    [{ iat: 0 }, { ExpirationLeeway: "10m" }, [0, 220, 650, 670], "in in in (exp)"],
    [{ nbf: 100 }, { ExpirationLeeway: -1 }, [30, 150, 170], "(nbf) in (exp)"],
    // What does not say when it begins does so a while before it ends.
    [{ exp: 300 }, {}, [0, 80, 100, 350, 370], "(nbf) (nbf) in in (exp)"],
    [{ exp: 300 }, { NotBeforeLeeway: "4m" }, [0, 10], "in in"],
    [{ iat: 100, nbf: 10, exp: 300 }, {}, [0, 30, 50], "(iat) (iat) in"],
  ])("%j with %j at %j s: %s", async (times, config, atS, outcomes) => {
    expect(await loginsAt(times as Record<string, number>, config, atS)).toBe(outcomes);
  });

  test("each login's token counts from its own begin, for as long as its method said then", async () => {
    const kit = await open({ MaxTokenTTL: "5m" });
    await rule(kit, {});
    const made = async (): Promise<string> => {
      const bearer = await kit.sign({ iat: kit.nowS(), name: "web" });
      return JSON.parse((await kit.login("m", bearer)).slice(4)).SecretID;
    };
    const counts = async (secret: string) => (await kit.as(secret, "acl.token-self")).slice(0, 3);
    const first = await made();
    await kit.world.run(200_000);
    const second = await made();
    const before = JSON.parse((await kit.as(MASTER, "acl.auth-method-read", { rest: "m" })).slice(4));
    await kit.as(MASTER, "acl.auth-method-update", { rest: "m", body: { ...before, MaxTokenTTL: "1h" } });
    const third = await made();
    const all = async () => [await counts(first), await counts(second), await counts(third)].join(" ");
    await kit.world.run(99_000);
    expect(await all()).toBe("200 200 200");
    await kit.world.run(2_000);
    expect(await all()).toBe("403 200 200");
    await kit.world.run(200_000);
    expect(await all()).toBe("403 403 200");
    await kit.world.run(3_300_000);
    expect(await all()).toBe("403 403 403");
    // And they are not merely refused: they go.
    const left = await kit.as(MASTER, "acl.token-list", { query: { authmethod: "m" } });
    expect(left).toBe("200 []");
  });

  test("a method that gives no end gives tokens that stay", async () => {
    const kit = await open();
    await rule(kit, {});
    const bearer = await kit.sign({ iat: kit.nowS(), name: "web" });
    const { SecretID, ExpirationTime } = JSON.parse((await kit.login("m", bearer)).slice(4));
    await kit.world.run(48 * 3_600_000);
    expect([ExpirationTime, (await kit.as(SecretID, "acl.token-self")).slice(0, 3)]).toEqual([
      undefined,
      "200",
    ]);
  });
});

test("methods and rules are shown as they were written, with what Consul leaves out", async () => {
  const world = await open({ TokenLocality: "global", DisplayName: "M", MaxTokenTTL: "5m" });
  const read = JSON.parse((await world.as(MASTER, "acl.auth-method-read", { rest: "m" })).slice(4));
  expect(Object.keys(read)).toEqual(
    "MaxTokenTTL Name Type DisplayName TokenLocality Config CreateIndex ModifyIndex".split(" "),
  );
  expect(read.MaxTokenTTL).toBe("5m0s");
  const [stub] = JSON.parse((await world.as(MASTER, "acl.auth-method-list")).slice(4));
  expect(Object.keys(stub)).toEqual(["Name", "Type", "DisplayName", "CreateIndex", "ModifyIndex"]);
  const made = JSON.parse((await rule(world, {})).slice(4));
  expect(Object.keys(made)).toEqual(
    "ID Description AuthMethod Selector BindType BindName CreateIndex ModifyIndex".split(" "),
  );
  const changed = await world.write("acl.binding-rule-update", { BindType: "node", BindName: "x" }, made.ID);
  expect(JSON.parse(changed.slice(4))).toMatchObject({ ID: made.ID, AuthMethod: "m", BindType: "node" });
  const query = { query: { authmethod: "other" } };
  expect(await world.as(MASTER, "acl.binding-rule-list", query)).toBe("200 []");
});

test.each([
  [{ Selector: "value.name ==" }, /^500 invalid Binding Rule: Selector is invalid: 1:14 /],
  [{ Selector: "nope == x" }, /^500 invalid Binding Rule: Selector is invalid: .*nope/],
  [{ BindType: "" }, /^500 Invalid Binding Rule: no BindType is set$/],
  [{ BindName: "" }, /^500 Invalid Binding Rule: no BindName is set$/],
  [{ BindType: "x" }, /^500 Invalid Binding Rule: unknown BindType "x"$/],
  [{ BindName: "A" }, /^500 Invalid Binding Rule: invalid BindName$/],
  [{ BindName: "${list.groups}" }, /^500 Invalid Binding Rule: invalid BindName: 1:3: unknown variable/],
])("the rule %j is refused: %s", async (more, answer) => {
  expect(await rule(await open(), more)).toMatch(answer);
});

test("what cannot change of methods and rules", async () => {
  const world = await open();
  const { ID } = JSON.parse((await rule(world, {})).slice(4));
  expect(await world.write("acl.auth-method-update", { Type: "kubernetes" }, "m")).toBe(
    "500 the Type field of an Auth Method is immutable",
  );
  expect(await world.write("acl.binding-rule-update", { AuthMethod: "x" }, ID)).toBe(
    "500 the AuthMethod field of an Binding Rule is immutable",
  );
});

describe("keys that lie in the web", () => {
  const Config = { ...mappings, JWKSURL: `${PROVIDER}/keys`, BoundIssuer: "us", BoundAudiences: ["a"] };

  test("are fetched when the method is written, and kept", async () => {
    const world = await startLoginWorld(72);
    expect(await world.write("acl.auth-method-create", { Name: "m", Type: "jwt", Config })).toMatch(/^200/);
    await rule(world, {});
    const claims = { iat: world.nowS(), name: "web", iss: "us", aud: "a" };
    const bearer = await world.sign(claims);
    for (let times = 0; times < 3; times += 1) expect(await world.login("m", bearer)).toMatch(/^200/);
    expect(world.asked).toEqual(["/keys", "/keys"]);
    expect(await world.login("m", await world.sign({ ...claims, iss: "them" }))).toBe(
      "500 error validating claims: square/go-jose/jwt: validation failed, invalid issuer claim (iss)",
    );
    expect(await world.login("m", await world.sign({ ...claims, aud: "b" }))).toBe(
      "500 error validating claims: aud claim does not match any bound audience",
    );
    // A key that is not known may be a new one: but not every stranger makes us ask.
    for (let times = 0; times < 3; times += 1)
      expect(await world.login("m", await world.sign(claims, { kid: "two" }))).toBe(
        "500 error verifying token: failed to verify id token signature",
      );
    await world.world.run(11_000);
    await world.login("m", await world.sign(claims, { kid: "two" }));
    expect(world.asked).toEqual(["/keys", "/keys", "/keys"]);
  });

  test("have to be there", async () => {
    const world = await startLoginWorld(73);
    const write = (JWKSURL: string) =>
      world.write("acl.auth-method-create", { Name: "m", Type: "jwt", Config: { JWKSURL } });
    expect(await write(`${PROVIDER}/none`)).toBe(
      "500 Invalid Auth Method: error checking JWKSURL: get keys failed: 404",
    );
    expect(await write("http://10.0.0.8/keys")).toMatch(
      /^500 Invalid Auth Method: error checking JWKSURL: fetching keys Get "http:\/\/10.0.0.8\/keys": /,
    );
  });
});
