import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { canonicalVersion, listed, programIn, unpackedVersions } from "./package-folders.ts";

const SOURCE = "example.com/acme/kit";

test.each([
  ["terraform-provider-kit", true],
  ["terraform-provider-kit_v1.1.0_x5", true],
  ["terraform-provider-kit.exe", true],
  ["terraform-provider-kitten", false],
  ["terraform-provider-ki", false],
  ["LICENSE.txt", false],
  // A folder of that name is none.
  ["terraform-provider-kit/inside", false],
])("whether %s is the program: %j", async (name, isProgram) => {
  const { host, write } = createMachine();
  await write({ [`p/${name}`]: "x", "p/README": "x" });
  expect(await programIn(host.disk, "p", SOURCE)).toBe(isProgram ? `p/${name}` : undefined);
});

test("a folder that is not there has nothing in it, nor has a file", async () => {
  const { host, write } = createMachine();
  await write({ file: "x" });
  expect(await listed(host.disk, "nothing")).toEqual([]);
  expect(await listed(host.disk, "file")).toEqual([]);
  expect(await programIn(host.disk, "nothing", SOURCE)).toBeUndefined();
});

test("of folders those are versions that are written as versions are, and have the platform", async () => {
  const { host, write } = createMachine();
  const home = "m/example.com/acme/kit";
  await write({
    [`${home}/1.0.0/linux_amd64/x`]: "",
    [`${home}/1.1.0/plan9_arm/x`]: "",
    [`${home}/1.2/linux_amd64/x`]: "",
    [`${home}/2.0.0-rc1/linux_amd64/x`]: "",
    [`${home}/3.0.0`]: "a file",
    [`${home}/4.0.0/linux_amd64`]: "a file",
    [`${home}/latest/linux_amd64/x`]: "",
  });
  expect(await unpackedVersions(host.disk, "m", SOURCE, "linux_amd64")).toEqual(["1.0.0", "2.0.0-rc1"]);
});

test.each([
  ["1.2.3", "1.2.3"],
  ["1.2", "1.2.0"],
  ["v1.2.3", "1.2.3"],
  ["1.2.3-beta.1", "1.2.3-beta.1"],
  ["latest", undefined],
])("%j as a version is %j", (text, wanted) => {
  expect(canonicalVersion(text)).toBe(wanted);
});
