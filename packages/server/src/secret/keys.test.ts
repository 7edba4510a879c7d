import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { KEYS_MAX, SecretKeys } from "./keys.ts";
import { pathMistake } from "./records.ts";

function world() {
  const simulation = createSimulation(1);
  const { disk, random, clock } = simulation.host("10.0.0.1");
  const keys = (folder?: string): SecretKeys => new SecretKeys({ disk, random, clock }, folder);
  return { simulation, disk, keys };
}

test("keys are made once, outlive a start, and are their owner's alone", async () => {
  const { simulation, disk, keys } = world();
  const { until } = simulation;
  await until(disk.makeDirectory("/data"));
  const first = keys("/data");
  await until(first.load());
  // Two at once get the same one.
  const [one, same] = await until(Promise.all([first.current(), first.current()]));
  expect(same).toBe(one);
  const other = await until(first.rotate());
  expect(await until(first.current())).toBe(other);
  expect((await until(disk.stat("/data/secret-keys.json")))?.mode).toBe(0o600);
  const again = keys("/data");
  await until(again.load());
  expect(again.all.map(({ id }) => id)).toEqual([one.id, other?.id]);
  expect([...(again.get(one.id)?.bytes ?? [])]).toEqual([...one.bytes]);
});

test("where the file cannot be written, nothing is sealed with a key that would be lost", async () => {
  const { simulation, keys } = world();
  const without = keys("/none");
  await expect(simulation.until(without.current())).rejects.toThrow("ENOENT");
  expect(without.all).toEqual([]);
});

test.each([
  ["no json", "it is no JSON"],
  ["[]", "it has no keys"],
  ['{"format":2,"keys":[]}', "it has no keys"],
  ['{"format":1,"keys":[3]}', "one of them is none"],
  ['{"format":1,"keys":[{"id":"a","createTime":"b","key":"c2hvcnQ="}]}', "one of them is none"],
])("a file that holds %s is damaged: %s", async (text, why) => {
  const { simulation, disk, keys } = world();
  await simulation.until(disk.makeDirectory("/data"));
  await simulation.until(disk.replaceFile("/data/secret-keys.json", text));
  await expect(simulation.until(keys("/data").load())).rejects.toThrow(
    `the keys of secrets cannot be read: ${why}`,
  );
});

test("there is an end of keys", async () => {
  const { simulation, keys } = world();
  const many = keys();
  for (let at = 0; at < KEYS_MAX; at += 1) expect(await simulation.until(many.rotate())).toBeDefined();
  expect(await simulation.until(many.rotate())).toBeUndefined();
});

test("a control character is in no path", () => {
  expect(pathMistake("a\u0001")).toBe("it has a control character");
  expect(pathMistake("a/./b")).toBe('a part between "/" is empty, "." or ".."');
  expect(pathMistake("db/password v1@ä")).toBeUndefined();
});
