import { loadConfig, memorySources } from "@tutti/config";
import { NO_HOST_SETTINGS } from "@tutti/modules";
import { createMachine } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { type InstallPlugins, installPlugins } from "./install-plugins.ts";

const LOCK = ".terraform.lock.hcl";
const MIRROR = "/home/user/.terraform.d/plugins";
const packages = (...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.map((name) => {
      const [source = "", version = ""] = name.split("@");
      return [
        `${MIRROR}/${source}/${version}/linux_amd64/terraform-provider-${source.split("/").at(-1)}`,
        name,
      ];
    }),
  );
const needs = (...providers: readonly string[]): string =>
  `terraform {\n  required_providers {\n${providers
    .map((one, at) => {
      const [source, version] = one.split("@");
      const asked = version === undefined ? "" : `, version = "${version}"`;
      return `    p${at} = { source = "${source}"${asked} }\n`;
    })
    .join("")}  }\n}\n`;

/** Installs in a directory; gives what was told, and the providers of the lock file with their versions. */
async function init(
  configuration: string,
  files: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = {},
  more: Partial<InstallPlugins> = {},
) {
  const { host, write, read } = createMachine({ variables });
  await write(files);
  const reader = memorySources(new Map([["main.tf", configuration]]));
  const { config } = await loadConfig(reader, { productVersion: "1.11.4" });
  if (config === undefined) throw new Error("there is a configuration");
  const steps: string[] = [];
  const builtIn: string[] = [];
  const done = await installPlugins({
    runtime: host,
    config,
    upgrade: false,
    lockReadOnly: false,
    folders: [],
    settings: NO_HOST_SETTINGS,
    onStep: ({ kind, source }) => steps.push(`${kind} ${source}`),
    onBuiltIn: (source) => builtIn.push(source),
    ...more,
  });
  const text = (await read(LOCK)) ?? "";
  const locked = [...text.matchAll(/provider "(.*)" \{\n {2}version\s+= "(.*)"/g)].map(
    ([, source, version]) => `${source}@${version}`,
  );
  const told = done.diagnostics.map(({ severity, summary }) => `${severity}: ${summary}`);
  return { ...done, told, steps, builtIn, locked, text };
}

const KIT = "example.com/acme/kit";
const OTHER = "example.com/acme/other";
const locks = (...all: readonly string[]): string =>
  all.map((one) => `provider "${one.split("@")[0]}" {\n  version = "${one.split("@")[1]}"\n}\n`).join("\n");

test("what a directory needs is chosen, and written down", async () => {
  const first = await init(needs(KIT), packages(`${KIT}@1.0.0`, `${KIT}@1.1.0`));
  expect([first.told, first.lock, first.locked]).toEqual([[], "created", [`${KIT}@1.1.0`]]);
  expect([first.incomplete, first.isSelfSigned]).toEqual([[KIT], false]);
  const more = await init(needs(KIT, OTHER), {
    ...packages(`${KIT}@1.1.0`, `${OTHER}@2.0.0`),
    [LOCK]: first.text,
  });
  expect([more.lock, more.locked]).toEqual(["changed", [`${KIT}@1.1.0`, `${OTHER}@2.0.0`]]);
  const same = await init(needs(KIT, OTHER), {
    ...packages(`${KIT}@1.1.0`, `${OTHER}@2.0.0`),
    [LOCK]: more.text,
  });
  expect([same.lock, same.text, same.incomplete]).toEqual(["same", more.text, []]);
});

test("another constraint alone is not written down, and comes with the next choice", async () => {
  const { text } = await init(needs(KIT), packages(`${KIT}@1.0.0`));
  const files = { ...packages(`${KIT}@1.0.0`, `${OTHER}@1.0.0`), [LOCK]: text };
  const same = await init(needs(`${KIT}@~> 1.0`), files);
  expect([same.lock, same.text]).toEqual(["same", text]);
  const more = await init(needs(`${KIT}@~> 1.0`, OTHER), files);
  expect(more.lock).toBe("changed");
  expect(more.text).toContain('constraints = "~> 1.0"');
});

test("what nobody needs any more leaves the lock file", async () => {
  const { lock, locked } = await init(needs(KIT), {
    ...packages(`${KIT}@1.0.0`),
    [LOCK]: locks(`${KIT}@1.0.0`, `${OTHER}@1.0.0`),
  });
  expect([lock, locked]).toEqual(["changed", [`${KIT}@1.0.0`]]);
});

describe("a program of the user's own stands for a provider:", () => {
  const reattach = (source: string): Readonly<Record<string, string>> => ({
    TF_REATTACH_PROVIDERS: JSON.stringify({
      [source]: { Protocol: "grpc", ProtocolVersion: 6, Addr: { Network: "unix", String: "/s" } },
    }),
  });
  const OVERRIDE = {
    "/home/user/.terraformrc": `provider_installation {\n  dev_overrides {\n    "${KIT}" = "/dev"\n  }\n  filesystem_mirror {\n    path = "${MIRROR}"\n  }\n}\n`,
  };

  test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, readonly string[]]>([
    ["one that runs", {}, reattach(KIT), []],
    ["a folder of dev_overrides", OVERRIDE, {}, ["warning: Provider development overrides are in effect"]],
  ])("%s: nothing is fetched, and what was locked stays", async (_, files, variables, warnings) => {
    const alone = await init(needs(KIT), files, variables);
    expect([alone.told, alone.steps, alone.lock]).toEqual([warnings, [], "same"]);
    const beside = await init(
      needs(KIT, OTHER),
      { ...files, ...packages(`${OTHER}@1.0.0`), [LOCK]: locks(`${KIT}@0.9.0`) },
      variables,
    );
    expect([beside.told, beside.locked]).toEqual([warnings, [`${KIT}@0.9.0`, `${OTHER}@1.0.0`]]);
    expect(beside.steps.filter((step) => step.endsWith(KIT))).toEqual([]);
  });

  test("a variable that cannot be read is told, and nothing is done", async () => {
    const { told, steps, lock } = await init(needs(KIT), packages(`${KIT}@1.0.0`), {
      TF_REATTACH_PROVIDERS: "{",
    });
    expect([told, steps, lock]).toEqual([["error: Invalid TF_REATTACH_PROVIDERS"], [], "same"]);
  });
});

