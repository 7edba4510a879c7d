import { describe, expect, test } from "vitest";
import { expectRows } from "../../testkit/rows.ts";
import { createTerminal, type Terminal } from "../../testkit/terminal.ts";

const own = { product: "tutti" } as const;
const typed = (stdin: string) => ({ ...own, stdin, interactive: false }) as const;

type Files = Readonly<Record<string, string>>;

async function applied(...rounds: readonly Files[]): Promise<Terminal> {
  const terminal = createTerminal();
  for (const files of rounds) {
    await terminal.write(files);
    if (files["m/main.tf"] !== undefined) await terminal.run("init", own);
    expect(await terminal.run("apply -auto-approve", own), JSON.stringify(files)).toMatchObject({
      status: 0,
      err: "",
    });
  }
  return terminal;
}

interface StoredResource {
  readonly name: string;
  readonly instances: readonly { readonly attributes: { readonly input: { readonly value: string } } }[];
}

/** What there is, apart from what providers make up. */
async function objects(terminal: Terminal, at: string): Promise<unknown> {
  const { out } = await terminal.run("state pull", own);
  const { resources, outputs } = JSON.parse(out);
  expect(at).not.toBe("");
  return { resources, outputs };
}

const ROOT = (more: string): Files => ({
  "main.tf": `variable "secret" {\n  default   = "hidden-value"\n  sensitive = true\n}\n${more}`,
});
const data = (name: string, input: string, more = ""): string =>
  `resource "terraform_data" "${name}" {\n  input = ${input}\n  ${more}\n}\n`;

test("brings back what was, made, changed and gone, after a question", async () => {
  const terminal = await applied(
    ROOT(
      data("a", '"one"') +
        data("b", '{ n = 1, l = ["x"] }') +
        'output "o" {\n  value = terraform_data.a.output\n}\n',
    ),
    ROOT(data("a", '"two"') + data("c", '"new"')),
  );
  await expectRows(terminal.run, [
    [
      "state rollback 1",
      1,
      {
        out: /terraform_data\.a will be updated in-place[\s\S]*terraform_data\.b will be created[\s\S]*terraform_data\.c will be destroyed[\s\S]*Plan: 1 to add, 1 to change, 1 to destroy\.[\s\S]*Do you want to perform these actions\?[\s\S]*Apply cancelled/,
      },
      typed("no\n"),
    ],
    ["state list", 0, { out: "terraform_data.a\nterraform_data.c\n" }, own],
    [
      "state rollback 1",
      0,
      { out: /Apply complete! Resources: 1 added, 1 changed, 1 destroyed\.[\s\S]*o = "one"/ },
      typed("yes\n"),
    ],
    ["state list", 0, { out: "terraform_data.a\nterraform_data.b\n" }, own],
    ["state history", 0, { out: /\n3 +3 +\S+ +state rollback +1 +1 +1\n/ }, own],
    ["state rollback 1", 0, { out: /No changes|0 added, 0 changed, 0 destroyed/ }, own],
    // The configuration still says otherwise.
    ["plan", 0, { out: /1 to add, 1 to change, 1 to destroy/ }, own],
    ["state rollback -auto-approve 2", 0, { out: /1 added, 1 changed, 1 destroyed/ }, own],
    ["plan", 0, { out: /No changes/ }, own],
  ]);
});

