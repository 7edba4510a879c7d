import { join } from "node:path";
import { inTerraformFolder, type RuleCase, testGolden } from "@tutti/config/testkit";
import { describe, expect, test } from "vitest";
import { expectRows } from "../../../testkit/rows.ts";
import { createTerminal } from "../../../testkit/terminal.ts";

/**
 * Configurations, and below each what `terraform graph` 1.11.4 prints in every
 * form; files under `before/` are applied first. `TUTTI_GOLDEN=terraform` asks
 * the `terraform` on the path anew. The engine draws the same in a test of its own.
 */
const PATH = join(import.meta.dirname, "../../../../engine/testdata/graph.txt");
const BEFORE = "before/";

/** Each line is typed; what `graph` prints is noted below its line. */
const LINES = [
  "graph",
  "graph -type=plan",
  "graph -type=apply",
  "graph -type=plan-destroy",
  "plan -out=p",
  "graph -plan=p",
  "plan -destroy -out=d",
  "graph -plan=d",
];

type Type = (words: string) => Promise<string>;

describe("as Terraform draws it", () => {
  testGolden(PATH, { ours: askTutti, theirs: askTerraform });
});

function filesOf({ files }: RuleCase, isBefore: boolean): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => path.startsWith(BEFORE) === isBefore)
      .map(([path, text]) => [isBefore ? path.slice(BEFORE.length) : path, text]),
  );
}

async function transcript(type: Type): Promise<readonly string[]> {
  const said: string[] = [];
  for (const line of LINES) {
    // Keys of what steps aside are drawn by chance.
    const text = (await type(line)).replaceAll(/deposed [0-9a-f]{8}/g, "deposed KEY");
    if (line.startsWith("graph")) said.push(`$ ${line}`, ...text.split("\n").filter((row) => row !== ""));
  }
  return said;
}

async function askTutti(given: RuleCase): Promise<readonly string[]> {
  const terminal = createTerminal();
  const type: Type = async (words) => {
    const { out, err } = await terminal.run(words);
    return err === "" ? out : err;
  };
  const before = filesOf(given, true);
  if (Object.keys(before).length > 0) {
    await terminal.write(before);
    for (const words of ["init", "apply -auto-approve"]) await type(words);
    for (const path of Object.keys(before)) await terminal.host.disk.remove(path);
  }
  await terminal.write(filesOf(given, false));
  await type("init");
  return transcript(type);
}

function askTerraform(given: RuleCase): Promise<readonly string[]> {
  return inTerraformFolder(async ({ write, remove, run }) => {
    const type: Type = async (words) => {
      const { out, err } = run(words.split(" "));
      return err === "" ? out : err;
    };
    const before = filesOf(given, true);
    if (Object.keys(before).length > 0) {
      write(before);
      for (const words of ["init", "apply -auto-approve"]) await type(words);
      remove(Object.keys(before));
    }
    write(filesOf(given, false));
    await type("init");
    return transcript(type);
  });
}

describe("what is asked for", () => {
  test("is refused where there is no such thing", async () => {
    const terminal = createTerminal();
    await terminal.write({ "main.tf": 'resource "terraform_data" "a" {}\n' });
    await expectRows(terminal.run, [
      [
        "graph -type=bogus",
        1,
        { err: /The -type=\.\.\. argument must be either "plan", "plan-refresh-only",/ },
      ],
      ["graph -format=svg", 1, { err: /The -format=\.\.\. argument must be "dot" or "mermaid"/ }],
      ["graph -draw-cycles", 0, { out: /^digraph G/ }],
      ["graph more", 1, { err: /^Too many command line arguments\. Did you mean to use -chdir\?\n$/ }],
      ["graph -plan=none", 1, { err: "stat none: no such file or directory\n" }],
      ["graph -plan=main.tf", 1, { err: /the file is no plan, or is damaged/ }],
      ["graph -type=plan-refresh-only", 0, { out: /^digraph \{\n\tcompound/ }],
      ["graph -bogus", 1, { err: /flag provided but not defined: -bogus/ }],
      ["graph -module-depth=1", 0, { out: /^digraph G \{/, err: "" }],
    ]);
  });

  test("says which circle stands in the way, and draws it in red", async () => {
    const terminal = createTerminal();
    await terminal.write({
      "main.tf": `
        resource "terraform_data" "a" { input = terraform_data.b.id }
        resource "terraform_data" "b" { input = local.c }
        resource "terraform_data" "d" { input = terraform_data.b.id }
        locals { c = terraform_data.a.id }
      `,
    });
    const { out } = await terminal.run("graph -type=plan -draw-cycles");
    const red = out.split("\n").filter((line) => line.includes("red"));
    const node = (name: string): string => `"[root] ${name} (expand)"`;
    const arrow = (from: string, to: string): string =>
      `\t\t${node(from)} -> ${node(to)} [color = "red", penwidth = "2.0"]`;
    expect(red).toEqual([
      arrow("local.c", "terraform_data.a"),
      arrow("terraform_data.a", "terraform_data.b"),
      arrow("terraform_data.b", "local.c"),
    ]);
    for (const words of ["graph", "graph -type=apply"]) {
      const { status, err } = await terminal.run(words);
      expect(status).toBe(1);
      expect(err).toMatch(/Error: Cycle: .*terraform_data\.a \(expand\)/);
    }
  });

  test("can be had in Mermaid", async () => {
    const terminal = createTerminal();
    await terminal.write({
      "main.tf": 'module "m" { source = "./m" }\nresource "terraform_data" "a" { input = module.m.o }\n',
      "m/m.tf": 'resource "terraform_data" "in" {}\noutput "o" { value = terraform_data.in.id }\n',
    });
    await terminal.run("init");
    const short = await terminal.run("graph -format=mermaid", { product: "tutti" });
    expect(short.out).toBe(`flowchart RL
  n0["terraform_data.a"]
  subgraph m1["module.m"]
  n1["terraform_data.in"]
  end
  n0 --> n1
`);
    const whole = await terminal.run("graph -format=mermaid -type=plan");
    expect(whole.out).toBe(`flowchart RL
  n0{"provider[#quot;terraform.io/builtin/terraform#quot;]"}
  n1["terraform_data.a (expand)"]
  n2(["module.m (expand)"])
  n3["module.m.terraform_data.in (expand)"]
  n4(["module.m.output.o (expand)"])
  n5(["module.m (close)"])
  n6(["provider[#quot;terraform.io/builtin/terraform#quot;] (close)"])
  n7(["root"])
  n1 --> n4
  n3 --> n2
  n3 --> n0
  n4 --> n3
  n5 --> n4
  n6 --> n1
  n7 --> n5
  n7 --> n6
`);
  });
});
