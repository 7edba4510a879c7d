import { type LoginWorld, type Pages, PROVIDER, startLoginWorld } from "@tutti/agent/testkit";
import { beforeEach, describe, expect, test } from "vitest";

const DISCOVERY = "/.well-known/openid-configuration";
const facts = {
  issuer: PROVIDER,
  authorization_endpoint: `${PROVIDER}/authorize`,
  token_endpoint: `${PROVIDER}/token`,
  userinfo_endpoint: `${PROVIDER}/userinfo`,
  jwks_uri: `${PROVIDER}/keys`,
};
const REDIRECT = "http://localhost:8550/oidc/callback";
const Config = {
  OIDCDiscoveryURL: PROVIDER,
  OIDCClientID: "client",
  OIDCClientSecret: "se:cret",
  AllowedRedirectURIs: [REDIRECT, "https://app/cb"],
  OIDCScopes: ["groups"],
  ClaimMappings: { email: "email" },
};

/** A method `o` at a provider whose tokens each test makes. */
async function open(): Promise<LoginWorld & { idToken: string }> {
  const said = { idToken: "" };
  const pages: Pages = {
    [DISCOVERY]: () => [200, facts],
    "/token": (body, asking) => {
      const credentials = Buffer.from(asking.replace("Basic ", ""), "base64").toString();
      const fits = credentials === "client:se%3Acret" && new URLSearchParams(body).get("code") === "c0de";
      return fits ? [200, { access_token: "acc", id_token: said.idToken }] : [401, {}];
    },
    "/userinfo": (_, asking) => (asking === "Bearer acc" ? [200, { email: "ann" }] : [401, {}]),
  };
  const world = Object.assign(await startLoginWorld(82, pages), { idToken: "" });
  Object.defineProperty(said, "idToken", { get: () => world.idToken });
  expect(await world.write("acl.auth-method-create", { Name: "o", Type: "oidc", Config })).toMatch(/^200/);
  const rule = { AuthMethod: "o", BindType: "service", BindName: "${value.email}" };
  await world.write("acl.binding-rule-create", rule);
  return world;
}

