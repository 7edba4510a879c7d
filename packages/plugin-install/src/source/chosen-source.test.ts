import { FETCH_LIMITS, NO_HOST_SETTINGS } from "@tutti/modules";
import { createMachine } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { type Installation, type InstallationMethod, NO_INSTALLATION } from "../settings/installation.ts";
import { parsePattern, type SourcePattern } from "../settings/source-pattern.ts";
import { chooseSource } from "./chosen-source.ts";

const PLATFORM = "linux_amd64";
const KIT = "example.com/acme/kit";
const inFolder = (root: string, version: string, source = KIT): Readonly<Record<string, string>> => ({
  [`${root}/${source}/${version}/${PLATFORM}/terraform-provider-${source.split("/").at(-1)}`]: root,
});
const methods = (...all: readonly InstallationMethod[]): Installation => ({
  ...NO_INSTALLATION,
  methods: all,
});

function mirror(
  path: string,
  include?: readonly string[],
  exclude: readonly string[] = [],
): InstallationMethod {
  const patterns = (texts: readonly string[]): readonly SourcePattern[] =>
    texts.flatMap((text) => {
      const parsed = parsePattern(text);
      return parsed.ok ? [parsed.pattern] : [];
    });
  return {
    place: { kind: "filesystem", path },
    include: include === undefined ? undefined : patterns(include),
    exclude: patterns(exclude),
  };
}

interface World {
  readonly files?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly installation?: Installation;
  readonly folders?: readonly string[];
}

async function choose({ files = {}, variables = {}, installation = NO_INSTALLATION, folders = [] }: World) {
  const { host, write, until } = createMachine({ variables });
  await write(files);
  const context = { runtime: host, limits: FETCH_LIMITS, signal: undefined };
  const source = await chooseSource(context, installation, folders, NO_HOST_SETTINGS);
  return { source, until };
}

describe("the methods of the settings:", () => {
  const files = { ...inFolder("/a", "1.0.0"), ...inFolder("/b", "1.0.0"), ...inFolder("/b", "1.1.0") };

  test("versions are those of all; a package comes from the first that has it", async () => {
    const { source } = await choose({ files, installation: methods(mirror("/a"), mirror("/b")) });
    expect(await source.versions(KIT, PLATFORM)).toEqual(["1.0.0", "1.1.0"]);
    expect(await source.ownVersions(KIT, PLATFORM)).toEqual(["1.0.0", "1.0.0", "1.1.0"]);
    expect(await source.find(KIT, "1.0.0", PLATFORM)).toMatchObject({ path: `/a/${KIT}/1.0.0/${PLATFORM}` });
    expect(await source.find(KIT, "1.1.0", PLATFORM)).toMatchObject({ path: `/b/${KIT}/1.1.0/${PLATFORM}` });
    expect(await source.find(KIT, "1.2.0", PLATFORM)).toBeUndefined();
  });

  test.each<[string, readonly InstallationMethod[], readonly string[]]>([
    ["included", [mirror("/a", ["example.com/*/*"])], ["1.0.0"]],
    ["one of several patterns", [mirror("/a", ["hashicorp/*", KIT])], ["1.0.0"]],
    ["excluded before", [mirror("/a", undefined, [KIT]), mirror("/b")], ["1.0.0", "1.1.0"]],
    [
      "included and excluded",
      [mirror("/a", [KIT], ["example.com/acme/*"]), mirror("/b", [KIT])],
      ["1.0.0", "1.1.0"],
    ],
    ["included elsewhere alone", [mirror("/a", [KIT]), mirror("/b", ["hashicorp/*"])], ["1.0.0"]],
  ])("%s", async (_, all, wanted) => {
    const { source } = await choose({ files, installation: methods(...all) });
    expect(await source.versions(KIT, PLATFORM)).toEqual(wanted);
  });

  test("a provider for which there is none is told", async () => {
    const { source } = await choose({ files, installation: methods(mirror("/a", ["hashicorp/*"])) });
    await expect(source.versions(KIT, PLATFORM)).rejects.toThrow(
      `provider ${KIT} was not found in any of the search locations\n\nThe provider_installation block of the CLI configuration has no method for it`,
    );
    const { source: nowhere } = await choose({ files, installation: methods(mirror("/a"), mirror("/b")) });
    await expect(nowhere.versions("example.com/acme/other", PLATFORM)).rejects.toThrow(
      "provider example.com/acme/other was not found in any of the search locations\n\n  - /a\n  - /b",
    );
  });

  test("one that is known in another place, without a version for us, is not told as unknown", async () => {
    const { source } = await choose({
      files: { [`/a/${KIT}/1.0.0/plan9_arm/x`]: "", "/b/README": "" },
      installation: methods(mirror("/a"), mirror("/b")),
    });
    expect(await source.versions(KIT, PLATFORM)).toEqual([]);
  });
});

test("-plugin-dir is asked alone, whatever the settings say", async () => {
  const files = { ...inFolder("/a", "1.0.0"), ...inFolder("/dir", "0.1.0"), ...inFolder("/more", "0.2.0") };
  const { source } = await choose({ files, installation: methods(mirror("/a")), folders: ["/dir", "/more"] });
  expect(await source.versions(KIT, PLATFORM)).toEqual(["0.1.0", "0.2.0"]);
});

describe("without a word in the settings", () => {
  const XDG = { XDG_DATA_HOME: "/data", XDG_DATA_DIRS: "/one:/two" };

  test.each<[string, Readonly<Record<string, string>>]>([
    ["terraform.d/plugins", {}],
    ["/home/user/.terraform.d/plugins", {}],
    ["/home/user/.local/share/terraform/plugins", {}],
    ["/usr/local/share/terraform/plugins", {}],
    ["/usr/share/terraform/plugins", {}],
    ["/data/terraform/plugins", XDG],
    ["/one/terraform/plugins", XDG],
    ["/two/terraform/plugins", XDG],
    ["/usr/share/terraform/plugins", { XDG_DATA_DIRS: "" }],
  ])("%s is a usual folder (%j)", async (folder, variables) => {
    const { source } = await choose({ files: inFolder(folder, "1.0.0"), variables });
    expect(await source.versions(KIT, PLATFORM)).toEqual(["1.0.0"]);
    expect(await source.ownVersions(KIT, PLATFORM)).toEqual(["1.0.0"]);
  });

  test("the variables stand for the usual ones", async () => {
    const { source } = await choose({
      files: inFolder("/usr/share/terraform/plugins", "1.0.0"),
      variables: XDG,
    });
    expect(await source.ownVersions(KIT, PLATFORM)).toEqual([]);
  });

  test("the registry is not asked for what one of the folders has, whatever its platform", async () => {
    const { source, until } = await choose({
      files: {
        [`terraform.d/plugins/${KIT}/1.0.0/plan9_arm/x`]: "",
        ...inFolder("/data/terraform/plugins", "1.0.0", "a.b/c/d"),
      },
      variables: XDG,
    });
    expect(await source.versions(KIT, PLATFORM)).toEqual([]);
    // The network of this machine leads nowhere: who was asked tells it.
    await expect(until(source.versions("example.com/acme/other", PLATFORM))).rejects.toThrow(
      "could not connect to example.com",
    );
    expect(await source.ownVersions("example.com/acme/other", PLATFORM)).toEqual([]);
  });
});
