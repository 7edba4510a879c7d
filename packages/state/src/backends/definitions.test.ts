/** What the arguments of a backend's block, and the variables behind them, make of the first request. */

import { parseConfig } from "@tutti/hcl";
import { testCertificate } from "@tutti/runtime/testkit";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { decodeBackendSettings } from "../backend-settings.ts";
import type { Loaded } from "../problem.ts";
import { emptyState } from "../state.ts";
import { findBackend } from "./backends.ts";

const SERVER = "10.0.0.1";
const KUBECONFIG = `
current-context: one
contexts: [{name: one, context: {cluster: here, user: me}}, {name: two, context: {cluster: here, user: you}}]
clusters: [{name: here, cluster: {server: "http://${SERVER}"}}, {name: there, cluster: {server: "http://${SERVER}/there"}}]
users: [{name: me, user: {token: mine}}, {name: you, user: {username: u, password: p}}]
`;
const CERTIFICATE = await testCertificate("client.test");
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

interface World {
  readonly backend: Backend;
  /** The first request that the server heard; empty where it heard none. */
  readonly first: () => string;
  /** A header of the last request. */
  readonly headers: (name: string) => string | undefined;
  until<T>(promise: Promise<T>): Promise<T>;
}

/** A backend as its block says, and a server that answers everything alike. */
async function open(
  type: string,
  block: string,
  variables: Variables,
  answer: { readonly status: number; readonly body?: string },
): Promise<World> {
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
  let headers: (name: string) => string | undefined = () => undefined;
  for (const port of [80, 8500])
    await simulation.until(
      server.network.serveHttp({ host: SERVER, port }, (exchange) => {
        const told = TOLD.flatMap((name) => {
          const value = exchange.header(name);
          return value === undefined ? [] : [` ${name}=${value.replace(/, SignedHeaders=.*/, "")}`];
        });
        headers = (name) => exchange.header(name);
        if (first === "") first = `${exchange.method} ${exchange.target}${told.join("")}`;
        exchange.respond(answer.status, {}, answer.body ?? "");
      }),
    );
  await simulation.until(runtime.disk.makeDirectory("/home/shop"));
  await simulation.until(runtime.disk.writeFile("/token", "of-the-file\n"));
  await simulation.until(runtime.disk.writeFile("/kubeconfig", KUBECONFIG));
  await simulation.until(runtime.disk.writeFile("/cert", CERTIFICATE.cert));
  await simulation.until(runtime.disk.writeFile("/key", CERTIFICATE.key));
  const keys = "[default]\naws_access_key_id = of-a-file\naws_secret_access_key = s\n";
  await simulation.until(runtime.disk.writeFile("/keys", keys));
  const backend = definition.create({ runtime, reader: { name: "Tutti", version: "1.11.4" } }, settings);
  return {
    backend,
    first: () => first,
    headers: (name) => headers(name),
    until: (promise) => simulation.until(promise),
  };
}

/** What is said of what went wrong; empty where nothing did. */
function problemsOf(loaded: Loaded<unknown>): string {
  return loaded.ok ? "" : loaded.problems.map(({ detail }) => detail).join(" ");
}

/** Reads a state of which the server has none. */
async function ask(type: string, block: string, variables: Variables, workspace: string): Promise<Asked> {
  const { backend, first, until } = await open(type, block, variables, { status: 404 });
  const state = backend.open(workspace);
  const read = await until(state.read());
  return { place: state.place, first: first() === "" ? problemsOf(read) : first() };
}

/** All that is needed at AWS itself; and at the server of these tests. */
const AWS =
  'bucket = "b"\nkey = "k"\nregion = "eu-central-1"\nskip_region_validation = true\nmax_retries = 0\n';
const S3 = `${AWS}endpoints = { s3 = "http://${SERVER}" }\n`;
const KEYS = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" };
const SIGNED = "AWS4-HMAC-SHA256 Credential=id/20260101/eu-central-1/s3/aws4_request";
const NOBODY = "nobody listens there (connection refused); is the server running, and is the address right?";

type Row = readonly [
  type: string,
  block: string,
  variables: Variables,
  workspace: string,
  place: string,
  first: string,
];