describe("a login in a browser", () => {
  let world: LoginWorld & { idToken: string };
  beforeEach(async () => {
    world = await open();
  });

  const begin = async (more: object = {}): Promise<URLSearchParams> => {
    const body = { AuthMethod: "o", RedirectURI: REDIRECT, Meta: { on: "laptop" }, ...more };
    const answer = await world.as("", "acl.oidc-auth-url", { body });
    const url = new URL(JSON.parse(answer.slice(4)).AuthURL);
    expect(url.origin + url.pathname).toBe(`${PROVIDER}/authorize`);
    return url.searchParams;
  };
  const finish = (State: string | null, more: object = {}): Promise<string> =>
    world.as("", "acl.oidc-callback", { body: { AuthMethod: "o", State, Code: "c0de", ...more } });
  const token = (nonce: string | null, more: object = {}): Promise<string> =>
    world.sign({ iss: PROVIDER, aud: "client", exp: world.nowS() + 60, nonce, sub: "s", ...more });

  test("ends with a token of what the provider says", async () => {
    const query = await begin();
    expect(Object.fromEntries(query)).toEqual({
      client_id: "client",
      nonce: expect.stringMatching(/^[0-9a-f]{40}$/),
      redirect_uri: REDIRECT,
      response_type: "code",
      scope: "openid groups",
      state: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    world.idToken = await token(query.get("nonce"));
    const answer = JSON.parse((await finish(query.get("state"))).slice(4));
    expect(answer).toMatchObject({
      Description: 'token created via OIDC login: {"on":"laptop"}',
      ServiceIdentities: [{ ServiceName: "ann" }],
      AuthMethod: "o",
    });
    // Each login is for once.
    expect(await finish(query.get("state"))).toBe(
      "500 Provider login failed: Expired or missing OAuth state.",
    );
  });

  test.each<[string, object, object, string]>([
    ["another nonce", { nonce: "n" }, {}, "500 Token verification failed: Invalid ID token nonce."],
    ["another audience", { aud: "x" }, {}, 'oidc: expected audience "client" got ["x"]'],
    ["another issuer", { iss: "x" }, {}, "oidc: id token issued by a different provider"],
    [
      "a token that has run out",
      { exp: 1 },
      {},
      "oidc: token is expired (Token Expiry: 1970-01-01T00:00:01.000Z)",
    ],
    [
      "another code",
      {},
      { Code: "x" },
      "500 Provider login failed: Error exchanging oidc code: oauth2: cannot fetch token: 401",
    ],
    ["no code", {}, { Code: "" }, "500 Provider login failed: OAuth code parameter not provided"],
    [
      "a client's nonce of nobody",
      {},
      { ClientNonce: "x" },
      "500 Provider login failed: Expired or missing OAuth state.",
    ],
  ])("%s is refused", async (_, claims, body, answer) => {
    const query = await begin();
    world.idToken = await token(query.get("nonce"), claims);
    expect(await finish(query.get("state"), body)).toContain(answer);
  });

  test("waits ten minutes for the user", async () => {
    const query = await begin({ ClientNonce: "mine" });
    world.idToken = await token(query.get("nonce"), { exp: world.nowS() + 3600 });
    await world.world.run(601_000);
    expect(await finish(query.get("state"), { ClientNonce: "mine" })).toContain(
      "Expired or missing OAuth state.",
    );
  });

  test.each([
    ["http://localhost:9999/oidc/callback", true],
    ["http://localhost:8550/other", false],
    ["https://app/cb", true],
    ["https://app:1/cb", false],
    ["https://evil/cb", false],
    ["nothing", false],
  ])("comes back to %s: %s", async (RedirectURI, allowed) => {
    const answer = await world.as("", "acl.oidc-auth-url", { body: { AuthMethod: "o", RedirectURI } });
    expect(answer.startsWith("200")).toBe(allowed);
    if (!allowed) expect(answer).toBe(`500 unauthorized redirect_uri: ${RedirectURI}`);
  });
});

test("a method of another type has no such logins, and this one takes no bearer", async () => {
  const world = await open();
  expect(await world.login("o", "x.y.z")).toBe('500 ClaimsFromJWT is incompatible with type "oidc"');
  const jwt = { Name: "m", Type: "jwt", Config: { JWKSURL: `${PROVIDER}/keys` } };
  await world.write("acl.auth-method-create", jwt);
  const answer = await world.as("", "acl.oidc-auth-url", {
    body: { AuthMethod: "m", RedirectURI: REDIRECT },
  });
  expect(answer).toBe('500 auth method "m" is not of the type "oidc"');
});

test("tokens of a provider that is discovered log in by themselves, too", async () => {
  const world = await open();
  const { OIDCDiscoveryURL, ClaimMappings } = Config;
  await world.write("acl.auth-method-create", {
    Name: "d",
    Type: "jwt",
    Config: { OIDCDiscoveryURL, ClaimMappings },
  });
  await world.write("acl.binding-rule-create", {
    AuthMethod: "d",
    BindType: "service",
    BindName: "${value.email}",
  });
  const claims = { iss: PROVIDER, aud: "anybody", email: "bob", exp: world.nowS() + 60 };
  expect(await world.login("d", await world.sign(claims))).toMatch(/"ServiceName": ?"bob"/);
  expect(await world.login("d", await world.sign({ ...claims, iss: "x" }))).toMatch(
    /^500 error validating signature: oidc: id token issued/,
  );
});

test("a provider must be who it is asked as", async () => {
  const world = await startLoginWorld(83, { [DISCOVERY]: () => [200, { ...facts, issuer: "http://else" }] });
  expect(await world.write("acl.auth-method-create", { Name: "o", Type: "oidc", Config })).toBe(
    `500 Invalid Auth Method: error checking OIDCDiscoveryURL: oidc: issuer did not match the issuer returned by provider, expected "${PROVIDER}" got "http://else"`,
  );
});
