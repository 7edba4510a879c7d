import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";
import { decodeSettings } from "./decode-settings.ts";
import { parseHostName } from "./host-name.ts";
import { hostSettings, tokensOfVariables } from "./host-settings.ts";
import { readStoredCredentials, storeToken } from "./stored-credentials.ts";

/** A file of settings, and what Terraform says of it (asked of it). */
const FILES: readonly (readonly [string, string | undefined])[] = [
  ["bogus = 1", undefined],
  ["disable_checkpoint = true\ndisable_checkpoint_signature = false", undefined],
  [
    'disable_checkpoint = "true"',
    "Error parsing rc: At 1:22: root.disable_checkpoint: unknown type *ast.LiteralType",
  ],
  [
    "disable_checkpoint = []",
    "Error parsing rc: At 1:22: root.disable_checkpoint: unknown type *ast.ListType",
  ],
  ["plugin_cache_may_break_dependency_lock_file = true", undefined],
  ['credentials "a.test" {}\ncredentials "b.test" {\n  token = 1\n}', undefined],
  [
    'credentials "bad host" { token = "x" }',
    'The credentials "bad host" block has an invalid hostname: idna: disallowed rune U+0020',
  ],
  [
    'credentials "a_b.test" {}',
    'The credentials "a_b.test" block has an invalid hostname: idna: disallowed rune U+005F',
  ],
  [
    'credentials { token = "x" }',
    "Error parsing rc: At 1:23: root.credentials.token: not an object type for map (*ast.LiteralType)",
  ],
  [
    "credentials = 3",
    "Error parsing rc: At 1:15: root.credentials: not an object type for map (*ast.LiteralType)",
  ],
  ['host "x.test" {}', undefined],
  ['host "bad host" {}', 'The host "bad host" block has an invalid hostname: idna: disallowed rune U+0020'],
  [
    'host "x.test" { services = 3 }',
    "Error parsing rc: At 1:28: root.host.x.test.services: not an object type for map (*ast.LiteralType)",
  ],
  ['credentials_helper "a" { args = ["b"] }', undefined],
  [
    'credentials_helper "a" {}\ncredentials_helper "b" {}',
    "No more than one credentials_helper block may be specified",
  ],
  ['provider_installation {\n  direct {}\n  filesystem_mirror { path = "/x" }\n}', undefined],
  [
    "provider_installation {\n  bogus {}\n}",
    'Invalid provider_installation method block: Unknown provider installation method "bogus" at 2:3.',
  ],
  [
    "provider_installation {}\nprovider_installation {}",
    "No more than one provider_installation block may be specified",
  ],
  ['{"credentials":{"x.test":{"token":"t"}}}', undefined],
  ["x = [1,2", "Error parsing rc: At 2:1: error parsing list, expected comma or list end, got: EOF"],
];

test.each(FILES)("decodeSettings(): %j", (text, wanted) => {
  const { problems } = decodeSettings("rc", `${text}\n`);
  const said = problems.map(({ summary, detail }) => (detail === "" ? summary : `${summary}: ${detail}`));
  expect(said).toEqual(wanted === undefined ? [] : [wanted]);
});

test("decodeSettings() of what is done", () => {
  const { settings, pluginCache } = decodeSettings(
    "rc",
    'plugin_cache_dir = "/c"\ncredentials "A.test:443" { token = "t" }\nhost "b.test:8443" {\n  services = {\n    "modules.v1" = "https://c.test/"\n    other = {}\n  }\n}\ncredentials_helper "h" {\n  args = ["a", "b"]\n}\n',
  );
  expect(pluginCache).toBe("/c");
  expect(settings).toEqual({
    credentials: new Map([["a.test", "t"]]),
    hosts: new Map([["b.test:8443", new Map([["modules.v1", "https://c.test/"]])]]),
    helper: { name: "h", args: ["a", "b"] },
  });
});

test.each([
  ["Example.COM", "example.com"],
  ["example.com:443", "example.com"],
  ["example.com:8443", "example.com:8443"],
  ["bücher.test", "xn--bcher-kva.test"],
])("parseHostName(): %s is %s", (text, host) => {
  expect(parseHostName(text)).toEqual({ ok: true, host });
});

test.each(["", "a b", "a/b", "a_b", "a:b", "a\u0000b"])("parseHostName() refuses %j", (text) => {
  expect(parseHostName(text).ok).toBe(false);
});

