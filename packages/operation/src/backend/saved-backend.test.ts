import { createSimulation } from "@tutti/simulation";
import { stringValue } from "@tutti/values";
import { expect, test } from "vitest";
import { readSavedBackend, writeSavedBackend } from "./saved-backend.ts";

const PATH = ".terraform/terraform.tfstate";

async function hostWith(text: string | undefined) {
  const host = createSimulation(1).host("10.0.0.1");
  await host.disk.makeDirectory(".terraform");
  if (text !== undefined) await host.disk.writeFile(PATH, text);
  return host;
}

const nothing: readonly [string, string | undefined][] = [
  ["no file", undefined],
  ["no JSON", "{"],
  ["a list", "[]"],
  ["no backend", '{"version":3}'],
  ["a backend that is a text", '{"backend":"local"}'],
  ["a backend without a type", '{"backend":{"hash":1}}'],
  ["a type that is no text", '{"backend":{"type":1}}'],
];
test.each(nothing)("%s is no saved backend", async (_, text) => {
  expect(await readSavedBackend(await hostWith(text))).toBeUndefined();
});

/** The file, the backend's type, its hash, and its path. */
const saved: readonly [string, string, number, string | null | undefined][] = [
  ['{"backend":{"type":"local","config":{"path":"p","workspace_dir":null},"hash":7}}', "local", 7, "p"],
  ['{"backend":{"type":"local","config":{"path":"p","later":1}}}', "local", 0, "p"],
  ['{"backend":{"type":"local","config":{"path":["p"]},"hash":"7"}}', "local", 0, null],
  ['{"backend":{"type":"local","hash":7}}', "local", 7, null],
  ['{"backend":{"type":"local","config":"p"}}', "local", 0, null],
  ['{"backend":{"type":"of_another","config":{"path":"p"},"hash":7}}', "of_another", 7, undefined],
];
test.each(saved)("%s", async (text, type, hash, path) => {
  const found = await readSavedBackend(await hostWith(text));
  expect([found?.type, found?.hash]).toEqual([type, hash]);
  const given = found?.settings.get("path");
  expect(given?.isNull === true ? null : given?.asString).toBe(path);
});

test("what is written is read again, and goes away", async () => {
  const host = await hostWith(saved[0]?.[0]);
  const read = await readSavedBackend(host);
  if (read === undefined) throw new Error("nothing was read");
  const other = { ...read, hash: 8, settings: new Map([...read.settings, ["path", stringValue("q")]]) };
  await writeSavedBackend(host, other);
  expect(await readSavedBackend(host)).toEqual(other);
  expect(JSON.parse(await host.disk.readText(PATH))).toMatchObject({
    version: 3,
    terraform_version: "1.11.4",
    backend: { type: "local", config: { path: "q", workspace_dir: null }, hash: 8 },
  });
  await writeSavedBackend(host, undefined);
  expect(await host.disk.stat(PATH)).toBeUndefined();
});

test.each([
  [undefined, ["bucket", "storage_custom_endpoint"]],
  ["of.mine", ["bucket", "storage_custom_endpoint", "universe_domain"]],
])("what Terraform does not know is written only where it is set: %s", async (domain, wanted) => {
  const host = await hostWith(undefined);
  const config = { bucket: "b", storage_custom_endpoint: null, universe_domain: domain ?? null };
  await host.disk.writeFile(PATH, JSON.stringify({ backend: { type: "gcs", config, hash: 1 } }));
  const read = await readSavedBackend(host);
  if (read === undefined) throw new Error("nothing was read");
  await writeSavedBackend(host, read);
  const names = Object.keys(JSON.parse(await host.disk.readText(PATH)).backend.config);
  expect(names.filter((name) => Object.hasOwn(config, name))).toEqual(wanted);
  expect(await readSavedBackend(host)).toEqual(read);
});
