import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

/** Each line stands for one of `show`: an address, or nothing. As Terraform 1.11.4 shows it. */
test("show: modules by depth, those below what a module has itself further off", async () => {
  const terminal = createTerminal();
  const thing = 'resource "terraform_data" "x" {}\n';
  await terminal.write({
    "main.tf": 'module "a" {\n  source = "./a"\n}\nmodule "c" {\n  source = "./c"\n  count  = 11\n}\n',
    "a/main.tf": 'module "b" {\n  source = "../b"\n}\n',
    "b/main.tf": thing,
    "c/main.tf": `${thing}resource "terraform_data" "y" {}\nmodule "e" {\n  source = "../a"\n}\n`,
  });
  await terminal.run("init");
  expect((await terminal.run("apply -auto-approve")).status).toBe(0);
  const lines = (await terminal.run("show")).out.split("\n");
  const shown = lines.flatMap((line) => (line === "" ? [""] : (/^# (.*):$/.exec(line)?.slice(1) ?? [])));
  const own = (index: number) => [
    `module.c[${index}].terraform_data.x`,
    "",
    `module.c[${index}].terraform_data.y`,
    "",
    "",
    `module.c[${index}].module.e.module.b.terraform_data.x`,
  ];
  expect(shown).toEqual([
    "module.a.module.b.terraform_data.x",
    ...[0, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap(own),
    "",
  ]);
});

/** Where nothing stands above them they follow each other; below what a module further out has, each stands apart. */
test.each([
  [
    "nothing stands above",
    "",
    ["module.a.module.b[0].terraform_data.x", "module.a.module.b[1].terraform_data.x", ""],
  ],
  [
    "the root module has something",
    'resource "terraform_data" "x" {}\n',
    [
      "terraform_data.x",
      "",
      "",
      "module.a.module.b[0].terraform_data.x",
      "",
      "",
      "module.a.module.b[1].terraform_data.x",
      "",
    ],
  ],
])("show: modules in one that has nothing itself, where %s", async (_, own, wanted) => {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf": `${own}module "a" {\n  source = "./a"\n}\n`,
    "a/main.tf": 'module "b" {\n  source = "../b"\n  count  = 2\n}\n',
    "b/main.tf": 'resource "terraform_data" "x" {}\n',
  });
  await terminal.run("init");
  expect((await terminal.run("apply -auto-approve")).status).toBe(0);
  const lines = (await terminal.run("show")).out.split("\n");
  expect(lines.flatMap((line) => (line === "" ? [""] : (/^# (.*):$/.exec(line)?.slice(1) ?? [])))).toEqual(
    wanted,
  );
});
