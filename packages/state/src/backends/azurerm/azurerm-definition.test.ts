/** What the arguments of the block, and the variables behind them, make of the requests: whom, for what, in whose name. */

import { parseConfig } from "@tutti/hcl";
import type { HttpExchange } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { decodeBackendSettings } from "../../backend-settings.ts";
import { AZURERM } from "./azurerm-definition.ts";

const KEY = Buffer.from("secret").toString("base64");
const BLOB = "GET acc.blob.core.windows.net/con/k";
const BEARER = `${BLOB} Bearer of-`;
const STORAGE = "https://storage.azure.com";
const LOGIN = "POST login.microsoftonline.com/t/oauth2/v2.0/token client_credentials c";
const ENTRA = 'use_azuread_auth = true\ntenant_id = "t"\nclient_id = "c"\n';
const LIST = `POST management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/acc/listKeys?api-version=2023-05-01 Bearer of-login`;

const rows: readonly (readonly [string, string, Readonly<Record<string, string>>, readonly string[]])[] = [
  ["a key", `access_key = "${KEY}"`, {}, [`${BLOB} SharedKey acc`]],
  ["a key of the environment", "", { ARM_ACCESS_KEY: KEY }, [`${BLOB} SharedKey acc`]],
  ["a signature", 'sas_token = "?sv=1&sig=a%2Fb"', {}, [`${BLOB}?sv=1&sig=a%2Fb -`]],
  ["a signature of the environment", "", { ARM_SAS_TOKEN: "sv=1" }, [`${BLOB}?sv=1 -`]],
  [
    "a secret",
    `${ENTRA}client_secret = "s"`,
    {},
    [`${LOGIN} ${STORAGE}/.default client_secret=s`, `${BEARER}login`],
  ],
  [
    "a secret of the environment, in files",
    "",
    {
      ARM_USE_AZUREAD: "true",
      ARM_TENANT_ID: "t",
      ARM_CLIENT_ID_FILE_PATH: "/id",
      ARM_CLIENT_SECRET_FILE_PATH: "/secret",
    },
    [`${LOGIN} ${STORAGE}/.default client_secret=of-a-file`, `${BEARER}login`],
  ],
  [
    "a token of elsewhere",
    `${ENTRA}use_oidc = true\noidc_token = "o"`,
    {},
    [`${LOGIN} ${STORAGE}/.default client_assertion=o`, `${BEARER}login`],
  ],
  [
    "a token of elsewhere in a file",
    `${ENTRA}use_oidc = true\noidc_token_file_path = "/jwt"`,
    {},
    [`${LOGIN} ${STORAGE}/.default client_assertion=jwt`, `${BEARER}login`],
  ],
  [
    "a token that is asked for",
    `${ENTRA}use_oidc = true`,
    { ACTIONS_ID_TOKEN_REQUEST_URL: "https://ci.example/t?x=1", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "ci" },
    [
      "GET ci.example/t?x=1&audience=api%3A%2F%2FAzureADTokenExchange Bearer ci",
      `${LOGIN} ${STORAGE}/.default client_assertion=of-ci`,
      `${BEARER}login`,
    ],
  ],
  [
    "a token of Azure DevOps",
    `${ENTRA}use_oidc = true\nado_pipeline_service_connection_id = "sc"`,
    { SYSTEM_OIDCREQUESTURI: "https://ci.example/t", SYSTEM_ACCESSTOKEN: "ci" },
    [
      "POST ci.example/t?api-version=7.1&serviceConnectionId=sc Bearer ci",
      `${LOGIN} ${STORAGE}/.default client_assertion=of-devops`,
      `${BEARER}login`,
    ],
  ],
  [
    "the machine",
    'use_azuread_auth = true\nuse_msi = true\nclient_id = "c"',
    {},
    [
      "GET 169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F&client_id=c true",
      `${BEARER}machine`,
    ],
  ],
  [
    "an App Service",
    "use_azuread_auth = true\nuse_msi = true",
    { IDENTITY_ENDPOINT: "http://169.254.169.254/msi", IDENTITY_HEADER: "h" },
    [
      "GET 169.254.169.254/msi?api-version=2019-08-01&resource=https%3A%2F%2Fstorage.azure.com%2F h",
      `${BEARER}machine`,
    ],
  ],
  [
    "a pod",
    "use_azuread_auth = true\nuse_aks_workload_identity = true",
    { AZURE_FEDERATED_TOKEN_FILE: "/jwt", AZURE_CLIENT_ID: "c", AZURE_TENANT_ID: "t" },
    [`${LOGIN} ${STORAGE}/.default client_assertion=jwt`, `${BEARER}login`],
  ],
  [
    "the login of the Azure CLI",
    'use_azuread_auth = true\ntenant_id = "t"',
    {},
    [`az account get-access-token --output json --resource ${STORAGE}/ --tenant t`, `${BEARER}cli`],
  ],
  [
    "the account's key, which a secret is shown for",
    'tenant_id = "t"\nclient_id = "c"\nclient_secret = "s"\nresource_group_name = "g"\nsubscription_id = "s"',
    {},
    [`${LOGIN} https://management.azure.com/.default client_secret=s`, LIST, `${BLOB} SharedKey acc`],
  ],
  [
    "another cloud",
    `environment = "china"\naccess_key = "${KEY}"`,
    {},
    ["GET acc.blob.core.chinacloudapi.cn/con/k SharedKey acc"],
  ],
  [
    "a cloud of its own",
    `metadata_host = "stack.example"\naccess_key = "${KEY}"`,
    {},
    [
      "GET stack.example/metadata/endpoints?api-version=2022-09-01 -",
      "GET acc.blob.stack.example/con/k SharedKey acc",
    ],
  ],
];
test.each(rows)("asks in the name of %s", async (_, block, variables, wanted) => {
  const { asked, said } = await read(block, variables);
  expect(said).toBe("");
  expect(asked).toEqual(wanted);
});

