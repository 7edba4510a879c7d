import { createVerify, generateKeyPairSync } from "node:crypto";
import type { HttpExchange } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { findToken, type TokenSource } from "./google-token.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
const ROBOT = {
  type: "service_account",
  client_email: "robot@p.iam",
  private_key_id: "k1",
  private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
};
const USER = { type: "authorized_user", client_id: "c", client_secret: "s", refresh_token: "r" };
const OUTSIDE = {
  type: "external_account",
  audience: "//iam/pool",
  subject_token_type: "urn:jwt",
  token_url: "https://sts.googleapis.com/v1/token",
  credential_source: { file: "/jwt" },
};
const THROUGH =
  "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/b@p.iam:generateAccessToken";
const NOTHING: TokenSource = { token: undefined, credentials: undefined, impersonate: undefined };
const given = (account: unknown): Partial<TokenSource> => ({ credentials: JSON.stringify(account) });

const CLAIM = `oauth2.googleapis.com/token jwt-bearer RS256 k1 robot@p.iam ${SCOPE} https://oauth2.googleapis.com/token 3600`;
const REFRESH = "oauth2.googleapis.com/token refresh_token c s r";
const exchange = (token: string): string =>
  `sts.googleapis.com/v1/token token-exchange //iam/pool urn:jwt ${token}`;
const SPEAK = `iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/b@p.iam:generateAccessToken`;

/** The token, and who was asked for what. */
const found: readonly (readonly [
  string,
  Partial<TokenSource>,
  Readonly<Record<string, string>>,
  string,
  readonly string[],
])[] = [
  ["the one given", { token: "t", ...given(ROBOT) }, {}, "t", []],
  ["a service account", given(ROBOT), {}, "of-claim", [CLAIM]],
  ["a service account in a file", { credentials: "/robot" }, {}, "of-claim", [CLAIM]],
  ["a file in the home directory", { credentials: "~/robot" }, {}, "of-claim", [CLAIM]],
  ["a user", given(USER), {}, "of-user", [REFRESH]],
  ["a file of the environment", {}, { GOOGLE_APPLICATION_CREDENTIALS: "/robot" }, "of-claim", [CLAIM]],
  ["a login", {}, { CLOUDSDK_CONFIG: "/gcloud" }, "of-user", [REFRESH]],
  ["a token of elsewhere", given(OUTSIDE), {}, "of-exchange", [exchange("jwt")]],
  [
    "a token of elsewhere in JSON",
    given({
      ...OUTSIDE,
      credential_source: { file: "/jwt.json", format: { type: "json", subject_token_field_name: "v" } },
    }),
    {},
    "of-exchange",
    [exchange("in-json")],
  ],
  [
    "a token that is asked for elsewhere",
    given({
      ...OUTSIDE,
      service_account_impersonation_url: THROUGH,
      credential_source: {
        url: "https://ci.example/token",
        headers: { Authorization: "Bearer ci" },
        format: { type: "json", subject_token_field_name: "value" },
      },
    }),
    {},
    "of-another",
    ["ci.example/token Bearer ci", exchange("of-ci"), `${SPEAK} Bearer of-exchange [] 3600s`],
  ],
  [
    "an account behind another",
    given({
      type: "impersonated_service_account",
      source_credentials: USER,
      service_account_impersonation_url: THROUGH,
      delegates: ["d@p.iam"],
    }),
    {},
    "of-another",
    [REFRESH, `${SPEAK} Bearer of-user [projects/-/serviceAccounts/d@p.iam] 3600s`],
  ],
  [
    "an account that the block names",
    { token: "t", impersonate: { account: "b@p.iam", delegates: ["d@p.iam"] } },
    {},
    "of-another",
    [`${SPEAK} Bearer t [projects/-/serviceAccounts/d@p.iam] 3600s`],
  ],
  [
    "the machine",
    {},
    {},
    "of-machine",
    ["metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token Google"],
  ],
];
test.each(found)("a token of %s", async (_, source, variables, token, asked) => {
  const world = await begin(variables);
  expect((await world.find(source)).text).toBe(token);
  expect(world.asked).toEqual(asked);
});

test("tokens say when they end", async () => {
  for (const source of [
    given(ROBOT),
    given(USER),
    { token: "t", impersonate: { account: "b@p.iam", delegates: [] } },
  ])
    expect((await (await begin({})).find(source)).expiresMs).toBeCloseTo(
      Date.parse("2026-01-01T01:00:00Z"),
      -4,
    );
});

