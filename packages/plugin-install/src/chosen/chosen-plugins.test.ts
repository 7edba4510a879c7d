import { parseVersionConstraint } from "@tutti/config";
import { createMachine } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { formatLocks } from "../lock/format-locks.ts";
import { LOCK_PATH } from "../lock/lock-file.ts";
import { ChosenPlugins } from "./chosen-plugins.ts";

const KIT = "registry.terraform.io/acme/kit";
const FOLDER = ".terraform/providers";
const PACKAGE = `${FOLDER}/${KIT}/1.0.0/linux_amd64`;
const PROGRAM = `${PACKAGE}/terraform-provider-kit_v1.0.0`;
/** Of a package with this program, made of one `x`. */
const HASH = "h1:knN1fQySdxjKVLzIQq9+meKXoC133Wj+Wx14W2RJTvo=";

const lock = (hashes: readonly string[] = [HASH]) =>
  formatLocks(new Map([[KIT, { version: "1.0.0", constraints: "", hashes }]]));
const override = (path: string): string =>
  `provider_installation {\n  dev_overrides {\n    "acme/kit" = "${path}"\n  }\n  direct {}\n}\n`;
const reattach = (source: string, more: object = {}): string =>
  JSON.stringify({
    [source]: { Protocol: "grpc", ProtocolVersion: 6, Addr: { Network: "unix", String: "/s" }, ...more },
  });

async function chosen(
  files: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = {},
) {
  const { host, write } = createMachine({ variables });
  await write(files);
  return ChosenPlugins.read(host, FOLDER);
}

async function found(...given: Parameters<typeof chosen>): Promise<unknown> {
  const answer = await (await chosen(...given)).find(KIT);
  return answer.kind === "problem" ? `${answer.diagnostic.summary}: ${answer.diagnostic.detail}` : answer;
}

describe("which program stands for a provider:", () => {
  const INSTALLED = { [LOCK_PATH]: lock(), [PROGRAM]: "x" };
  const unchecked = {
    kind: "plugin",
    plugin: { source: KIT, version: "1.0.0", program: { path: PROGRAM, name: "terraform-provider-kit" } },
  };
  // What it says of itself is kept by the hash of its package.
  const schemaFile = `.terraform/provider-schemas/${KIT}/9273757d0c927718ca54bcc842af7e99e297a02d77dd68fe5b1d785b64494efa.schema`;
  const locked = { ...unchecked, plugin: { ...unchecked.plugin, schemaFile } };

  test("none where nobody chose one", async () => {
    expect(await found({})).toEqual({ kind: "none" });
    // What lies there is nobody's choice.
    expect(await found({ [PROGRAM]: "x" })).toEqual({ kind: "none" });
  });

  test("the package of the lock file, if it has one of the hashes that stand there", async () => {
    expect(await found(INSTALLED)).toEqual(locked);
    expect(await found({ ...INSTALLED, [LOCK_PATH]: lock(["h1:other=", HASH]) })).toEqual(locked);
    expect(await found({ ...INSTALLED, [LOCK_PATH]: lock([]) })).toEqual(unchecked);
  });

  const INSTALL_HINT =
    "<Tutti> uses external plugins to integrate with a variety of different infrastructure services. To download the plugins required for this configuration, run:\n  <tutti> init";
  const not = (why: string): string =>
    `Required plugins are not installed: The installed provider plugins are not consistent with the packages selected in the dependency lock file:\n  - ${KIT}: ${why}\n\n${INSTALL_HINT}`;

  test("a package that is not there, or is another, is told", async () => {
    const missing = not(`there is no package for ${KIT} 1.0.0 cached in ${FOLDER}`);
    expect(await found({ [LOCK_PATH]: lock() })).toBe(missing);
    expect(await found({ [LOCK_PATH]: lock(), [`${PACKAGE}/README`]: "x" })).toBe(missing);
    const other = not(
      `the cached package for ${KIT} 1.0.0 (in ${FOLDER}) does not match any of the checksums recorded in the dependency lock file`,
    );
    expect(await found({ ...INSTALLED, [PROGRAM]: "y" })).toBe(other);
    expect(await found({ ...INSTALLED, [`${PACKAGE}/more`]: "" })).toBe(other);
  });

  test("before it a folder of dev_overrides, whatever is locked", async () => {
    const settings = { "/home/user/.terraformrc": override("/dev") };
    expect(await found({ ...INSTALLED, ...settings, "/dev/terraform-provider-kit": "x" })).toEqual({
      kind: "plugin",
      plugin: {
        source: KIT,
        version: undefined,
        program: { path: "/dev/terraform-provider-kit", name: "terraform-provider-kit" },
      },
    });
    expect(await found({ ...INSTALLED, ...settings })).toBe(
      "Invalid provider dev override: The folder /dev, which the CLI configuration names for acme/kit (dev_overrides), has no program terraform-provider-kit.",
    );
  });

  test("before that a running one", async () => {
    const files = { ...INSTALLED, "/home/user/.terraformrc": override("/dev") };
    for (const name of [KIT, "acme/kit"])
      expect(await found(files, { TF_REATTACH_PROVIDERS: reattach(name) })).toEqual({
        kind: "plugin",
        plugin: { source: KIT, version: undefined, program: { target: { socketPath: "/s" }, protocol: 6 } },
      });
  });
});