const rows: readonly Row[] = [
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
    "tls: Error loading CA File: open /none: no such file or directory.",
  ],
  [
    "consul",
    'address = "http://10.0.0.1"\nca_file = "/none"',
    {},
    "default",
    "consul://10.0.0.1/tutti/shop",
    "tls: Error loading CA File: open /none: no such file or directory.",
  ],
  [
    "consul",
    'address = "http://10.0.0.1"\ncert_file = "/token"\nkey_file = "/none"',
    {},
    "default",
    "consul://10.0.0.1/tutti/shop",
    "tls: open /none: no such file or directory.",
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
    's3://10.0.0.1/b: no valid credential sources found: neither access_key and secret_key, nor AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor the profile "p" of the shared files, nor a role of this container or machine.',
  ],
  ...['shared_credentials_file = "/keys"', 'shared_credentials_files = ["/none", "/keys"]'].map(
    (files) =>
      [
        "s3",
        `${S3}${files}`,
        {},
        "default",
        "s3://10.0.0.1/b/k",
        `GET /b/k authorization=${SIGNED.replace("=id/", "=of-a-file/")}`,
      ] as const,
  ),
  [
    "s3",
    `${S3}shared_credentials_file = "/none"`,
    {},
    "default",
    "s3://10.0.0.1/b/k",
    's3://10.0.0.1/b: no valid credential sources found: neither access_key and secret_key, nor AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor the profile "default" of the shared files, nor a role of this container or machine.',
  ],
  ...[
    ['access_token = "t"', {}, "GET /storage/v1/b/x/o/p%2Fw.tfstate?alt=media authorization=Bearer t"],
    [
      "",
      { GOOGLE_OAUTH_ACCESS_TOKEN: "v" },
      "GET /storage/v1/b/x/o/p%2Fw.tfstate?alt=media authorization=Bearer v",
    ],
    [
      'credentials = "/nowhere"',
      {},
      "gs://10.0.0.1/x: the string provided in credentials is neither valid json nor a valid file path.",
    ],
    ["", { GOOGLE_CREDENTIALS: "/token" }, "gs://10.0.0.1/x: the credentials are no JSON object."],
    [
      "",
      {},
      "gs://10.0.0.1/x: no credentials were found: neither access_token, nor credentials, nor GOOGLE_APPLICATION_CREDENTIALS, nor a login, nor an account of this machine. Log in:\n    gcloud auth application-default login.",
    ],
  ].flatMap(([more, variables, first]) =>
    ["http://10.0.0.1/storage/v1/b", "http://10.0.0.1/storage/v1/", "http://10.0.0.1"].map(
      (endpoint) =>
        [
          "gcs",
          `bucket = "x"\nprefix = "/p"\nstorage_custom_endpoint = "${endpoint}"\n${more}`,
          variables as Variables,
          "w",
          "gs://10.0.0.1/x/p/w.tfstate",
          first as string,
        ] as const,
    ),
  ),
  ...(
    [
      ['host = "http://10.0.0.1"\ntoken = "t"', {}, "default/secrets/tfstate-w-s authorization=Bearer t"],
      ['config_path = "/kubeconfig"', {}, "default/secrets/tfstate-w-s authorization=Bearer mine"],
      [
        'config_paths = ["/nowhere", "/kubeconfig"]',
        {},
        "default/secrets/tfstate-w-s authorization=Bearer mine",
      ],
      [
        "",
        { KUBE_CONFIG_PATH: "/kubeconfig", KUBE_TOKEN: "v" },
        "default/secrets/tfstate-w-s authorization=Bearer v",
      ],
      [
        "",
        { KUBE_CONFIG_PATHS: "/nowhere:/kubeconfig", KUBE_CTX: "two" },
        "default/secrets/tfstate-w-s authorization=Basic dTpw",
      ],
      [
        'config_path = "/kubeconfig"\nconfig_context_auth_info = "you"\nnamespace = "n"',
        {},
        "n/secrets/tfstate-w-s authorization=Basic dTpw",
      ],
      [
        'config_path = "/kubeconfig"\nusername = "a"\npassword = "b"\nconfig_context = "two"',
        { KUBE_NAMESPACE: "m" },
        "m/secrets/tfstate-w-s authorization=Basic YTpi",
      ],
    ] as const
  ).map(
    ([more, variables, first]): Row => [
      "kubernetes",
      `secret_suffix = "s"\n${more}`,
      variables,
      "w",
      `kubernetes://${/^\w+/.exec(first)?.[0]}/tfstate-w-s`,
      `GET /api/v1/namespaces/${first}`,
    ],
  ),
  [
    "kubernetes",
    'secret_suffix = "s"\nconfig_path = "/kubeconfig"\nconfig_context_cluster = "there"',
    {},
    "default",
    "kubernetes://default/tfstate-default-s",
    "GET /there/api/v1/namespaces/default/secrets/tfstate-default-s authorization=Bearer mine",
  ],
  [
    "kubernetes",
    'secret_suffix = "s"\nhost = "http://10.0.0.1"\nin_cluster_config = true',
    {},
    "default",
    "kubernetes://default/tfstate-default-s",
    "kubernetes://default: unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined.",
  ],
  [
    "kubernetes",
    'secret_suffix = "s"',
    {},
    "default",
    "kubernetes://default/tfstate-default-s",
    "kubernetes://default: nothing says which cluster: set config_path (KUBE_CONFIG_PATH), in_cluster_config or host.",
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
  [
    "http",
    'address = "http://10.0.0.1/s"\nlock_address = "http://10.0.0.1/l"\nunlock_address = "http://10.0.0.1/u"',
    {},
    "default",
    "http://10.0.0.1/s",
    "GET /s",
  ],
  [
    "http",
    'address = "http://10.0.0.1/s"',
    { TF_HTTP_CLIENT_CERTIFICATE_PEM: "c", TF_HTTP_CLIENT_PRIVATE_KEY_PEM: "k", TF_HTTP_USERNAME: "u" },
    "default",
    "http://10.0.0.1/s",
    "GET /s authorization=Basic dTo=",
  ],
  [
    "consul",
    'address = "http://10.0.0.1"\ncert_file = "/cert"\nkey_file = "/key"\nca_file = "/cert"',
    { CONSUL_TLS_SERVER_NAME: "agent", CONSUL_HTTP_SSL_VERIFY: "false" },
    "default",
    "consul://10.0.0.1/tutti/shop",
    "GET /v1/kv/tutti/shop",
  ],
  [
    "s3",
    `${AWS}endpoint = "10.0.0.1:9999"`,
    KEYS,
    "default",
    "s3://10.0.0.1:9999/b/k",
    `https://10.0.0.1:9999/b/k: ${NOBODY}`,
  ],
  [
    "s3",
    `${AWS}use_path_style = true`,
    KEYS,
    "default",
    "s3://b/k",
    `https://s3.eu-central-1.amazonaws.com/b/k: ${NOBODY}`,
  ],
  [
    "s3",
    `${AWS}force_path_style = true`,
    KEYS,
    "default",
    "s3://b/k",
    `https://s3.eu-central-1.amazonaws.com/b/k: ${NOBODY}`,
  ],
  [
    "s3",
    `${S3}encrypt = true\nkms_key_id = "alias/a"\nacl = "private"\nskip_s3_checksum = true`,
    { ...KEYS, AWS_SESSION_TOKEN: "t" },
    "default",
    "s3://10.0.0.1/b/k",
    `GET /b/k authorization=${SIGNED} x-amz-security-token=t`,
  ],
  ["s3", `${S3}encrypt = true`, KEYS, "default", "s3://10.0.0.1/b/k", `GET /b/k authorization=${SIGNED}`],
];

