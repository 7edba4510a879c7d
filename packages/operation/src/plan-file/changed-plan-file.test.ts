import { Buffer } from "node:buffer";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createFolder } from "../../testkit/folder.ts";
import { applySaved, FILES, save } from "../../testkit/saved-plan.ts";
import { openEncryption } from "../encryption/open-encryption.ts";
import { openSealedFile, sealPlan } from "../encryption/sealed-files.ts";

/** The plan file with its first part changed by `change`, packed again, as whoever edits one would do. */
function changedInside(plan: Uint8Array, change: (json: string) => string): Uint8Array {
  const [head = "", length = ""] = /^.*\n(\d+)\n/.exec(Buffer.from(plan).toString("latin1")) ?? [];
  const end = head.length + Number(length);
  const first = gzipSync(change(gunzipSync(plan.subarray(head.length, end)).toString("utf8")));
  return Buffer.concat([Buffer.from(`tutti-plan 7\n${first.length}\n`), first, plan.subarray(end)]);
}

const CHANGED: readonly (readonly [string, (json: string) => string, RegExp])[] = [
  [
    "a member of another type",
    (json) => json.replace('"mode":"normal"', '"mode":7'),
    /damaged: plan\.mode is none of normal, /,
  ],
  [
    "a workspace that leads elsewhere",
    (json) => json.replace('"workspace":"default"', '"workspace":"../x"'),
    /workspace is no workspace/,
  ],
  [
    "a configuration with a mistake",
    (json) => json.replace("input = var.v", "input = = v"),
    /its configuration has an error: Invalid expression/,
  ],
  [
    "a step of what is not there",
    (json) => json.replace('"kind":"create","change":0', '"kind":"create","change":9'),
    /a step of change 9, which it lacks/,
  ],
  [
    "another block in its configuration",
    (json) =>
      json
        .replaceAll(/resource \\"terraform_data\\" \\"a\\"/g, 'resource \\"terraform_data\\" \\"z\\"')
        .replace("terraform_data.a.output", "var.v"),
    /Saved plan does not fit: .*which its configuration does not have/,
  ],
];

test.each(CHANGED)(
  "a plan file that was changed inside, %s, is refused in words",
  async (_, change, wanted) => {
    const folder = await createFolder(FILES);
    await save(folder);
    await folder.host.disk.writeFile("p", changedInside(await folder.host.disk.readFile("p"), change));
    const said = await applySaved(folder);
    expect(said).toHaveLength(1);
    expect(said.join()).toMatch(wanted);
  },
);

const ENCRYPTED =
  'terraform {\n  encryption {\n    key_provider "key_file" "f" {\n      path = "key"\n    }\n    method "aes_gcm" "m" {\n      keys = key_provider.key_file.f\n    }\n    plan {\n      method = method.aes_gcm.m\n    }\n  }\n}\n';

test.each([
  ["changed inside", CHANGED[0]?.[1] ?? String, /plan\.mode is none of/],
  ["made to stand for more than a plan has", () => MANY, /it stands for more things than any plan has/],
])("an encrypted plan file that was %s is refused in words", async (_, change, wanted) => {
  const folder = await createFolder({
    ...FILES,
    "main.tf": ENCRYPTED + FILES["main.tf"],
    key: "k".repeat(32),
  });
  await save(folder);
  const { host, until } = folder;
  const opened = await until(openSealedFile(host, await host.disk.readFile("p")));
  const encryption = await until(openEncryption(host));
  if (!opened.ok || !encryption.ok) throw new Error("it cannot be opened");
  const sealed = await until(sealPlan(host, encryption.value.plan, changedInside(opened.value, change)));
  await host.disk.writeFile("p", sealed);
  expect(await host.disk.readText("p")).toContain("encrypted_data");
  expect((await applySaved(folder)).join()).toMatch(wanted);
});

const MANY = JSON.stringify([
  [1, 2, 3, 4],
  ...Array.from({ length: 60 }, (_, of) => Array(4).fill({ $: "same", of })),
]);