test("what is chosen, by whom, in which version", async () => {
  const nobody = await chosen({});
  expect([nobody.isChosen(KIT), nobody.isLocked, nobody.versionOf(KIT)]).toEqual([false, false, undefined]);
  const locked = await chosen({ [LOCK_PATH]: lock() });
  expect([locked.isChosen(KIT), locked.isLocked, locked.versionOf(KIT)]).toEqual([true, true, "1.0.0"]);
  expect(locked.isChosen("registry.terraform.io/acme/other")).toBe(false);
  const overridden = await chosen({ "/home/user/.terraformrc": override("/dev") });
  expect([overridden.isChosen(KIT), overridden.isLocked]).toEqual([true, false]);
  expect([...overridden.overrides]).toEqual([[KIT, "/dev"]]);
  const running = await chosen({}, { TF_REATTACH_PROVIDERS: reattach("acme/kit") });
  expect([running.isChosen(KIT), running.isLocked]).toEqual([true, false]);
});

test("a constraint that the locked version does not meet is told, unless another program stands for it", async () => {
  const mistake = async (constraint: string, ...given: Parameters<typeof chosen>) =>
    (await chosen(...given)).constraintMistake({
      source: KIT,
      constraint: parseVersionConstraint(constraint) ?? [],
      asked: [],
    });
  const files = { [LOCK_PATH]: lock() };
  expect(await mistake("~> 1.0", files)).toBeUndefined();
  expect(await mistake(">= 1.1.0", files)).toBe(
    `provider ${KIT}: locked version selection 1.0.0 doesn't match the updated version constraints ">= 1.1.0"`,
  );
  expect(await mistake(">= 1.1.0", {})).toBeUndefined();
  expect(
    await mistake(">= 1.1.0", { ...files, "/home/user/.terraformrc": override("/dev") }),
  ).toBeUndefined();
  expect(await mistake(">= 1.1.0", files, { TF_REATTACH_PROVIDERS: reattach("acme/kit") })).toBeUndefined();
});

test("those that are not installed are told together, before all else", async () => {
  const OTHER = "registry.terraform.io/acme/other";
  const plugins = await chosen({
    [LOCK_PATH]: formatLocks(
      new Map([KIT, OTHER].map((source) => [source, { version: "1.0.0", constraints: "", hashes: [HASH] }])),
    ),
    "/home/user/.terraformrc": `provider_installation {\n  dev_overrides {\n    "acme/third" = "/dev"\n  }\n}\n`,
  });
  const told = await plugins.problems(["registry.terraform.io/acme/third", KIT, OTHER, "a.b/c/d"]);
  expect(told.map(({ summary, detail }) => `${summary}: ${detail.split("\n\n")[0]}`)).toEqual([
    `Required plugins are not installed: The installed provider plugins are not consistent with the packages selected in the dependency lock file:\n  - ${KIT}: there is no package for ${KIT} 1.0.0 cached in ${FOLDER}\n  - ${OTHER}: there is no package for ${OTHER} 1.0.0 cached in ${FOLDER}`,
    "Invalid provider dev override: The folder /dev, which the CLI configuration names for acme/third (dev_overrides), has no program terraform-provider-third.",
  ]);
  expect(await plugins.problems([])).toEqual([]);
});

test.each<[string, Parameters<typeof chosen>, string]>([
  [
    "the lock file",
    [{ [LOCK_PATH]: 'provider "null" {\n  version = "1.0.0"\n}\n' }],
    "Non-normalized provider source address",
  ],
  ["the variable", [{}, { TF_REATTACH_PROVIDERS: "{" }], "Invalid TF_REATTACH_PROVIDERS"],
  [
    "a plugin of the variable",
    [{}, { TF_REATTACH_PROVIDERS: reattach("acme/kit", { Protocol: "netrpc" }) }],
    "Invalid TF_REATTACH_PROVIDERS",
  ],
])("what is wrong with %s is a mistake, and nothing of it is chosen", async (_, given, summary) => {
  const plugins = await chosen(...given);
  expect(plugins.mistakes.map((mistake) => mistake.summary)).toEqual([summary]);
  expect(await plugins.find(KIT)).toEqual({ kind: "none" });
});
