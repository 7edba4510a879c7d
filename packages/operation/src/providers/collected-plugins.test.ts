import { loadConfig, memorySources } from "@tutti/config";
import { NO_HOST_SETTINGS } from "@tutti/modules";
import { createMachine } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { type LockPlugins, lockPlugins, mirrorPlugins } from "./collected-plugins.ts";

const LOCK = ".terraform.lock.hcl";
const KIT = "registry.terraform.io/acme/kit";
const RANDOM = "registry.terraform.io/hashicorp/random";
const CONFIGURATION = `terraform {
  required_providers {
    kit    = { source = "acme/kit", version = "~> 1.0" }
    random = { source = "hashicorp/random" }
  }
}
resource "terraform_data" "a" {}
`;
const MIRROR = Object.fromEntries(
  [KIT, RANDOM].flatMap((source) =>
    ["linux_amd64", "darwin_arm64"].map((platform) => [
      `/m/${source}/1.2.0/${platform}/terraform-provider-${source.split("/").at(-1)}`,
      platform,
    ]),
  ),
);
const locked = (source: string, version: string): string =>
  `provider "${source}" {\n  version = "${version}"\n}\n`;

async function machineWith(files: Readonly<Record<string, string>>) {
  const { host, write, read } = createMachine();
  await write({ ...MIRROR, ...files });
  const { config } = await loadConfig(memorySources(new Map([["main.tf", CONFIGURATION]])), {
    productVersion: "1.11.4",
  });
  if (config === undefined) throw new Error("there is a configuration");
  return { runtime: host, config, read, settings: NO_HOST_SETTINGS };
}

async function lock(files: Readonly<Record<string, string>>, given: Partial<LockPlugins> = {}) {
  const { runtime, config, read, settings } = await machineWith(files);
  const steps: string[] = [];
  const place = { kind: "filesystem", path: "/m" } as const;
  const onStep: LockPlugins["onStep"] = ({ kind, source, version, platform }) =>
    void (kind === "obtained" && steps.push(`${source} ${version} ${platform}`));
  const done = await lockPlugins({
    runtime,
    config,
    platforms: [],
    sources: [],
    place,
    settings,
    onStep,
    ...given,
  });
  return { ...done, steps, text: await read(LOCK) };
}

describe("lockPlugins()", () => {
  test("locks what is a package, for this machine where no platform is named", async () => {
    const { steps, changed, text } = await lock({});
    expect([steps, changed]).toEqual([[`${KIT} 1.2.0 linux_amd64`], true]);
    expect(text?.match(/provider ".*"/g)).toEqual([`provider "${KIT}"`]);
    expect(text?.match(/"h1:/g)).toHaveLength(1);
    expect((await lock({ [LOCK]: text ?? "" })).changed).toBe(false);
  });

  test.each<[string, Readonly<Record<string, string>>, Partial<LockPlugins>, readonly string[]]>([
    [
      "each platform once",
      {},
      { platforms: ["darwin_arm64", "darwin_arm64"] },
      [`${KIT} 1.2.0 darwin_arm64`],
    ],
    [
      "a provider of ours that is locked",
      { [LOCK]: locked(RANDOM, "1.2.0") },
      {},
      [`${KIT} 1.2.0 linux_amd64`, `${RANDOM} 1.2.0 linux_amd64`],
    ],
    ["one that is named, and no other", {}, { sources: [RANDOM] }, [`${RANDOM} 1.2.0 linux_amd64`]],
  ])("locks %s", async (_, files, given, wanted) => {
    expect((await lock(files, given)).steps).toEqual(wanted);
  });

  test.each([
    ["a lock file that is none", { [LOCK]: "provider {}" }, {}],
    ["a platform that nobody has", {}, { platforms: ["plan9_arm"] }],
  ])("writes nothing for %s", async (_, files: Readonly<Record<string, string>>, given) => {
    const { diagnostics, changed, text } = await lock(files, given);
    expect([diagnostics.length > 0, changed, text]).toEqual([true, false, files[LOCK]]);
  });
});

test.each([
  [
    "a lock file without it",
    locked(RANDOM, "1.2.0"),
    `got:[provider ${KIT}: required by this configuration but no version is selected]`,
  ],
  [
    "another version",
    locked(KIT, "0.9.0"),
    `got:[provider ${KIT}: locked version selection 0.9.0 doesn't match the updated version constraints "~> 1.0"]`,
  ],
])("mirrorPlugins() refuses %s", async (_, text, words) => {
  const world = await machineWith({ [LOCK]: text });
  const told: string[] = [];
  const found = await mirrorPlugins({
    ...world,
    platforms: [],
    folder: "out",
    useLocks: true,
    onStep: () => told.push("step"),
    onBuiltIn: (source) => told.push(source),
  });
  expect(found.map(({ summary }) => summary)).toEqual(["Inconsistent dependency lock file"]);
  expect([found[0]?.detail.split("\n").at(-1)?.trim(), told]).toEqual([words, []]);
});