const missing: readonly [string, Partial<TokenSource>, RegExp][] = [
  ["a text that is none", { credentials: "{" }, /^the credentials are no JSON object$/],
  ["a file that is none", { credentials: "/nowhere" }, /neither valid json nor a valid file path$/],
  [
    "an unknown type",
    given({ type: "gdch_service_account" }),
    /of the type "gdch_service_account" are not supported/,
  ],
  [
    "a key that is none",
    given({ ...ROBOT, private_key: "x" }),
    /^the private_key of the credentials cannot be read$/,
  ],
  [
    "an address that is not encrypted",
    given({ ...USER, token_uri: "http://10.0.0.1/token" }),
    /name "http:\/\/10.0.0.1\/token", which is no https address$/,
  ],
  [
    "a source that is a program",
    given({ ...OUTSIDE, credential_source: { executable: { command: "x" } } }),
    /neither a file nor a url with JSON/,
  ],
  [
    "a login that was taken back",
    given({ ...USER, refresh_token: "old" }),
    /^oauth2.googleapis.com\/token: 400 Token has been revoked\.$/,
  ],
];
test.each(missing)("no token of %s", async (_, source, words) => {
  await expect((await begin({})).find(source)).rejects.toMatchObject({
    message: expect.stringMatching(words),
    subject: "gs://b",
  });
});

/** A machine with accounts on its disk, and Google's services around it. */
async function begin(variables: Readonly<Record<string, string>>) {
  const simulation = createSimulation(1);
  const runtime = simulation.host("10.0.0.2", { variables });
  const asked: string[] = [];
  const serve = (host: string, handle: (exchange: HttpExchange, body: string) => string) =>
    simulation.until(
      simulation.host(host).network.serveHttp({ host, port: 80 }, async (exchange) => {
        const answer = handle(exchange, new TextDecoder().decode(await exchange.body(1 << 16)));
        exchange.respond(answer.includes('"error"') ? 400 : 200, {}, answer);
      }),
    );
  const tell = (host: string, exchange: HttpExchange, ...words: readonly unknown[]) =>
    asked.push([`${host}${exchange.target}`, ...words].join(" "));
  const token = (name: string) => JSON.stringify({ access_token: name, expires_in: 3_600 });
  await serve("oauth2.googleapis.com", (exchange, body) => {
    const form = new URLSearchParams(body);
    const grant = form.get("grant_type")?.replace(/.*:/, "");
    if (grant === "refresh_token") {
      tell(
        "oauth2.googleapis.com",
        exchange,
        grant,
        form.get("client_id"),
        form.get("client_secret"),
        form.get("refresh_token"),
      );
      return form.get("refresh_token") === "r"
        ? token("of-user")
        : JSON.stringify({ error: "invalid_grant", error_description: "Token has been revoked." });
    }
    const [header = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
    const { alg, kid } = read(header);
    const { iss, scope, aud, exp, iat } = read(claims);
    tell("oauth2.googleapis.com", exchange, grant, alg, kid, iss, scope, aud, Number(exp) - Number(iat));
    const isOurs = createVerify("RSA-SHA256")
      .update(`${header}.${claims}`)
      .verify(publicKey, signature, "base64url");
    return isOurs ? token("of-claim") : JSON.stringify({ error: "invalid_grant" });
  });
  await serve("sts.googleapis.com", (exchange, body) => {
    const form = new URLSearchParams(body);
    const names = ["audience", "subject_token_type", "subject_token"].map((name) => form.get(name));
    tell("sts.googleapis.com", exchange, form.get("grant_type")?.replace(/.*:/, ""), ...names);
    return token("of-exchange");
  });
  await serve("iamcredentials.googleapis.com", (exchange, body) => {
    const { delegates = [], lifetime } = JSON.parse(body);
    tell(
      "iamcredentials.googleapis.com",
      exchange,
      exchange.header("authorization"),
      `[${delegates.join()}]`,
      lifetime,
    );
    return JSON.stringify({ accessToken: "of-another", expireTime: "2026-01-01T01:00:00Z" });
  });
  await serve("ci.example", (exchange) => {
    tell("ci.example", exchange, exchange.header("authorization"));
    return JSON.stringify({ value: "of-ci" });
  });
  await serve("metadata.google.internal", (exchange) => {
    tell("metadata.google.internal", exchange, exchange.header("metadata-flavor"));
    return token("of-machine");
  });
  await simulation.until(runtime.disk.makeDirectory("/gcloud"));
  await simulation.until(runtime.disk.makeDirectory("/home/user"));
  for (const [path, content] of Object.entries({
    "/robot": JSON.stringify(ROBOT),
    "/home/user/robot": JSON.stringify(ROBOT),
    "/gcloud/application_default_credentials.json": JSON.stringify(USER),
    "/jwt": "jwt\n",
    "/jwt.json": '{"v":"in-json"}',
  }))
    await simulation.until(runtime.disk.writeFile(path, content));
  const access = {
    runtime,
    place: "gs://b",
    retry: { retries: 0, waitMinMs: 0, waitMaxMs: 0 },
    universe: "googleapis.com",
  };
  return {
    asked,
    find: (source: Partial<TokenSource>) => simulation.until(findToken(access, { ...NOTHING, ...source })),
  };
}

function read(part: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(part, "base64url").toString());
}
