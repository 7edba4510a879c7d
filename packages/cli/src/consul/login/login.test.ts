import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import { createAgentTerminal } from "../../../testkit/agent-terminal.ts";
import { expectRows } from "../../../testkit/rows.ts";

const MASTER = "11111111-2222-3333-4444-555555555555";
const ACL = `acl { enabled = true\n default_policy = "deny"\n tokens { master = "${MASTER}" } }`;

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

function signed(claims: object): string {
  const parts = [{ alg: "ES256" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  const text = parts.join(".");
  return `${text}.${sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

const CONFIG = {
  JWTValidationPubKeys: [publicKey.export({ type: "spki", format: "pem" })],
  ClaimMappings: { name: "name" },
  BoundIssuer: "us",
};

test("a method, a rule, a login and its end", async () => {
  const variables = { CONSUL_HTTP_TOKEN: MASTER };
  const files = {
    "acl.hcl": ACL,
    "config.json": JSON.stringify(CONFIG),
    "empty.jwt": " \n",
    "bad.json": "{",
  };
  const terminal = await createAgentTerminal(files, "-dev -node here -config-file acl.hcl", variables);
  const nowS = Math.floor(terminal.host.clock.now() / 1000);
  await terminal.write({
    "web.jwt": `${signed({ iat: nowS, iss: "us", name: "web" })}\n`,
    "x.jwt": signed({ iat: nowS, iss: "x" }),
  });
  await expectRows(terminal.consul, [
    [
      "acl auth-method create",
      1,
      { err: /^Missing required '-type' flag\n\nUsage: consul acl auth-method create/ },
    ],
    ["acl auth-method create -type jwt", 1, { err: /^Missing required '-name' flag\n/ }],
    [
      "acl auth-method create -type jwt -name m",
      1,
      { err: /^Failed to create new auth method: .*exactly one of/ },
    ],
    [
      "acl auth-method create -type jwt -name m -config @bad.json",
      1,
      { err: /^Error parsing JSON for auth method/ },
    ],
    [
      "acl auth-method create -type kubernetes -name k -kubernetes-host h",
      1,
      { err: "Missing required '-kubernetes-ca-cert' flag\n" },
    ],
    [
      "acl auth-method create -type kubernetes -name k -config @config.json -kubernetes-host h",
      1,
      { err: "Cannot use command line arguments with '-config' flags\n" },
    ],
    [
      "acl auth-method create -type jwt -name m -description d -max-token-ttl 5m -config @config.json",
      0,
      {
        out: /^Name: {10}m\nType: {10}jwt\nDescription: {3}d\nMaxTokenTTL: {3}5m0s\nConfig:\n\{\n {2}"BoundIssuer": "us",\n {2}"ClaimMappings": \{\n/,
      },
    ],
    [
      "acl auth-method update",
      1,
      { err: "Cannot update an auth method without specifying the -name parameter\n" },
    ],
    ["acl auth-method update -name none", 1, { err: 'Auth method not found with name "none"\n' }],
    [
      "acl auth-method update -name m -display-name M",
      0,
      { out: /DisplayName: {3}M\nDescription: {3}d\nMaxTokenTTL: {3}5m0s/ },
    ],
    ["acl auth-method read -name m -meta", 0, { out: /Create Index: {2}\d+\nModify Index: {2}\d+\nConfig:/ }],
    ["acl auth-method read", 1, { err: "Must specify the -name parameter\n" }],
    [
      "acl auth-method list",
      0,
      { out: "m:\n   Type:         jwt\n   DisplayName:  M\n   Description:  d\n\n" },
    ],
    ["acl auth-method list -format json", 0, { out: /^\[\n {4}\{\n {8}"Name": "m"/ }],
    ["acl binding-rule create -bind-name w", 1, { err: /^Missing required '-method' flag\n/ }],
    ["acl binding-rule create -method m", 1, { err: /^Missing required '-bind-name' flag\n/ }],
    ["acl binding-rule create -method m -bind-name w -selector nope==1", 1, { err: /Selector is invalid/ }],
    [
      "acl binding-rule create -method m -bind-name ${value.name} -selector value.name==web",
      0,
      {
        out: /^ID: {11}\S+\nAuthMethod: {3}m\nDescription: {2}\nBindType: {5}service\nBindName: {5}\$\{value.name\}\nSelector: {5}value.name==web\n/,
      },
    ],
    [
      "acl binding-rule update -id zz",
      1,
      { err: "Error determining binding rule ID: No such rule ID with prefix: zz\n" },
    ],
    ["acl binding-rule read", 1, { err: "Must specify the -id parameter.\n" }],
    ["acl binding-rule list -method other", 0, {}],
    ["acl binding-rule list", 0, { out: /^\S+:\n {3}AuthMethod: {3}m\n/ }],
    ["login -method m", 1, { err: "Missing required '-token-sink-file' flag\n" }],
    ["login -token-sink-file s", 1, { err: "Missing required '-method' flag\n" }],
    ["login -method m -token-sink-file s more", 1, { err: "Should have no non-flag arguments.\n" }],
    ["login -method m -token-sink-file s", 1, { err: "Missing required '-bearer-token-file' flag\n" }],
    ["login -method m -token-sink-file s -type oidc", 1, { err: /in a browser/ }],
    [
      "login -method m -token-sink-file s -bearer-token-file no.jwt",
      1,
      { err: "open no.jwt: no such file or directory\n" },
    ],
    [
      "login -method m -token-sink-file s -bearer-token-file empty.jwt",
      1,
      { err: "No bearer token found in empty.jwt\n" },
    ],
    [
      "login -method m -token-sink-file s -bearer-token-file x.jwt",
      1,
      { err: /^Error logging in: .*invalid issuer/ },
    ],
    ["login -method m -token-sink-file s -bearer-token-file web.jwt -meta pod=p1", 0, {}],
    [
      "acl token read -self -token-file s",
      0,
      {
        out: /Description: {6}token created via login: \{"pod":"p1"\}\nLocal: {12}true\nAuth Method: {6}m\n/,
      },
    ],
    ["logout", 1, { err: /^Error destroying token: Unexpected response code: 403 \(Permission denied\)/ }],
    ["logout x", 1, { err: "Should have no non-flag arguments.\n" }],
    ["logout -token-file s", 0, {}],
    ["acl token read -self -token-file s", 1, { err: /403/ }],
    ["acl auth-method delete -name m", 0, { out: 'Auth method "m" deleted successfully\n' }],
    ["acl binding-rule list", 0, {}],
  ]);
  expect((await terminal.host.disk.stat("s"))?.mode).toBe(0o600);
  await terminal.stop();
});
