import { createHash } from "node:crypto";
import type { HttpExchange } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { awsAccess } from "../../testkit/aws-access.ts";
import type { AwsAccess } from "./aws-access.ts";
import { type CredentialSources, findCredentials } from "./find-credentials.ts";
import { readSection } from "./profile-files.ts";

const NOTHING: CredentialSources = {
  given: undefined,
  profile: undefined,
  profileIsGiven: false,
  credentialFiles: undefined,
  configFiles: undefined,
};

const CREDENTIALS = `
# shared
[default]
aws_access_key_id = D
aws_secret_access_key=DS ; behind
[ work ]
aws_access_key_id = W
aws_secret_access_key = W/S+=
aws_session_token = WT
[half]
aws_access_key_id = H
`;
const CONFIG = `
[default]
region = eu-west-1
[profile sso]
sso_session = corp
sso_start_url = https://x
[profile chain]
role_arn = arn:aws:iam::1:role/r
source_profile = work
role_session_name = me
external_id = x
duration_seconds = 900
[profile second]
role_arn = arn:aws:iam::1:role/s
source_profile = chain
[profile itself]
role_arn = arn:aws:iam::1:role/i
source_profile = itself
aws_access_key_id = I
aws_secret_access_key = IS
[profile circle]
role_arn = arn:aws:iam::1:role/c
source_profile = round
[profile round]
role_arn = arn:aws:iam::1:role/c
source_profile = circle
[profile mfa]
role_arn = arn:aws:iam::1:role/m
source_profile = work
mfa_serial = arn:aws:iam::1:mfa/me
[profile environment]
role_arn = arn:aws:iam::1:role/e
credential_source = Environment
[profile machine]
role_arn = arn:aws:iam::1:role/e
credential_source = Ec2InstanceMetadata
[profile odd]
role_arn = arn:aws:iam::1:role/e
credential_source = Elsewhere
[profile token]
role_arn = arn:aws:iam::1:role/t
web_identity_token_file = /token
[profile process]
credential_process = get-keys "for me"
[profile broken]
credential_process = fail
[profile words]
credential_process = words
[profile login]
sso_session = corp
sso_account_id = 7
sso_role_name = admin
[profile old-login]
sso_start_url = https://old
sso_region = eu-west-1
sso_account_id = 7
sso_role_name = admin
[profile no-login]
sso_start_url = https://nobody
sso_region = eu-west-1
sso_account_id = 7
sso_role_name = admin
[sso-session corp]
sso_start_url = https://corp
sso_region = eu-west-1
[profile config]
aws_access_key_id = C
aws_secret_access_key = CS
s3 =
  aws_secret_access_key = nested
[profile half]
aws_secret_access_key = HS
`;
const GIVEN = { accessKeyId: "G", secretAccessKey: "GS", sessionToken: undefined };
const KEYS = { AWS_ACCESS_KEY_ID: "E", AWS_SECRET_ACCESS_KEY: "ES" };

const found: readonly [string, Partial<CredentialSources>, Readonly<Record<string, string>>, string][] = [
  ["what was given", { given: GIVEN }, KEYS, "G GS -"],
  ["the environment", {}, KEYS, "E ES -"],
  ["with its token", {}, { ...KEYS, AWS_SESSION_TOKEN: "T" }, "E ES T"],
  ["half of it counts for nothing", {}, { AWS_ACCESS_KEY_ID: "E" }, "D DS -"],
  ["the default profile", {}, {}, "D DS -"],
  [
    "a profile that was set, before the environment",
    { profile: "work", profileIsGiven: true },
    KEYS,
    "W W/S+= WT",
  ],
  ["a profile of the environment, behind its keys", { profile: "work" }, KEYS, "E ES -"],
  ["a profile of the environment", { profile: "work" }, {}, "W W/S+= WT"],
  ["a profile in the file of settings", { profile: "config" }, {}, "C CS -"],
  ["one whose halves lie in two files", { profile: "half" }, {}, "H HS -"],
  ["files that were named", { credentialFiles: ["/nowhere", "~/other"] }, {}, "O OS -"],
  ["files that the environment names", {}, { AWS_SHARED_CREDENTIALS_FILE: "/home/user/other" }, "O OS -"],
];
test.each(found)("keys of %s", async (_, sources, variables, wanted) => {
  const { accessKeyId, secretAccessKey, sessionToken } = await ask(sources, variables);
  expect(`${accessKeyId} ${secretAccessKey} ${sessionToken ?? "-"}`).toBe(wanted);
});