test("keeps keys, modules, marks and dependencies, so that a plan of the old configuration finds nothing", async () => {
  const module =
    'variable "v" {}\nresource "terraform_data" "m" {\n  count = 2\n  input = "${var.v}-${count.index}"\n}\noutput "o" {\n  value = terraform_data.m[0].output\n}\n';
  const first: Files = {
    "m/main.tf": module,
    ...ROOT(
      `${data("s", '{ a = var.secret, b = "${quote}" }')}${data("k", "each.value", 'for_each = { "x y" = "1", z = "$${no}" }')}module "m" {\n  source   = "./m"\n  for_each = toset(["p", "q"])\n  v        = "${"$"}{each.key}-${"$"}{terraform_data.s.id}"\n}\n${data("after", "[for m in module.m : m.o]", "triggers_replace = [1, null, true]")}`.replace(
        "${quote}",
        '\\"%%{if}\\n',
      ),
    ),
  };
  const second: Files = { "m/main.tf": module, ...ROOT(data("other", "1")) };
  const terminal = await applied(first, second);
  await expectRows(terminal.run, [
    ["state rollback -auto-approve 1", 0, { out: /8 added, 0 changed, 1 destroyed/ }, own],
  ]);
  expect((await terminal.run("state diff 1 3", own)).out).not.toMatch(/hidden-value/);
  const after = JSON.stringify(await objects(terminal, "after"));
  expect(after).toContain('"dependencies":["module.m.terraform_data.m"');
  expect(after).toMatch(
    /"sensitive_attributes":\[\[\{"type":"get_attr","value":"input"\},\{"type":"get_attr","value":"a"\}\]\]/,
  );
  await terminal.write(first);
  const { out } = await terminal.run("plan", own);
  // New objects have new ids, which is all that is otherwise.
  expect(out).not.toMatch(/# terraform_data\.(s|k)/);
});

test("a plan that only changes back keeps the objects, and the old configuration agrees", async () => {
  const first = ROOT(data("a", "{ n = 1, s = var.secret }") + data("b", "terraform_data.a.id"));
  const terminal = await applied(
    first,
    ROOT(data("a", '{ n = 2, s = "x" }') + data("b", "terraform_data.a.id")),
  );
  const { out } = await terminal.run("state rollback -auto-approve 1", own);
  expect(out).toMatch(/0 added, 1 changed, 0 destroyed/);
  expect(out).not.toContain("hidden-value");
  await terminal.write(first);
  await expectRows(terminal.run, [["plan", 0, { out: /No changes/ }, own]]);
  expect((await terminal.run("state diff 1 3", own)).out).toBe("No differences.\n");
});

describe("is refused", () => {
  test("where prevent_destroy stands against it, and where there is no such version", async () => {
    const terminal = await applied(
      ROOT(data("a", "1")),
      ROOT(data("a", "1") + data("kept", "1", "lifecycle {\n prevent_destroy = true\n }")),
    );
    await expectRows(terminal.run, [
      [
        "state rollback -auto-approve 1",
        1,
        { out: /kept will be destroyed/, err: /would destroy terraform_data\.kept/ },
        own,
      ],
      ["state rollback 7", 1, { err: /There is no version 7/ }, own],
      ["state rollback x", 1, { err: /no number of a version/ }, own],
      ["state rollback", 1, { out: /^Usage/, err: /one argument/i }, own],
      ["state list", 0, { out: "terraform_data.a\nterraform_data.kept\n" }, own],
    ]);
  });

  test("while another holds the lock", async () => {
    const terminal = await applied(ROOT(data("a", "1")), ROOT(data("a", "2")));
    const held = await terminal.host.disk.lock("terraform.tfstate");
    await expectRows(terminal.run, [
      ["state rollback -auto-approve 1", 1, { err: /Error acquiring the state lock/ }, own],
    ]);
    await held?.release();
  });
});

test("a kill at any write leaves what the next rollback finishes", async () => {
  const first = ROOT(data("a", '"one"') + data("b", '"one"'));
  for (let write = 1; write < 60; write++) {
    const terminal = await applied(first, ROOT(data("a", '"two"') + data("c", '"two"')));
    let cut = false;
    const stopped = new Promise<undefined>((resolve) => {
      terminal.host.disk.cutAt(write, () => {
        cut = true;
        resolve(undefined);
      });
    });
    await Promise.race([terminal.run("state rollback -auto-approve 1", own), stopped]);
    if (!cut) return expect(write).toBeGreaterThan(8);
    terminal.host.disk.restart("kill");
    const next = await terminal.run("state rollback -auto-approve 1", own);
    expect(next.status, `write ${write}: ${next.err}`).toBe(0);
    const { resources } = JSON.parse((await terminal.read("terraform.tfstate")) ?? "");
    const found = resources.map(
      ({ name, instances: [one] }: StoredResource) => `${name} ${one?.attributes.input.value}`,
    );
    expect(found, `write ${write}`).toEqual(["a one", "b one"]);
  }
  throw new Error("the disk was never left uncut");
}, 240_000);
