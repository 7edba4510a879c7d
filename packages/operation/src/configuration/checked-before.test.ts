import { expect, test } from "vitest";
import { createFolder, type Folder } from "../../testkit/folder.ts";
import type { OperationRequest } from "../run/request.ts";

const MAIN = `locals {
  names = { a = upper("x") }
}
resource "terraform_data" "a" {
  for_each = local.names
  input    = each.value
}
`;
const PATH = ".terraform/checked-configuration";
const OURS: Partial<OperationRequest> = { program: "p 1" };

/** A directory that was initialised. */
async function folderWith(main = MAIN): Promise<Folder> {
  return createFolder({ "main.tf": main, ".terraform/environment": "default" });
}

async function prepared(folder: Folder, options: Partial<OperationRequest> = OURS): Promise<void> {
  const operation = await folder.prepare(options);
  if ("release" in operation) await operation.release();
}

/** What the check said; a provider that was asked says that it took place. One that is logged leaves nothing. */
async function checked(folder: Folder, options: Partial<OperationRequest> = OURS): Promise<string> {
  const told: string[] = [];
  const log = {
    writes: () => true,
    write: (_level: string, message: string) => void told.push(message),
  };
  const operation = await folder.prepare({ runtime: { ...folder.host, log }, ...options });
  if (!("release" in operation)) return operation.join("\n");
  await operation.release();
  return told.includes("provider: validate resource asked") ? "checked" : "known";
}

test("what had no mistakes is not checked again", async () => {
  const folder = await folderWith();
  expect(await checked(folder)).toBe("checked");
  await prepared(folder);
  expect(await checked(folder)).toBe("known");
  expect(await checked(folder, { ...OURS, mode: "destroy" })).toBe("known");
  expect((await folder.host.disk.stat(PATH))?.mode).toBe(0o600);
  expect(await folder.read(PATH)).toMatch(/^[A-Za-z0-9+/=]+\n$/);
});

const others: readonly [string, (folder: Folder) => Promise<void>, Partial<OperationRequest>?][] = [
  ["another text", (folder) => folder.write({ "main.tf": MAIN.replace('"x"', '"y"') })],
  ["another file", (folder) => folder.write({ "more.tf": "" })],
  ["another workspace", (folder) => folder.write({ ".terraform/environment": "other" })],
  ["another program", async () => {}, { program: "p 2" }],
  ["nobody's program", async () => {}, {}],
  ["a file that was cut", (folder) => folder.write({ [PATH]: "" })],
  ["no file", (folder) => folder.host.disk.remove(PATH)],
];
test.each(others)("%s is checked", async (_, change, options = OURS) => {
  const folder = await folderWith();
  await prepared(folder);
  await folder.until(change(folder));
  expect(await checked(folder, options)).toBe("checked");
});

const RESOURCE = 'resource "terraform_data" "a" {}\n';
test.each([
  ["a file that is read", `${RESOURCE}output "o" {\n  value = fileexists("f")\n}\n`],
  ["the time", `${RESOURCE}output "o" {\n  value = plantimestamp()\n}\n`],
  [
    "a function of a provider",
    `terraform {\n  required_providers {\n    terraform = { source = "terraform.io/builtin/terraform" }\n  }\n}\n${RESOURCE}output "o" {\n  value = provider::terraform::encode_expr(1)\n}\n`,
  ],
  ["something that is read", `${RESOURCE}data "terraform_remote_state" "s" {\n  backend = "local"\n}\n`],
])("%s is looked at each time", async (_, main) => {
  const folder = await folderWith(main);
  await prepared(folder);
  expect(await checked(folder)).toBe("checked");
  expect(await folder.read(PATH)).toBeUndefined();
});

test("a mistake is found each time", async () => {
  const folder = await folderWith(`${MAIN}output "o" {\n  value = local.none\n}\n`);
  await prepared(folder);
  expect(await checked(folder)).toContain("Reference to undeclared local value");
  expect(await folder.read(PATH)).toBeUndefined();
});

test("where there is no place for it none is made", async () => {
  const folder = await createFolder({ "main.tf": MAIN });
  await prepared(folder);
  expect(await checked(folder)).toBe("checked");
  expect(await folder.host.disk.stat(".terraform")).toBeUndefined();
});
