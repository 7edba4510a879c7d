import { expect, test } from "vitest";
import { createFolder, lines } from "../../testkit/folder.ts";
import { isEmptyConfig, loadRoot, loadRootModule, providerSources } from "./load-root.ts";

const CALL = 'module "m" {\n  source = "./m"\n}\n';
const OLD = 'terraform {\n  required_version = "< 1.0.0"\n}\n';

test("the root module alone is read without its modules and for any version; all of it is not", async () => {
  const folder = await createFolder({ "main.tf": `${CALL}${OLD}`, "m/main.tf": "" });
  const alone = await folder.until(loadRootModule(folder.host));
  expect(lines(alone.diagnostics)).toEqual([]);
  expect([...(alone.config?.root.module.moduleCalls.keys() ?? [])]).toEqual(["m"]);
  const old = await folder.until(loadRoot(folder.host, { rootOnly: true }));
  expect(lines(old.diagnostics).join("\n")).toMatch(/^error: Unsupported <Tutti> Core version: [^\n]*$/);
  const any = await folder.until(loadRoot(folder.host, { anyVersion: true }));
  expect(lines(any.diagnostics).join("\n")).toMatch(/^error: Module not installed: [^\n]*$/);
  const root = await folder.until(loadRoot(folder.host, { anyVersion: true, rootOnly: true }));
  expect(lines(root.diagnostics)).toEqual([]);
});

test("modules are found where the data directory says, and tests where they are asked for", async () => {
  const folder = await createFolder(
    {
      "main.tf": CALL,
      "elsewhere/main.tf": "",
      "d/modules/modules.json":
        '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"m","Source":"./m","Dir":"elsewhere"}]}',
      "more/a.tftest.hcl": "",
      "tests/b.tftest.hcl": "",
    },
    { TF_DATA_DIR: "d" },
  );
  const paths = async (options: Parameters<typeof loadRoot>[1]) => {
    const { config, diagnostics, tests } = await folder.until(loadRoot(folder.host, options));
    expect(lines(diagnostics)).toEqual([]);
    expect([...(config?.root.children.keys() ?? [])]).toEqual(["m"]);
    return tests.map(({ path }) => path);
  };
  expect(await paths({})).toEqual([]);
  expect(await paths({ tests: true })).toEqual(["tests/b.tftest.hcl"]);
  expect(await paths({ tests: true, testDirectory: "more" })).toEqual(["more/a.tftest.hcl"]);
});

test.each<readonly [readonly string[], boolean]>([
  [[], true],
  [["main.tf"], false],
  [["a/main.tf.json"], false],
  [["main.tofu"], false],
  [["main.tofu.json"], false],
  [["tests/a.tftest.hcl", "terraform.tfvars", "x.tf.yaml", "xtf"], true],
  [["x.tfvars", "main.tf"], false],
])("files %j are no configuration: %j", async (names, isEmpty) => {
  const folder = await createFolder({ "main.tf": "" });
  const { config } = await folder.until(loadRoot(folder.host));
  if (config === undefined) throw new Error("no configuration");
  expect(isEmptyConfig({ ...config, sources: new Map(names.map((name) => [name, ""])) })).toBe(isEmpty);
});

test("providers of resources, of data and of what is required, in all modules, each once and in order", async () => {
  const folder = await createFolder({
    "main.tf": `${CALL}terraform {\n  required_providers {\n    z = {\n      source = "x/z"\n    }\n  }\n}\nresource "b_thing" "b" {}\nresource "b_thing" "c" {}\ndata "terraform_remote_state" "s" {}\n`,
    "m/main.tf": 'resource "a_thing" "a" {}\n',
    ".terraform/modules/modules.json":
      '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"m","Source":"./m","Dir":"m"}]}',
  });
  const { config } = await folder.until(loadRoot(folder.host));
  if (config === undefined) throw new Error("no configuration");
  expect(providerSources(config.root)).toEqual([
    "registry.terraform.io/hashicorp/a",
    "registry.terraform.io/hashicorp/b",
    "registry.terraform.io/x/z",
    "terraform.io/builtin/terraform",
  ]);
});