test.each(rows)("%s: %j %j %s", async (type, block, variables, workspace, place, first) => {
  expect(await ask(type, block, variables, workspace)).toEqual({ place, first });
});

const SENT = [
  "x-amz-acl",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-customer-algorithm",
];

/** What is asked of S3 with each write. */
const writes: readonly (readonly [string, string])[] = [
  ["", ""],
  ["encrypt = true", "x-amz-server-side-encryption=AES256"],
  ['kms_key_id = "alias/a"', ""],
  [
    'encrypt = true\nkms_key_id = "alias/a"',
    "x-amz-server-side-encryption=aws:kms x-amz-server-side-encryption-aws-kms-key-id=alias/a",
  ],
  [
    'encrypt = true\nsse_customer_key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="',
    "x-amz-server-side-encryption-customer-algorithm=AES256",
  ],
  ['acl = "private"', "x-amz-acl=private"],
];

test.each(writes)("s3 with %j asks for it when it writes", async (block, wanted) => {
  const { backend, headers, until } = await open("s3", `${S3}${block}`, KEYS, { status: 200 });
  await until(backend.open("default").overwrite(emptyState("l")));
  const sent = SENT.flatMap((name) => {
    const value = headers(name);
    return value === undefined ? [] : [`${name}=${value}`];
  });
  expect(sent.join(" ")).toBe(wanted);
});