const RELATIVE = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/me", AWS_CONTAINER_AUTHORIZATION_TOKEN: "ct" };
const WEB = { AWS_WEB_IDENTITY_TOKEN_FILE: "/token", AWS_ROLE_ARN: "arn:aws:iam::1:role/w" };
const ROLE = { roleArn: "arn:aws:iam::1:role/b", sessionName: "s", durationSeconds: 1_800 };
const named = (profile: string): Partial<CredentialSources> => ({ profile, profileIsGiven: true });
const WORK = "POST sts W RoleArn=arn:aws:iam::1:role/";
const MACHINE = [
  "PUT /latest/api/token ttl=21600",
  "GET /latest/meta-data/iam/security-credentials/ token=imds",
  "GET /latest/meta-data/iam/security-credentials/vm token=imds",
];
const CHAIN = `${WORK}r RoleSessionName=me DurationSeconds=900 ExternalId=x`;

/** Keys that others give: the keys, and what was asked for them, of whom, in whose name. */
const fetched: readonly (readonly [
  string,
  Partial<CredentialSources>,
  Readonly<Record<string, string>>,
  string,
  readonly string[],
])[] = [
  ["a role of a profile", named("chain"), {}, "R1 RS RT", [CHAIN]],
  [
    "a role of a role",
    named("second"),
    {},
    "R2 RS RT",
    [CHAIN, "POST sts R1 token=RT RoleArn=arn:aws:iam::1:role/s RoleSessionName=tutti-NOW"],
  ],
  [
    "a profile that is its own source",
    named("itself"),
    {},
    "R1 RS RT",
    ["POST sts I RoleArn=arn:aws:iam::1:role/i RoleSessionName=tutti-NOW"],
  ],
  [
    "a role for the environment's keys",
    named("environment"),
    KEYS,
    "R1 RS RT",
    ["POST sts E RoleArn=arn:aws:iam::1:role/e RoleSessionName=tutti-NOW"],
  ],
  [
    "a role for the machine's keys",
    named("machine"),
    {},
    "R1 RS RT",
    [...MACHINE, "POST sts M token=MT RoleArn=arn:aws:iam::1:role/e RoleSessionName=tutti-NOW"],
  ],
  [
    "a token of a profile",
    named("token"),
    {},
    "R1 RS RT",
    ["POST sts - RoleArn=arn:aws:iam::1:role/t RoleSessionName=tutti-NOW WebIdentityToken=jwt"],
  ],
  [
    "a token of the environment",
    {},
    { ...WEB, AWS_ROLE_SESSION_NAME: "n" },
    "R1 RS RT",
    ["POST sts - RoleArn=arn:aws:iam::1:role/w RoleSessionName=n WebIdentityToken=jwt"],
  ],
  ["the environment's keys before its token", {}, { ...WEB, ...KEYS }, "E ES -", []],
  ["a profile that was set before the environment's token", named("work"), WEB, "W W/S+= WT", []],
  ["a program", named("process"), {}, "P PS PT", ['sh -c get-keys "for me"']],
  [
    "a login",
    named("login"),
    {},
    "L LS LT",
    ["GET sso /federation/credentials?account_id=7&role_name=admin token=sso-token"],
  ],
  ["the container", named("empty"), RELATIVE, "C CS CT", ["GET container /me ct"]],
  [
    "the container at an address of its own",
    named("empty"),
    {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.2/full",
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/token",
    },
    "C CS CT",
    ["GET container /full jwt"],
  ],
  ["the machine", named("empty"), {}, "M MS MT", MACHINE],
  [
    "a role of the block",
    {
      given: GIVEN,
      role: {
        ...ROLE,
        policy: "{}",
        policyArns: ["arn:a", "arn:b"],
        sourceIdentity: "i",
        tags: new Map([["t", "v"]]),
        transitiveTagKeys: ["t"],
      },
    },
    {},
    "R1 RS RT",
    [
      "POST sts G RoleArn=arn:aws:iam::1:role/b RoleSessionName=s DurationSeconds=1800 Policy={} SourceIdentity=i PolicyArns.member.1.arn=arn:a PolicyArns.member.2.arn=arn:b Tags.member.1.Key=t Tags.member.1.Value=v TransitiveTagKeys.member.1=t",
    ],
  ],
  [
    "a role of the block for a token",
    { webIdentity: { role: ROLE, token: "tok", tokenFile: undefined } },
    KEYS,
    "R1 RS RT",
    ["POST sts - RoleArn=arn:aws:iam::1:role/b RoleSessionName=s DurationSeconds=1800 WebIdentityToken=tok"],
  ],
  ["an account that may", { given: GIVEN, allowedAccounts: ["0", "1"] }, {}, "G GS -", ["POST sts G"]],
  [
    "an account that is not forbidden",
    { given: GIVEN, forbiddenAccounts: ["2"] },
    {},
    "G GS -",
    ["POST sts G"],
  ],
];
test.each(fetched)("keys of %s", async (_, sources, variables, keys, asked) => {
  const world = await begin(variables);
  const { accessKeyId, secretAccessKey, sessionToken } = await world.find(sources);
  expect(`${accessKeyId} ${secretAccessKey} ${sessionToken ?? "-"}`).toBe(keys);
  expect(world.asked).toEqual(asked);
});