describe("providers of ours stand in where nobody chose the real one:", () => {
  const DOCKER = "registry.terraform.io/kreuzwerker/docker";

  test.each<[string, string, Readonly<Record<string, string>>, boolean]>([
    ["by their name", needs(DOCKER), packages(`${DOCKER}@1.0.0`), true],
    ["where no folder has the version", needs(`${DOCKER}@~> 3.0`), packages(`${DOCKER}@1.0.0`), true],
    ["not where one has it", needs(`${DOCKER}@~> 1.0`), packages(`${DOCKER}@1.0.0`), false],
    [
      "not where it is locked",
      needs(DOCKER),
      { ...packages(`${DOCKER}@1.0.0`), [LOCK]: locks(`${DOCKER}@1.0.0`) },
      false,
    ],
  ])("%s", async (_, configuration, files, isOurs) => {
    const { told, builtIn, locked } = await init(configuration, files);
    expect(told).toEqual([]);
    expect(builtIn).toEqual(isOurs ? [DOCKER] : []);
    expect(locked).toEqual(isOurs ? [] : [`${DOCKER}@1.0.0`]);
  });

  test("always where the provider is a part of the program", async () => {
    const { builtIn, lock } = await init('resource "terraform_data" "a" {}\n', {});
    expect([builtIn, lock]).toEqual([["terraform.io/builtin/terraform"], "same"]);
  });
});

describe("a lock file that is not to be changed", () => {
  const HASHES = locks(`${KIT}@1.0.0`);
  test.each<[string, string, string, readonly string[]]>([
    [
      "and would get a provider more",
      needs(KIT, OTHER),
      HASHES,
      ["error: Provider dependency changes detected"],
    ],
    [
      "and would lose one",
      needs(KIT),
      locks(`${KIT}@1.0.0`, `${OTHER}@1.0.0`),
      ["error: Provider dependency changes detected"],
    ],
    ["and would only get more hashes", needs(KIT), HASHES, ["warning: Provider lock file not updated"]],
  ])("%s is told", async (_, configuration, text, wanted) => {
    const files = { ...packages(`${KIT}@1.0.0`, `${OTHER}@1.0.0`), [LOCK]: text };
    const done = await init(configuration, files, {}, { lockReadOnly: true });
    expect([done.told, done.lock, done.text]).toEqual([wanted, "same", text]);
  });
});

test("a lock file that is none is told before anything is asked", async () => {
  const { told, steps } = await init(needs(KIT), { ...packages(`${KIT}@1.0.0`), [LOCK]: 'provider "x" {\n' });
  expect([told, steps]).toEqual([[expect.stringMatching(/^error: /)], []]);
});
