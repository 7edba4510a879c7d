import { formatInstance } from "@tutti/addresses";
import { createStop } from "@tutti/runtime";
import { type State, storedObjects } from "@tutti/state";
import { expect, test } from "vitest";
import { EMPTY, World } from "../../testkit/world.ts";
import type { Look } from "./open-looks.ts";

const FILES = `
terraform {
  required_providers {
    cloud = { source = "hashicorp/cloud" }
  }
}
resource "cloud_thing" "where" {
  name = "where"
}
provider "cloud" {
  alias  = "there"
  region = cloud_thing.where.name
}
resource "cloud_thing" "a" {
  name     = "a"
  provider = cloud.there
}
`;

const signal = createStop().signal;

async function made() {
  const world = new World();
  const { state } = await world.run(EMPTY, FILES);
  const looks = await world.looks(state, FILES);
  const stored = (name: string, of: State = state) => {
    const found = [...storedObjects(of)].find(({ address }) => formatInstance(address) === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  const look = (name: string): Promise<Look> => world.until(looks.look(stored(name), signal));
  const id = (name: string): string =>
    [...world.cloud.objects].find(([, object]) => object.name === name)?.[0] ?? "";
  return { world, looks, look, id, stored };
}

test("look() reads one object and compares it with what is stored", async () => {
  const { world, look, id } = await made();
  expect(await look("cloud_thing.a")).toEqual({ kind: "same" });
  const object = world.cloud.objects.get(id("a"));
  if (object === undefined) throw new Error("gone");
  world.cloud.objects.set(id("a"), { ...object, size: "large" });
  const differs = await look("cloud_thing.a");
  expect(differs).toMatchObject({ kind: "differs", change: { action: "update" } });
  expect(differs.kind === "differs" && differs.object?.attributesJson).toContain('"size":"large"');
  world.cloud.objects.delete(id("a"));
  expect(await look("cloud_thing.a")).toMatchObject({
    kind: "differs",
    change: { action: "delete" },
    object: undefined,
  });
});

test("a provider is configured once, by what the state says of other objects", async () => {
  const { world, look } = await made();
  const before = world.cloud.configured.length;
  await look("cloud_thing.a");
  await look("cloud_thing.a");
  expect(world.cloud.configured.slice(before)).toEqual(["where -"]);
});

test("what cannot be read is not seen, and one object's failure is no other's", async () => {
  const { world, look } = await made();
  world.cloud.broken.add("read fails a");
  expect(await look("cloud_thing.a")).toMatchObject({
    kind: "unseen",
    diagnostics: [{ detail: "read of a fails." }],
  });
  expect(await look("cloud_thing.where")).toEqual({ kind: "same" });
});

test("an object whose provider has no configuration any more is not seen, and nothing is guessed", async () => {
  const { world, stored } = await made();
  const looks = await world.looks(EMPTY, 'resource "cloud_thing" "where" {\n  name = "where"\n}\n');
  const found = await world.until(looks.look(stored("cloud_thing.a"), signal));
  expect(found).toMatchObject({
    kind: "unseen",
    diagnostics: [{ summary: "Provider to look with is not known" }],
  });
});

test("watch() answers false where nothing tells of a type", async () => {
  const { world, looks, stored } = await made();
  const listening = { signal, hint: () => {} };
  expect(await world.until(looks.watch(stored("cloud_thing.a"), listening))).toBe(false);
  await looks.close();
});
