import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { filesystemMirror, mirroredSources } from "./filesystem-mirror.ts";

const SOURCE = "example.com/acme/kit";
const HOME = `m/${SOURCE}`;
const PLATFORM = "linux_amd64";

async function mirror(files: Readonly<Record<string, string>>) {
  const { host, write } = createMachine();
  await write(files);
  return { mirror: filesystemMirror(host.disk, "m"), disk: host.disk };
}

test("packages lie unpacked in folders or packed beside them; each version counts once", async () => {
  const found = await mirror({
    [`${HOME}/1.0.0/${PLATFORM}/terraform-provider-kit`]: "x",
    [`${HOME}/terraform-provider-kit_1.0.0_${PLATFORM}.zip`]: "zip",
    [`${HOME}/terraform-provider-kit_1.1.0_${PLATFORM}.zip`]: "zip",
    // None of these is a package of ours for this platform.
    [`${HOME}/terraform-provider-kit_1.2.0_plan9_arm.zip`]: "zip",
    [`${HOME}/terraform-provider-kit_1.3_${PLATFORM}.zip`]: "zip",
    [`${HOME}/terraform-provider-kitten_1.4.0_${PLATFORM}.zip`]: "zip",
    [`${HOME}/terraform-provider-kit_1.5.0_${PLATFORM}.zip/inside`]: "a folder",
    [`${HOME}/terraform-provider-kit_1.6.0_${PLATFORM}.zip.sig`]: "x",
  });
  expect(found.mirror.name).toBe("m");
  expect(await found.mirror.versions(SOURCE, PLATFORM)).toEqual(["1.0.0", "1.1.0"]);
  // The unpacked one is nearer.
  expect(await found.mirror.find(SOURCE, "1.0.0", PLATFORM)).toEqual({
    kind: "folder",
    path: `${HOME}/1.0.0/${PLATFORM}`,
  });
  expect(await found.mirror.find(SOURCE, "1.1.0", PLATFORM)).toEqual({
    kind: "archive",
    path: `${HOME}/terraform-provider-kit_1.1.0_${PLATFORM}.zip`,
  });
  expect(await found.mirror.find(SOURCE, "1.2.0", PLATFORM)).toBeUndefined();
  expect(await found.mirror.find(SOURCE, "1.5.0", PLATFORM)).toBeUndefined();
});

test("a provider that has packages for others only is known, and has no version", async () => {
  const found = await mirror({
    [`${HOME}/1.0.0/plan9_arm/terraform-provider-kit`]: "x",
    "m/example.com/acme/other/1.0.0/linux_amd64/terraform-provider-other": "x",
  });
  expect(await found.mirror.versions(SOURCE, PLATFORM)).toEqual([]);
  expect(await found.mirror.versions("example.com/acme/nothing", PLATFORM)).toBeUndefined();
});

test("a mirror that is not there is told", async () => {
  const found = await mirror({});
  await expect(found.mirror.versions(SOURCE, PLATFORM)).rejects.toThrow(
    "cannot search m: lstat m: no such file or directory",
  );
});

test("the sources that a mirror holds; names that no source has are passed over", async () => {
  const { disk } = await mirror({
    "m/example.com/acme/kit/1.0.0/x": "",
    "m/example.com/acme/.cache/1.0.0/x": "",
    "m/example.com/.git/kit/1.0.0/x": "",
    "m/registry.terraform.io/hashicorp/null/index.json": "",
    "m/README": "",
    "m/example.com/README": "",
    "m/example.com/acme/README": "",
  });
  expect([...(await mirroredSources(disk, "m"))]).toEqual([SOURCE, "registry.terraform.io/hashicorp/null"]);
  expect([...(await mirroredSources(disk, "nothing"))]).toEqual([]);
});