test("keys say when they end", async () => {
  for (const profile of ["chain", "login", "empty", "process"])
    expect([profile, (await (await begin({})).find(named(profile))).expiresMs]).toEqual([
      profile,
      EXPIRES_MS,
    ]);
});

const missing: readonly [string, Partial<CredentialSources>, Readonly<Record<string, string>>, RegExp][] = [
  [
    "a profile that is not there",
    { profile: "nope" },
    { AWS_EC2_METADATA_DISABLED: "true" },
    /^no valid credential sources found: .* the profile "nope" of the shared files, nor a role of this container or machine$/,
  ],
  [
    "a login that lacks what it needs",
    named("sso"),
    {},
    /the profile "sso" logs in by SSO, and lacks one of /,
  ],
  ["a login that has expired", named("old-login"), {}, /aws sso login --profile old-login$/],
  ["a login that never was", named("no-login"), {}, /aws sso login --profile no-login$/],
  [
    "profiles in a circle",
    named("circle"),
    {},
    /the profiles "circle" and "round" name each other as source/,
  ],
  ["a role that asks for a code", named("mfa"), {}, /the profile "mfa" asks for a code \(mfa_serial\)/],
  ["a source that is none", named("odd"), {}, /has the credential_source "Elsewhere", which is none of/],
  [
    "a program that fails",
    named("broken"),
    {},
    /^the credential_process of the profile "broken" failed with status 3$/,
  ],
  ["a program that says something else", named("words"), {}, /"words" gave no JSON object$/],
  [
    "a container elsewhere",
    named("empty"),
    { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://203.0.113.1/keys" },
    /leads elsewhere without encryption/,
  ],
  [
    "a container that refuses",
    named("empty"),
    { ...RELATIVE, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/no" },
    /: 404$/,
  ],
  [
    "an account that may not",
    { given: GIVEN, allowedAccounts: ["2"] },
    {},
    /^AWS account ID not allowed: 1$/,
  ],
  [
    "an account that is forbidden",
    { given: GIVEN, forbiddenAccounts: ["1"] },
    {},
    /^AWS account ID not allowed: 1$/,
  ],
  [
    "a role that refuses",
    { given: GIVEN, role: { ...ROLE, roleArn: "arn:aws:iam::1:role/no" } },
    {},
    /^AssumeRole at 10.0.0.1: 403 AccessDenied: not for you$/,
  ],
];
test.each(missing)("no keys of %s", async (_, sources, variables, words) => {
  const found = (await begin(variables)).find(sources);
  await expect(found).rejects.toMatchObject({ message: expect.stringMatching(words), subject: "s3://b" });
});

test("STS that sends us elsewhere is shown nothing there", async () => {
  const world = await begin({});
  const found = world.find({ given: GIVEN, role: { ...ROLE, roleArn: "arn:aws:iam::1:role/away" } });
  await expect(found).rejects.toThrow(
    /sends us to http:\/\/169.254.170.2, and credentials are not shown there/,
  );
  expect(world.asked).toHaveLength(1);
});

test("readSection() takes what stands at the beginning of a line", () => {
  expect([...readSection("[a]\r\nX = 1\r\n y = 2\n[b]\nx = 3", "a")]).toEqual([["x", "1"]]);
});

async function ask(sources: Partial<CredentialSources>, variables: Readonly<Record<string, string>>) {
  return (await begin(variables)).find(sources);
}

const EXPIRES = "2026-01-01T06:00:00Z";
const EXPIRES_MS = Date.parse(EXPIRES);
const keysNamed = (id: string): string =>
  JSON.stringify({
    AccessKeyId: id,
    SecretAccessKey: `${id}S`,
    Token: `${id}T`,
    SessionToken: `${id}T`,
    Expiration: EXPIRES,
  });

/** A machine of AWS with a home, and all that gives keys around it. */
async function begin(variables: Readonly<Record<string, string>>) {
  const simulation = createSimulation(1);
  const runtime = simulation.host("a", { variables });
  const asked: string[] = [];
  const serve = (host: string, handle: (exchange: HttpExchange) => void | Promise<void>) =>
    simulation.until(
      simulation.host(host).network.serveHttp({ host, port: 80 }, (exchange) => void handle(exchange)),
    );
  let roles = 0;
  await serve("10.0.0.1", async (exchange) => {
    if (exchange.method === "GET") {
      asked.push(`GET sso ${exchange.target} token=${exchange.header("x-amz-sso_bearer_token")}`);
      const keys = { accessKeyId: "L", secretAccessKey: "LS", sessionToken: "LT", expiration: EXPIRES_MS };
      return exchange.respond(200, {}, JSON.stringify({ roleCredentials: keys }));
    }
    const form = new URLSearchParams(new TextDecoder().decode(await exchange.body(1 << 16)));
    const [, who = "-"] =
      /Credential=([^/]+)\/\d+\/us-east-1\/sts\//.exec(exchange.header("authorization") ?? "") ?? [];
    const token = who === "R1" || who === "M" ? ` token=${exchange.header("x-amz-security-token")}` : "";
    const said = [...form].filter(([name]) => name !== "Action" && name !== "Version");
    const words = said.map(([name, value]) => ` ${name}=${value.replace(/^tutti-\d+$/, "tutti-NOW")}`);
    asked.push(`POST sts ${who}${token}${words.join("")}`);
    if (form.get("RoleArn")?.endsWith("/no") === true)
      return exchange.respond(
        403,
        {},
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not for you</Message></Error></ErrorResponse>",
      );
    if (form.get("RoleArn")?.endsWith("/away") === true)
      return exchange.respond(307, { Location: "http://169.254.170.2/" });
    if (form.get("Action") === "GetCallerIdentity") return exchange.respond(200, {}, "<Account>1</Account>");
    roles += 1;
    exchange.respond(
      200,
      {},
      `<Credentials><AccessKeyId>R${roles}</AccessKeyId><SecretAccessKey>RS</SecretAccessKey><SessionToken>RT</SessionToken><Expiration>${EXPIRES}</Expiration></Credentials>`,
    );
  });
  await serve("169.254.170.2", (exchange) => {
    asked.push(`GET container ${exchange.target} ${exchange.header("authorization")}`);
    if (exchange.target === "/no") exchange.respond(404, {});
    else exchange.respond(200, {}, keysNamed("C"));
  });
  await serve("169.254.169.254", (exchange) => {
    const ttl = exchange.header("x-aws-ec2-metadata-token-ttl-seconds");
    const token = exchange.header("x-aws-ec2-metadata-token");
    asked.push(
      `${exchange.method} ${exchange.target} ${ttl === undefined ? `token=${token}` : `ttl=${ttl}`}`,
    );
    if (ttl !== undefined) exchange.respond(200, {}, "imds");
    else exchange.respond(200, {}, exchange.target.endsWith("/") ? "vm\n" : keysNamed("M"));
  });
  runtime.processes.install("/bin/sh", async ({ args }) => {
    const [, line = ""] = args;
    if (line === "fail") return { exitCode: 3 };
    if (line === "words") return { exitCode: 0, output: "sorry" };
    asked.push(`sh -c ${line}`);
    return { exitCode: 0, output: keysNamed("P") };
  });
  const { home } = runtime.environment;
  const login = (text: string) =>
    `${home}/.aws/sso/cache/${createHash("sha1").update(text).digest("hex")}.json`;
  const until = (expiresAt: string) => JSON.stringify({ accessToken: "sso-token", expiresAt });
  await simulation.until(runtime.disk.makeDirectory(`${home}/.aws/sso/cache`));
  for (const [path, text] of Object.entries({
    [`${home}/.aws/credentials`]: CREDENTIALS,
    [`${home}/.aws/config`]: CONFIG,
    [`${home}/other`]: "[default]\naws_access_key_id=O\naws_secret_access_key=OS\n",
    "/token": "jwt\n",
    [login("corp")]: until("2026-01-01T01:00:00Z"),
    [login("https://old")]: until("2025-12-31T01:00:00Z"),
  }))
    await simulation.until(runtime.disk.writeFile(path, text));
  const more: Partial<AwsAccess> = {
    endpoints: { sts: "http://10.0.0.1", sso: "http://10.0.0.1" },
    metadata: {
      isDisabled: variables["AWS_EC2_METADATA_DISABLED"] === "true",
      endpoint: undefined,
      mode: undefined,
    },
  };
  return {
    asked,
    find: (sources: Partial<CredentialSources>) =>
      simulation.until(findCredentials(awsAccess(runtime, more), { ...NOTHING, ...sources })),
  };
}
