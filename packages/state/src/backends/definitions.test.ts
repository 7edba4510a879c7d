/** What the arguments of a backend's block, and the variables behind them, make of the first request. */

import { parseConfig } from "@tutti/hcl";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { decodeBackendSettings } from "../backend-settings.ts";
import { findBackend } from "./backends.ts";

const SERVER = "10.0.0.1";
const TOLD = [
  "authorization",
  "x-consul-token",
  "x-amz-server-side-encryption-customer-algorithm",
  "x-amz-security-token",
];

interface Asked {
  readonly place: string;
  /** Method and target of the first request, and the headers that say who asks. */
  readonly first: string;
}

type Variables = Readonly<Record<string, string>>;

/** Reads a state of which the server has none. */
async function ask(type: string, block: string, variables: Variables, workspace: string): Promise<Asked> {
  const definition = await findBackend(type);
  if (typeof definition === "string") throw new Error(definition);
  const { settings } = decodeBackendSettings(
    definition,
    parseConfig(block, "main.tf").body,
    [],
    new Map(Object.entries(variables)),
  );
  if (settings === undefined) throw new Error(`wrong settings: ${block}`);
  const simulation = createSimulation(1);
  const server = simulation.host(SERVER);
  const runtime = simulation.host("10.0.0.2", { variables, directory: "/home/shop" });
  let first = "";
  for (const port of [80, 8500])
    await simulation.until(
      server.network.serveHttp({ host: SERVER, port }, (exchange) => {
        const told = TOLD.flatMap((name) => {
          const value = exchange.header(name);
          return value === undefined ? [] : [` ${name}=${value.replace(/, SignedHeaders=.*/, "")}`];
        });
        if (first === "") first = `${exchange.method} ${exchange.target}${told.join("")}`;
        exchange.respond(404, {});
      }),
    );
  await simulation.until(runtime.disk.makeDirectory("/home/shop"));
  await simulation.until(runtime.disk.writeFile("/token", "of-the-file\n"));
  const backend = definition.create({ runtime, reader: { name: "Tutti", version: "1.11.4" } }, settings);
  const state = backend.open(workspace);
  const read = await simulation.until(state.read());
  const failed = read.ok ? "" : ` ${read.problems.map(({ detail }) => detail).join(" ")}`;
  return { place: state.place, first: first === "" ? failed.trim() : first };
}

/** All that is needed at AWS itself; and at the server of these tests. */
const AWS =
  'bucket = "b"\nkey = "k"\nregion = "eu-central-1"\nskip_region_validation = true\nmax_retries = 0\n';
const S3 = `${AWS}endpoints = { s3 = "http://${SERVER}" }\n`;
const KEYS = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" };
const SIGNED = "AWS4-HMAC-SHA256 Credential=id/20260101/eu-central-1/s3/aws4_request";
const NOBODY = "nobody listens there (connection refused); is the server running, and is the address right?";

