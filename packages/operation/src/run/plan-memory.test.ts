import { decodeRemembered } from "@tutti/engine";
import { expect, test } from "vitest";
import { actionsOf, createFolder, type Folder } from "../../testkit/folder.ts";
import { planMemoryPath } from "./plan-memory.ts";
import type { OperationRequest } from "./request.ts";

const MAIN = `variable "v" {
  default = "x"
}
resource "terraform_data" "a" {
  count = 3
  input = "a\${count.index}"
}
resource "terraform_data" "b" {
  input = "\${terraform_data.a[0].output}-\${var.v}"
}
`;
const WARM: Partial<OperationRequest> = { refresh: false, program: "p 1" };

async function applied(text = MAIN): Promise<Folder> {
  const folder = await createFolder({ "main.tf": text });
  await folder.apply();
  return folder;
}

const memoryOf = (folder: Folder, workspace = "default"): Promise<string | undefined> =>
  folder.read(planMemoryPath(folder.host, workspace));

test("a plan without refresh leaves what it found, for its owner alone", async () => {
  const folder = await applied();
  await folder.plan(WARM);
  const path = planMemoryPath(folder.host, "default");
  expect(path).toBe(".terraform/plan-memory/default");
  expect((await folder.host.disk.stat(path))?.mode).toBe(0o600);
  const remembered = decodeRemembered((await memoryOf(folder)) ?? "", "p 1");
  expect([...(remembered ?? [])].map(([unit, { chunks }]) => `${unit} ${chunks.size}`)).toEqual([
    "terraform_data.a 3",
    "terraform_data.b 1",
  ]);
});

test("nothing of a value stands in it", async () => {
  const folder = await applied(MAIN.replace('"x"', '"s3cret"'));
  await folder.plan(WARM);
  expect(await memoryOf(folder)).not.toMatch(/s3cret|a0/);
});

test("what is the same already is not written again", async () => {
  const folder = await applied();
  await folder.plan(WARM);
  const version = async (): Promise<string | undefined> =>
    (await folder.host.disk.stat(planMemoryPath(folder.host, "default")))?.version;
  const first = await version();
  await folder.plan(WARM);
  expect(await version()).toBe(first);
  await folder.plan({ ...WARM, variables: [{ kind: "value", text: "v=y" }] });
  expect(await version()).not.toBe(first);
});

const without: readonly [string, Partial<OperationRequest>][] = [
  ["a plan that refreshes", { program: "p 1" }],
  ["nobody's program", { refresh: false }],
  ["a plan that destroys", { ...WARM, mode: "destroy" }],
  ["a plan that only looks", { ...WARM, mode: "refresh-only" }],
  ["a target", { ...WARM, targets: ["terraform_data.b"] }],
  ["a replacement", { ...WARM, replace: ["terraform_data.b"] }],
];
test.each(without)("%s leaves nothing", async (_, options) => {
  const folder = await applied();
  await folder.plan(options);
  expect(await memoryOf(folder)).toBeUndefined();
});

test("with encryption there is none", async () => {
  const hidden = `terraform {
  encryption {
    key_provider "pbkdf2" "k" {
      passphrase = "a passphrase that is long"
      iterations = 200000
    }
    method "aes_gcm" "m" {
      keys = key_provider.pbkdf2.k
    }
    state {
      method = method.aes_gcm.m
    }
  }
}
`;
  const folder = await applied(hidden + MAIN);
  expect(actionsOf((await folder.plan(WARM)).plan)).toEqual([]);
  expect(await memoryOf(folder)).toBeUndefined();
});

const useless: readonly [string, (text: string) => string][] = [
  ["damaged", (text) => text.replace("terraform_data.a", "terraform_data.c")],
  ["cut off", (text) => text.slice(0, text.length / 2)],
  ["of another program", (text) => text.replace('"p 1"', '"p 0"')],
  ["of another form", (text) => text.replace("memory 2", "memory 1")],
  ["nothing", () => ""],
  ["something else", () => "{}\n\n\n"],
];
test.each(useless)("one that is %s is passed over, and made again", async (_, change) => {
  const folder = await applied();
  await folder.plan(WARM);
  const good = (await memoryOf(folder)) ?? "";
  await folder.write({ [planMemoryPath(folder.host, "default")]: change(good) });
  const { plan, diagnostics } = await folder.plan({
    ...WARM,
    variables: [{ kind: "value", text: "v=y" }],
  });
  expect(diagnostics).toEqual([]);
  expect(actionsOf(plan)).toEqual(["update terraform_data.b"]);
  await folder.plan(WARM);
  expect(await memoryOf(folder)).toBe(good);
});

test("where it cannot be written the plan is none the worse", async () => {
  const folder = await applied();
  await folder.write({ ".terraform/plan-memory": "a file, and no folder" });
  const { plan, diagnostics } = await folder.plan(WARM);
  expect([actionsOf(plan), diagnostics]).toEqual([[], []]);
});

test("a plan with mistakes leaves what was there", async () => {
  const folder = await applied();
  await folder.plan(WARM);
  const good = await memoryOf(folder);
  await folder.write({
    "main.tf": `${MAIN}resource "terraform_data" "c" {\n  input = file(terraform_data.b.output)\n}\n`,
  });
  expect((await folder.plan(WARM)).diagnostics.length).toBeGreaterThan(0);
  expect(await memoryOf(folder)).toBe(good);
});
