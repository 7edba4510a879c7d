import { stateIndexOf } from "@tutti/state/testkit";
import { expect, test } from "vitest";
import { createTerminal, type Terminal } from "../../../testkit/terminal.ts";

const CONFIG = `
resource "terraform_data" "a" {
  count = 12
  input = count.index
}
resource "terraform_data" "b" {
  for_each = toset(["x", "y", "z"])
  input    = terraform_data.a[1].output
}
resource "terraform_data" "c" {
  input = terraform_data.b["x"].output
}
module "m" {
  source = "./m"
  count  = 2
}
`;
const INDEX = ".terraform/state-index/default";

/** Ids are drawn, so both begin with the same state. */
async function machines(): Promise<readonly [plain: Terminal, indexed: Terminal]> {
  const plain = createTerminal();
  const indexed = createTerminal();
  const files = { "main.tf": CONFIG, "m/main.tf": 'resource "terraform_data" "c" {\n  count = 2\n}\n' };
  for (const terminal of [plain, indexed]) {
    await terminal.write(files);
    await terminal.run("init");
  }
  await plain.run("apply -auto-approve");
  const text = await plain.host.disk.readText("terraform.tfstate");
  await indexed.write({ "terraform.tfstate": text, [INDEX]: stateIndexOf(text) });
  return [plain, indexed];
}

const indexOf = async (terminal: Terminal): Promise<string | undefined> =>
  (await terminal.host.disk.stat(INDEX)) && (await terminal.host.disk.readText(INDEX));

test("a state that has an index is listed, shown and changed as one that has none", async () => {
  const [plain, indexed] = await machines();
  const commands = [
    ["list"],
    ["list", "terraform_data.b", "module.m[1]"],
    ["list", "terraform_data.zz"],
    ["list", "-id", "none"],
    ["show", 'terraform_data.b["y"]'],
    ["show", "terraform_data.a[12]"],
    ["mv", "terraform_data.a[7]", "terraform_data.other"],
    ["mv", "-dry-run", "terraform_data.c", "terraform_data.d"],
    ["mv", "terraform_data.b", "terraform_data.many"],
    ["mv", "terraform_data.a[2]", 'terraform_data.a["two"]'],
    ["mv", "terraform_data.a[3]", "terraform_data.a[2]"],
    ["mv", "module.m[0]", "module.n"],
    ["rm", "terraform_data.other"],
    ["rm", "-dry-run", "terraform_data.a"],
    ["rm", "terraform_data.a[0]", "module.n.terraform_data.c[1]"],
    ["rm", "terraform_data.nothing"],
    ["list"],
    ["rm", "terraform_data.a"],
    ["rm", "module.m"],
    ["list"],
  ];
  let before = await indexOf(indexed);
  for (const command of commands) {
    const [expected, found] = [
      await plain.run(["state", ...command]),
      await indexed.run(["state", ...command]),
    ];
    expect([command, found]).toEqual([command, expected]);
    const [text, changed] = await Promise.all(
      [plain, indexed].map(({ host }) => host.disk.readText("terraform.tfstate")),
    );
    expect(changed).toBe(text);
    // Each change brings the index along, so the next one is read by it too.
    const after = await indexOf(indexed);
    const isChange = /^(Success|Removed|Move )/.test(found.out) && found.status === 0;
    expect([command, after !== before]).toEqual([command, isChange]);
    before = after;
  }
  expect(await indexOf(plain)).toBe(undefined);
});

test.each(["taint", "untaint"])("%s changes an indexed state as another one", async (word) => {
  const [plain, indexed] = await machines();
  const before = await indexOf(indexed);
  for (const terminal of [plain, indexed])
    for (const one of word === "taint" ? ["taint"] : ["taint", "untaint"])
      expect(await terminal.run([one, "terraform_data.a[3]"])).toMatchObject({ status: 0 });
  expect(await indexed.host.disk.readText("terraform.tfstate")).toBe(
    await plain.host.disk.readText("terraform.tfstate"),
  );
  expect(await indexOf(indexed)).not.toBe(before);
});