test("tokensOfVariables(): an underscore is a dot, two are a dash", () => {
  const variables = new Map([
    ["TF_TOKEN_app_terraform_io", "a"],
    ["TF_TOKEN_my__host_test", "b"],
    ["TF_TOKEN_", "c"],
    ["TF_TOKENS", "d"],
  ]);
  expect([...tokensOfVariables(variables)]).toEqual([
    ["app.terraform.io", "a"],
    ["my-host.test", "b"],
  ]);
});

const HOME = createTerminal().host.environment.home;

test("a variable comes before the settings, those before what login stored", async () => {
  const { host, write } = createTerminal({ TF_TOKEN_a_test: "variable" });
  await write({
    [`${HOME}/.terraformrc`]:
      'credentials "a.test" { token = "file" }\ncredentials "b.test" { token = "file" }\n',
    [`${HOME}/.terraform.d/more.tfrc`]: 'credentials "d.test" { token = "folder" }\n',
    [`${HOME}/.terraform.d/.hidden.tfrc`]: 'credentials "e.test" { token = "hidden" }\n',
    [`${HOME}/.terraform.d/credentials.tfrc.json`]:
      '{"credentials":{"b.test":{"token":"stored"},"c.test":{"token":"stored"}}}',
  });
  const settings = await hostSettings(host);
  const tokens = await Promise.all(["a", "b", "c", "d", "e"].map((name) => settings.token(`${name}.test`)));
  expect(tokens).toEqual(["variable", "stored", "stored", "folder", undefined]);
});

test("TF_CLI_CONFIG_FILE names the one file that counts, beside what login stored", async () => {
  const { host, write } = createTerminal({ TF_CLI_CONFIG_FILE: "my.rc" });
  await write({
    "my.rc": 'host "a.test" {\n  services = { "modules.v1" = "https://b.test/" }\n}\n',
    [`${HOME}/.terraformrc`]: 'credentials "a.test" { token = "file" }\n',
    [`${HOME}/.terraform.d/more.tfrc`]: 'credentials "a.test" { token = "folder" }\n',
    [`${HOME}/.terraform.d/credentials.tfrc.json`]: '{"credentials":{"c.test":{"token":"stored"}}}',
  });
  const settings = await hostSettings(host);
  expect(settings.services("a.test")).toEqual(new Map([["modules.v1", "https://b.test/"]]));
  expect(await settings.token("a.test")).toBeUndefined();
  expect(await settings.token("c.test")).toBe("stored");
});

test("storeToken() keeps what else is in the file, for the owner alone", async () => {
  const { host, write, read } = createTerminal();
  const path = `${HOME}/.terraform.d/credentials.tfrc.json`;
  await storeToken(host, "a.test", "t");
  expect(await read(path)).toBe('{\n  "credentials": {\n    "a.test": {\n      "token": "t"\n    }\n  }\n}');
  expect((await host.disk.stat(path))?.mode).toBe(0o600);
  await write({ [path]: '{"credentials":{"b.test":{"token":"u"}},"other":1}' });
  await storeToken(host, "a.test", "t");
  expect([...(await readStoredCredentials(host))]).toEqual([
    ["b.test", "u"],
    ["a.test", "t"],
  ]);
  await storeToken(host, "b.test", undefined);
  expect(JSON.parse((await read(path)) ?? "")).toEqual({
    credentials: { "a.test": { token: "t" } },
    other: 1,
  });
  await write({ [path]: "{" });
  await expect(storeToken(host, "a.test", "t")).rejects.toThrow(/it is no JSON/);
});

const BEFORE = "There are some problems with the CLI configuration:\n";
const AFTER = "\nAs a result of the above problems, Terraform may not behave as intended.\n\n\n";

test("every command of Terraform's tells what is wrong with the settings, and goes on", async () => {
  const missing = createTerminal({ TF_CLI_CONFIG_FILE: "/no" });
  expect(await missing.run("version")).toEqual({
    status: 0,
    out: "Terraform v1.11.4\non linux_amd64\n",
    err: `${BEFORE}╷\n│ Warning: Unable to open CLI configuration file\n│\n│ The CLI configuration file at "/no" does not exist.\n╵\n\n`,
  });
  const broken = createTerminal({ TF_PLUGIN_CACHE_DIR: "/nowhere" });
  expect(await broken.run("workspace show")).toEqual({
    status: 0,
    out: "default\n",
    err: `${BEFORE}╷\n│ Error: The specified plugin cache dir /nowhere cannot be opened: stat /nowhere: no such file or directory\n│\n╵\n${AFTER}`,
  });
  await broken.host.disk.makeDirectory("/nowhere");
  expect((await broken.run("workspace show")).err).toBe("");
});
