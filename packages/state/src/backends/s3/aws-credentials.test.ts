import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { type CredentialSources, findCredentials, readSection } from "./aws-credentials.ts";

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
  ["files that the environment names", {}, { AWS_SHARED_CREDENTIALS_FILE: "/home/other" }, "O OS -"],
];
test.each(found)("keys of %s", async (_, sources, variables, wanted) => {
  const { accessKeyId, secretAccessKey, sessionToken } = await ask(sources, variables);
  expect(`${accessKeyId} ${secretAccessKey} ${sessionToken ?? "-"}`).toBe(wanted);
});

const missing: readonly [string, Partial<CredentialSources>, RegExp][] = [
  [
    "a profile that is not there",
    { profile: "nope" },
    /^no valid credential sources found: .* the profile "nope" of the shared files\./,
  ],
  [
    "one that others must fetch",
    { profile: "sso" },
    /^the profile "sso" gets its keys by sso_session, which is not done here; /,
  ],
];
test.each(missing)("no keys of %s", async (_, sources, words) => {
  await expect(ask(sources, {})).rejects.toMatchObject({
    message: expect.stringMatching(words),
    subject: "s3://b",
  });
});

test("readSection() takes what stands at the beginning of a line", () => {
  expect([...readSection("[a]\r\nX = 1\r\n y = 2\n[b]\nx = 3", "a")]).toEqual([["x", "1"]]);
});

function ask(sources: Partial<CredentialSources>, variables: Readonly<Record<string, string>>) {
  const simulation = createSimulation(1);
  const host = simulation.host("a");
  const runtime = {
    ...host,
    environment: { ...host.environment, home: "/home", variables: new Map(Object.entries(variables)) },
  };
  const asked = (async () => {
    await runtime.disk.makeDirectory("/home/.aws");
    await runtime.disk.writeFile("/home/.aws/credentials", CREDENTIALS);
    await runtime.disk.writeFile("/home/.aws/config", CONFIG);
    await runtime.disk.writeFile("/home/other", "[default]\naws_access_key_id=O\naws_secret_access_key=OS\n");
    return findCredentials(runtime, { ...NOTHING, ...sources }, "s3://b");
  })();
  return simulation.until(asked);
}