const rows: readonly (readonly [
  type: string,
  block: string,
  variables: Variables,
  workspace: string,
  place: string,
  first: string,
])[] = [
  [
    "http",
    'address = "http://10.0.0.1/s"\nusername = "u"\npassword = "p"',
    {},
    "default",
    "http://10.0.0.1/s",
    "GET /s authorization=Basic dTpw",
  ],
  [
    "http",
    'address = "http://10.0.0.1/s"\n',
    { TF_HTTP_USERNAME: "u", TF_HTTP_PASSWORD: "q" },
    "default",
    "http://10.0.0.1/s",
    "GET /s authorization=Basic dTpx",
  ],
  ["http", "", { TF_HTTP_ADDRESS: "http://10.0.0.1/v" }, "default", "http://10.0.0.1/v", "GET /v"],
  [
    "http",
    'address = "http://10.0.0.1/s"\nskip_cert_verification = true\nclient_ca_certificate_pem = "pem"',
    {},
    "default",
    "http://10.0.0.1/s",
    "GET /s",
  ],
  ["consul", 'address = "http://10.0.0.1"\npath = "p"', {}, "default", "consul://10.0.0.1/p", "GET /v1/kv/p"],
  [
    "consul",
    'address = "10.0.0.1:80"\npath = "p"',
    {},
    "w",
    "consul://10.0.0.1:80/p-env:w",
    "GET /v1/kv/p-env%3Aw",
  ],
  [
    "consul",
    'address = "10.0.0.1:8500"',
    {},
    "default",
    "consul://10.0.0.1:8500/tutti/shop",
    "GET /v1/kv/tutti/shop",
  ],
  [
    "consul",
    "",
    { CONSUL_HTTP_ADDR: "10.0.0.1:8500" },
    "default",
    "consul://10.0.0.1:8500/tutti/shop",
    "GET /v1/kv/tutti/shop",
  ],
  [
    "consul",
    'address = "http://10.0.0.1"\naccess_token = "t"\ndatacenter = "dc2"\npath = "a b"',
    {},
    "default",
    "consul://10.0.0.1/a b",
    "GET /v1/kv/a%20b?dc=dc2 x-consul-token=t",
  ],
  [
    "consul",
    'address = "http://10.0.0.1"\n',
    { CONSUL_HTTP_TOKEN: "v" },
    "default",
    "consul://10.0.0.1/tutti/shop",
    "GET /v1/kv/tutti/shop x-consul-token=v",
  ],
  [
    "consul",
    'address = "http://10.0.0.1"\n',
    { CONSUL_HTTP_TOKEN_FILE: "/token" },
    "default",
    "consul://10.0.0.1/tutti/shop",
    "GET /v1/kv/tutti/shop x-consul-token=of-the-file",
  ],
  [
    "consul",
    'address = "http://10.0.0.1"\nhttp_auth = "u:p"',
    {},
    "default",
    "consul://10.0.0.1/tutti/shop",
    "GET /v1/kv/tutti/shop authorization=Basic dTpw",
  ],
  [
    "consul",
    'address = "http://10.0.0.1"\n',
    { CONSUL_HTTP_AUTH: "u" },
    "default",
    "consul://10.0.0.1/tutti/shop",
    "GET /v1/kv/tutti/shop authorization=Basic dTo=",
  ],
  [
    "consul",
    'scheme = "http"\naddress = "10.0.0.1"',
    {},
    "default",
    "consul://10.0.0.1/tutti/shop",
    "GET /v1/kv/tutti/shop",
  ],
  [
    "consul",
    'scheme = "https"\naddress = "10.0.0.1:80"\nca_file = "/none"',
    {},
    "default",
    "consul://10.0.0.1:80/tutti/shop",
    "/none: no such file or directory.",
  ],
  [
    "consul",
    'address = "http://10.0.0.1"\nca_file = "/none"',
    {},
    "default",
    "consul://10.0.0.1/tutti/shop",
    "/none: no such file or directory.",
  ],
  [
    "consul",
    'address = "http://10.0.0.1"\ncert_file = "/token"\nkey_file = "/none"',
    {},
    "default",
    "consul://10.0.0.1/tutti/shop",
    "/none: no such file or directory.",
  ],
  [
    "consul",
    "",
    { CONSUL_HTTP_ADDR: "unix:///run/agent.sock" },
    "default",
    "consul://unix:///run/agent.sock/tutti/shop",
    `10.0.0.2 /run/agent.sock: ${NOBODY}`,
  ],
  ["s3", S3, KEYS, "default", "s3://10.0.0.1/b/k", `GET /b/k authorization=${SIGNED}`],
  ["s3", S3, KEYS, "w", "s3://10.0.0.1/b/env:/w/k", `GET /b/env%3A/w/k authorization=${SIGNED}`],
  [
    "s3",
    `${S3}workspace_key_prefix = "x/y"`,
    KEYS,
    "w",
    "s3://10.0.0.1/b/x/y/w/k",
    `GET /b/x/y/w/k authorization=${SIGNED}`,
  ],
  [
    "s3",
    `${S3}workspace_key_prefix = ""`,
    KEYS,
    "w",
    "s3://10.0.0.1/b/w/k",
    `GET /b/w/k authorization=${SIGNED}`,
  ],
  [
    "s3",
    `${S3}access_key = "a"\nsecret_key = "s"\ntoken = "t"`,
    {},
    "default",
    "s3://10.0.0.1/b/k",
    "GET /b/k authorization=AWS4-HMAC-SHA256 Credential=a/20260101/eu-central-1/s3/aws4_request x-amz-security-token=t",
  ],
  [
    "s3",
    `${S3}encrypt = true\nsse_customer_key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="`,
    KEYS,
    "default",
    "s3://10.0.0.1/b/k",
    `GET /b/k authorization=${SIGNED} x-amz-server-side-encryption-customer-algorithm=AES256`,
  ],
  [
    "s3",
    `${S3}sse_customer_key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="`,
    KEYS,
    "default",
    "s3://10.0.0.1/b/k",
    `GET /b/k authorization=${SIGNED}`,
  ],
  [
    "s3",
    `${S3}custom_ca_bundle = "/none"`,
    KEYS,
    "default",
    "s3://10.0.0.1/b/k",
    "/none: no such file or directory.",
  ],
  [
    "s3",
    `${S3}insecure = true\ncustom_ca_bundle = "/token"`,
    KEYS,
    "default",
    "s3://10.0.0.1/b/k",
    `GET /b/k authorization=${SIGNED}`,
  ],
  [
    "s3",
    AWS,
    { ...KEYS, AWS_ENDPOINT_URL_S3: "10.0.0.1" },
    "default",
    "s3://10.0.0.1/b/k",
    `GET /b/k authorization=${SIGNED}`,
  ],
  [
    "s3",
    AWS,
    { ...KEYS, AWS_ENDPOINT_URL: "http://10.0.0.1" },
    "default",
    "s3://10.0.0.1/b/k",
    `GET /b/k authorization=${SIGNED}`,
  ],
  ["s3", AWS, KEYS, "default", "s3://b/k", `https://b.s3.eu-central-1.amazonaws.com/k: ${NOBODY}`],
  [
    "s3",
    `${AWS}use_fips_endpoint = true\nuse_dualstack_endpoint = true`,
    KEYS,
    "default",
    "s3://b/k",
    `https://b.s3-fips.dualstack.eu-central-1.amazonaws.com/k: ${NOBODY}`,
  ],
  [
    "s3",
    AWS.replace("eu-central-1", "cn-north-1").replace('"b"', '"b.c"'),
    KEYS,
    "default",
    "s3://b.c/k",
    `https://s3.cn-north-1.amazonaws.com.cn/b.c/k: ${NOBODY}`,
  ],
  [
    "s3",
    `${S3}profile = "p"\nshared_credentials_files = ["/none"]\nshared_config_files = ["/none"]`,
    {},
    "default",
    "s3://10.0.0.1/b/k",
    's3://10.0.0.1/b: no valid credential sources found: neither access_key and secret_key, nor AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor the profile "p" of the shared files. Machine roles are not asked for; "aws configure export-credentials --format env" prints keys that are taken from the environment.',
  ],
  [
    "s3",
    `${S3}shared_credentials_file = "/none"`,
    {},
    "default",
    "s3://10.0.0.1/b/k",
    's3://10.0.0.1/b: no valid credential sources found: neither access_key and secret_key, nor AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor the profile "default" of the shared files. Machine roles are not asked for; "aws configure export-credentials --format env" prints keys that are taken from the environment.',
  ],
  [
    "pg",
    'conn_str = "postgres://u:secret@10.0.0.1:5432/d"',
    {},
    "default",
    "postgres://10.0.0.1:5432/d terraform_remote_state.states default",
    `postgres://10.0.0.1:5432/d terraform_remote_state.states: ${NOBODY}`,
  ],
  [
    "pg",
    'schema_name = "s"',
    { PGHOST: "10.0.0.1", PGDATABASE: "d", PGUSER: "u" },
    "w",
    "postgres://10.0.0.1:5432/d s.states w",
    `postgres://10.0.0.1:5432/d s.states: ${NOBODY}`,
  ],
];

test.each(rows)("%s: %j %j %s", async (type, block, variables, workspace, place, first) => {
  expect(await ask(type, block, variables, workspace)).toEqual({ place, first });
});