const refusals: readonly (readonly [string, string, RegExp])[] = [
  ["nobody", "use_azuread_auth = true\nuse_cli = false", /nothing says who asks: set access_key, /],
  ["who has no group", 'client_secret = "s"', /needs resource_group_name and subscription_id\.$/],
  ["who has no tenant", 'use_azuread_auth = true\nclient_secret = "s"', /needs tenant_id and client_id\.$/],
  [
    "who says two things",
    `${ENTRA}client_secret = "s"\nclient_secret_file_path = "/secret"`,
    /client_secret and its file do not say the same/,
  ],
  ["a token that is not there", `${ENTRA}use_oidc = true`, /use_oidc needs oidc_token, /],
  [
    "no pod",
    "use_azuread_auth = true\nuse_aks_workload_identity = true",
    /AZURE_FEDERATED_TOKEN_FILE is not set/,
  ],
  [
    "a secret that is wrong",
    `${ENTRA}client_secret = "no"`,
    /token: 401 AADSTS7000215: Invalid client secret\.$/,
  ],
  ["a login that is none", 'use_azuread_auth = true\ntenant_id = "none"', /\n {4}az login\.$/],
  [
    "a cloud that says nothing",
    `metadata_host = "ci.example"\naccess_key = "${KEY}"`,
    /does not say where the services/,
  ],
];
test.each(refusals)("refuses %s", async (_, block, words) => {
  const { said } = await read(block, {});
  expect(said).toMatch(words);
});

/** Reads a state of which there is none; with Azure's services around. */
async function read(block: string, variables: Readonly<Record<string, string>>) {
  const simulation = createSimulation(1);
  const runtime = simulation.host("10.0.0.2", { variables });
  const asked: string[] = [];
  const serve = (
    host: string,
    answer: (exchange: HttpExchange, form: URLSearchParams) => [number, unknown],
  ) =>
    simulation.until(
      simulation.host(host).network.serveHttp({ host, port: 80 }, async (exchange) => {
        const form = new URLSearchParams(new TextDecoder().decode(await exchange.body(1 << 16)));
        const who =
          exchange.header("authorization")?.replace(/:.*/, "") ??
          exchange.header("metadata") ??
          exchange.header("x-identity-header") ??
          "-";
        const proof = ["client_secret", "client_assertion"].filter((name) => form.has(name));
        const words = form.has("grant_type")
          ? [
              form.get("grant_type"),
              form.get("client_id"),
              form.get("scope"),
              ...proof.map((name) => `${name}=${form.get(name)}`),
            ]
          : [who];
        asked.push(`${exchange.method} ${host}${exchange.target} ${words.join(" ")}`);
        const [status, json] = answer(exchange, form);
        exchange.respond(status, {}, JSON.stringify(json));
      }),
    );
  const token = (name: string) => ({ access_token: `of-${name}`, expires_in: 3_600 });
  for (const suffix of ["core.windows.net", "core.chinacloudapi.cn", "stack.example"])
    await serve(`acc.blob.${suffix}`, () => [404, {}]);
  await serve("login.microsoftonline.com", (_, form) =>
    form.get("client_secret") === "no"
      ? [
          401,
          {
            error: "invalid_client",
            error_description: "AADSTS7000215: Invalid client secret.\r\nTrace ID: x",
          },
        ]
      : [200, token("login")],
  );
  await serve("169.254.169.254", () => [200, { ...token("machine"), expires_in: "3600" }]);
  await serve("ci.example", ({ method }) => [
    200,
    method === "GET" ? { value: "of-ci" } : { oidcToken: "of-devops" },
  ]);
  await serve("management.azure.com", () => [200, { keys: [{ keyName: "key1", value: KEY }] }]);
  await serve("stack.example", () => [
    200,
    {
      authentication: { loginEndpoint: "https://login.stack.example/" },
      resourceManager: "https://management.stack.example/",
      suffixes: { storage: "stack.example" },
    },
  ]);
  runtime.processes.install("az", async ({ args }) => {
    if (args.includes("none")) return { exitCode: 1 };
    asked.push(`az ${args.join(" ")}`);
    return { exitCode: 0, output: JSON.stringify({ accessToken: "of-cli", expires_on: 1_767_250_000 }) };
  });
  for (const [path, text] of Object.entries({ "/id": "c\n", "/secret": "of-a-file\n", "/jwt": "jwt\n" }))
    await simulation.until(runtime.disk.writeFile(path, text));
  const text = `storage_account_name = "acc"\ncontainer_name = "con"\nkey = "k"\n${block}`;
  const { settings } = decodeBackendSettings(
    AZURERM,
    parseConfig(text, "main.tf").body,
    [],
    new Map(Object.entries(variables)),
  );
  if (settings === undefined) throw new Error(text);
  const backend = AZURERM.create({ runtime, reader: { name: "Tutti", version: "1.11.4" } }, settings);
  const found = await simulation.until(backend.open("default").read());
  return { asked, said: found.ok ? "" : found.problems.map(({ detail }) => detail).join() };
}