const at = (path: string, more = ""): string => `address = "http://${SERVER}${path}"\n${more}`;
const LOCK = { operation: "OperationTypeApply", timeoutMs: 0 };
const reading = ({ backend, until }: World): Promise<string> =>
  until(backend.open("default").read()).then(problemsOf);
const locking = ({ backend, until }: World): Promise<string> =>
  until(backend.open("default").lock(LOCK)).then((found) => (found.ok ? "" : found.message));
const breaking = ({ backend, until }: World): Promise<string> =>
  until(backend.open("default").breakLock("x")).then(problemsOf);
const listing = ({ backend, until }: World): Promise<string> => until(backend.workspaces()).then(problemsOf);

const HTTP = at("/s", "retry_max = 0");

/** What comes of an answer that is not what was hoped for; empty: nothing is wrong. */
const answers: readonly (readonly [
  string,
  string,
  { readonly status: number; readonly body?: string },
  (world: World) => Promise<string>,
  RegExp,
])[] = [
  ["http without a state", HTTP, { status: 200 }, reading, /^$/],
  ["http that refuses", HTTP, { status: 403 }, reading, /invalid auth/],
  ["http that is broken", HTTP, { status: 500 }, reading, /internal server error/],
  ["http with what is no state", HTTP, { status: 200, body: "<html>" }, reading, /./],
  ["http without an address to lock", HTTP, { status: 500 }, locking, /^$/],
  ["http without an address to unlock", HTTP, { status: 500 }, breaking, /has no locks as it is set up/],
  [
    "http whose lock refuses",
    `${HTTP}\nlock_address = "http://10.0.0.1/l"`,
    { status: 403 },
    locking,
    /invalid auth/,
  ],
  [
    "http whose lock another has, and does not say who",
    `${HTTP}\nlock_address = "http://10.0.0.1/l"`,
    { status: 423, body: "busy" },
    locking,
    /failed to unmarshal body/,
  ],
  ["s3 that refuses", S3, { status: 403 }, reading, /403/],
  ["s3 that refuses to list", S3, { status: 403 }, listing, /ListObjectsV2.*403|403.*ListObjectsV2/s],
  ["s3 without a lock file", S3, { status: 500 }, locking, /^$/],
  ["s3 whose lock file cannot be written", `${S3}use_lockfile = true`, { status: 403 }, locking, /403/],
  [
    "s3 whose lock file is there",
    `${S3}use_lockfile = true`,
    { status: 412 },
    locking,
    /412|PreconditionFailed/,
  ],
  ["consul that refuses", at("", 'path = "p"'), { status: 403, body: "denied" }, reading, /403.*denied/s],
  ["consul that refuses to list", at("", 'path = "p"'), { status: 403 }, listing, /403/],
  ["consul that is none", at("", 'path = "p"'), { status: 200, body: "hi" }, reading, /no Consul agent/],
];

test.each(answers)("%s", async (type, block, answer, act, wanted) => {
  const world = await open(type.replace(/ .*/, ""), block, type.startsWith("s3") ? KEYS : {}, answer);
  expect(await act(world)).toMatch(wanted);
});
