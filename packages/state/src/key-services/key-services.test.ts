/** What is asked of the services, what is kept, and that the key is found again by it. */

import type { HttpExchange } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { convert, NUMBER, parseJsonObject, stringValue, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { wordsOf } from "../storage/remote-problem.ts";
import type { KeyService } from "./key-service.ts";
import { findKeyService, keyServiceTypes } from "./key-services.ts";

type Texts = Readonly<Record<string, string>>;

const GCP_KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k";
const VAULT = { az_vault_uri: "https://mine.vault.azure.net/", az_vault_key_name: "a key", key_length: "32" };
const PRINCIPAL = { tenant_id: "t", client_id: "c", client_secret: "s" };
const KMS = { kms_key_id: "alias/k", key_spec: "AES_256", region: "eu-central-1" };
const AWS = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" };
const KEY = Buffer.alloc(32, 7);

/** A service that hides by turning all bits over. */
const hidden = (text: unknown, form: BufferEncoding): string =>
  Buffer.from(Buffer.from(String(text), form).map((byte) => byte ^ 0xff)).toString(form);

type Answer = (content: Readonly<Record<string, unknown>>, exchange: HttpExchange) => object;

const HOSTS: Readonly<Record<string, Answer>> = {
  "kms.eu-central-1.amazonaws.com": ({ CiphertextBlob }, exchange) =>
    exchange.header("x-amz-target") === "TrentService.Decrypt"
      ? { Plaintext: hidden(CiphertextBlob, "base64") }
      : { Plaintext: KEY.toString("base64"), CiphertextBlob: hidden(KEY.toString("base64"), "base64") },
  "cloudkms.googleapis.com": ({ plaintext, ciphertext }) =>
    plaintext === undefined
      ? { plaintext: hidden(ciphertext, "base64") }
      : { ciphertext: hidden(plaintext, "base64") },
  "mine.vault.azure.net": ({ value }) => ({
    kid: "https://mine.vault.azure.net/keys/a%20key/v1",
    value: hidden(value, "base64url"),
  }),
  "login.microsoftonline.com": () => ({ access_token: "az", expires_in: 3_600 }),
};

async function begin(
  type: string,
  given: Texts,
  variables: Texts,
  answer?: { status: number; body: string },
) {
  const simulation = createSimulation(1);
  const runtime = simulation.host("10.0.0.2", { variables });
  const asked: string[] = [];
  for (const [host, handle] of Object.entries(HOSTS))
    await simulation.until(
      simulation.host(host).network.serveHttp({ host, port: 80 }, async (exchange) => {
        const body = new TextDecoder().decode(await exchange.body(1 << 16));
        const who = (exchange.header("authorization") ?? "-").replace(/,? SignedHeaders.*/, "");
        asked.push([host, exchange.target, exchange.header("x-amz-target") ?? "-", who, body].join(" "));
        if (answer !== undefined && !host.startsWith("login"))
          exchange.respond(answer.status, {}, answer.body);
        else exchange.respond(200, {}, JSON.stringify(handle(parseJsonObject(body) ?? {}, exchange)));
      }),
    );
  const definition = await findKeyService(type);
  if (definition === undefined) throw new Error(type);
  const settings = new Map(
    definition.arguments.map(({ name, type: wanted }) => {
      const value = given[name];
      if (value === undefined) return [name, Value.null(wanted)] as const;
      const converted = convert(stringValue(value), wanted);
      if (!converted.ok) throw converted.error;
      return [name, converted.value] as const;
    }),
  );
  expect(definition.validate(settings, new Map(Object.entries(variables)))).toEqual([]);
  const service = definition.create(runtime, settings);
  return {
    service,
    asked,
    length: definition.keyLength(settings),
    run: <T>(promise: Promise<T>) => simulation.until(promise),
  };
}

const SIGNED = "AWS4-HMAC-SHA256 Credential=id/20260101/eu-central-1/kms/aws4_request";
const OAEP = '"alg":"RSA-OAEP-256"';

const rows: readonly (readonly [string, Texts, Texts, kept: RegExp, asked: readonly RegExp[]])[] = [
  [
    "aws_kms",
    KMS,
    AWS,
    /^\{"ciphertext_blob":"[^"]+"\}$/,
    [
      `kms.eu-central-1.amazonaws.com / TrentService.GenerateDataKey ${SIGNED} {"KeyId":"alias/k","KeySpec":"AES_256"}`,
      `kms.eu-central-1.amazonaws.com / TrentService.Decrypt ${SIGNED} {"KeyId":"alias/k","CiphertextBlob":"`,
    ].map(literal),
  ],
  [
    "gcp_kms",
    { kms_encryption_key: GCP_KEY, key_length: "16", access_token: "t" },
    {},
    /^\{"ciphertext":"[^"]+"\}$/,
    [
      `cloudkms.googleapis.com /v1/${GCP_KEY}:encrypt - Bearer t {"plaintext":"`,
      `cloudkms.googleapis.com /v1/${GCP_KEY}:decrypt - Bearer t {"ciphertext":"`,
    ].map(literal),
  ],
  [
    "gcp_kms",
    { kms_encryption_key: GCP_KEY, key_length: "32" },
    { GOOGLE_OAUTH_ACCESS_TOKEN: "v" },
    /^\{"ciphertext":"[^"]+"\}$/,
    [/:encrypt - Bearer v /, /:decrypt - Bearer v /],
  ],
  [
    "azure_vault",
    { ...VAULT, ...PRINCIPAL },
    {},
    /^\{"ciphertext":"[^"]+","iv":null,"authentication_tag":null,"additional_authenticated_data":null,"key_version":"v1","algo":"RSA-OAEP-256"\}$/,
    [
      /^login.microsoftonline.com \/t\/oauth2\/v2.0\/token - - .*scope=https%3A%2F%2Fvault.azure.net%2F.default/,
      literal(`mine.vault.azure.net /keys/a%20key/encrypt?api-version=7.4 - Bearer az {${OAEP},"value":"`),
      /^login/,
      literal(`mine.vault.azure.net /keys/a%20key/v1/decrypt?api-version=7.4 - Bearer az {${OAEP},"value":"`),
    ],
  ],
];

function literal(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
}

test.each(rows)(
  "%s with %j %j makes a key and finds it again",
  async (type, given, variables, kept, wanted) => {
    const { service, asked, run, length } = await begin(type, given, variables);
    const made = await run(service.makeKey());
    expect(made.key.length).toBe(length);
    expect(JSON.stringify(made.kept)).toMatch(kept);
    // What is kept says nothing of the key itself.
    expect(JSON.stringify(made.kept)).not.toContain(Buffer.from(made.key).toString("base64").slice(0, 20));
    const found = await run(service.findKey(made.kept));
    expect(Buffer.from(found).equals(Buffer.from(made.key))).toBe(true);
    expect(asked).toEqual(wanted.map((line) => expect.stringMatching(line)));
  },
);

test("a vault that binds more to what it hides is shown it again", async () => {
  const { service, asked, run } = await begin("azure_vault", { ...VAULT, ...PRINCIPAL }, {});
  const bytes = Buffer.alloc(12, 0xfb).toString("base64");
  await run(
    service.findKey({
      ciphertext: bytes,
      iv: bytes,
      authentication_tag: bytes,
      key_version: "",
      algo: "A256GCM",
    }),
  );
  const url = Buffer.alloc(12, 0xfb).toString("base64url");
  expect(asked.at(-1)).toContain(`/keys/a%20key/decrypt?`);
  expect(asked.at(-1)).toContain(`{"alg":"A256GCM","value":"${url}","iv":"${url}","tag":"${url}"}`);
});

const make = (service: KeyService): Promise<unknown> => service.makeKey();
const find = (service: KeyService): Promise<unknown> =>
  service.findKey({ ciphertext: "eA==", ciphertext_blob: "eA==" });

const failures: readonly (readonly [
  string,
  string,
  Texts,
  { status: number; body: string },
  typeof find,
  RegExp,
])[] = [
  [
    "a refusal of KMS",
    "aws_kms",
    KMS,
    { status: 400, body: '{"__type":"com.amazonaws#NotFoundException","message":"Alias is not found."}' },
    make,
    /^KMS of eu-central-1: GenerateDataKey: 400 NotFoundException Alias is not found\.$/,
  ],
  ["no key of KMS", "aws_kms", KMS, { status: 200, body: "{}" }, find, /the answer holds no Plaintext\.$/],
  [
    "a refusal of Google's",
    "gcp_kms",
    { kms_encryption_key: GCP_KEY, key_length: "32", access_token: "hidden" },
    { status: 403, body: '{"error":{"code":403,"message":"denied"}}' },
    find,
    /^Google's KMS: cloudkms.googleapis.com\/v1\/projects.*:decrypt: 403 denied\.$/,
  ],
  [
    "no key of Google's",
    "gcp_kms",
    { kms_encryption_key: GCP_KEY, key_length: "32", access_token: "hidden" },
    { status: 200, body: "{}" },
    make,
    /the answer holds no ciphertext\.$/,
  ],
  [
    "a refusal of the vault",
    "azure_vault",
    { ...VAULT, ...PRINCIPAL },
    { status: 403, body: '{"error":{"code":"Forbidden","message":"no policy"}}' },
    make,
    /^the key vault: mine.vault.azure.net\/keys\/a%20key\/encrypt: 403 no policy\.$/,
  ],
  [
    "no key of the vault",
    "azure_vault",
    { ...VAULT, ...PRINCIPAL },
    { status: 200, body: "{}" },
    find,
    /the answer holds no key\.$/,
  ],
];

test.each(failures)("tells of %s", async (_, type, given, answer, act, words) => {
  const { service, run } = await begin(type, given, AWS, answer);
  const told = await run(act(service).then(() => "", wordsOf));
  expect(told).toMatch(words);
  expect(told).not.toContain("hidden");
});

test("are of these types", async () => {
  expect(keyServiceTypes()).toEqual(["aws_kms", "azure_vault", "gcp_kms"]);
  expect(await findKeyService("vault")).toBeUndefined();
  const lengths = (await findKeyService("gcp_kms"))?.arguments.filter(({ type }) => type === NUMBER);
  expect(lengths?.map(({ name }) => name)).toEqual(["key_length"]);
});
