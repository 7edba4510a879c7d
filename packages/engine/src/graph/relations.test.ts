import { expect, test } from "vitest";
import { cloudSchemas } from "../../testkit/simulated-cloud.ts";
import { configOf, type Files } from "../../testkit/world.ts";
import { buildGraph } from "./build-graph.ts";
import { createRelations } from "./relations.ts";

/** For each resource: what it depends on, `!` where it is created first, and behind a bar what a data source there waits for. */
async function relationsOf(files: Files): Promise<readonly string[]> {
  const { graph } = buildGraph(await configOf(files), await cloudSchemas());
  const relations = createRelations(graph);
  const lines: string[] = [];
  for (const node of graph.nodes) {
    if (node.kind !== "resource") continue;
    const short = (address: string): string => address.replaceAll("cloud_thing.", "");
    const awaited = relations.awaited(node).map(short);
    lines.push(
      [
        `${short(node.id)}${relations.createsFirst(node) ? "!" : ""}:`,
        ...[...relations.dependencies(node)].map(short),
        ...(awaited.length === 0 ? [] : ["|", ...awaited]),
      ].join(" "),
    );
  }
  return lines.sort();
}

const thing = (name: string, of = '"x"', more = ""): string =>
  `resource "cloud_thing" "${name}" {\n  name = ${of}\n  ${more}\n}\n`;
const FIRST = "lifecycle {\n    create_before_destroy = true\n  }";
const NOT_FIRST = "lifecycle {\n    create_before_destroy = false\n  }";

test.each<[string, Files, readonly string[]]>([
  ["nothing", thing("a"), ["a:"]],
  [
    "all that it depends on, directly or not, in order",
    thing("c") + thing("b", "cloud_thing.c.id") + thing("a", "cloud_thing.b.id"),
    ["a: b c", "b: c", "c:"],
  ],
  [
    "by two ways, once",
    thing("d") +
      thing("b", "cloud_thing.d.id") +
      thing("c", "cloud_thing.d.id") +
      thing("a", '"${cloud_thing.b.id}${cloud_thing.c.id}"'),
    ["a: b c d", "b: d", "c: d", "d:"],
  ],
  [
    "through a local value and a variable of a module",
    {
      "main.tf": `${thing("a")}locals {\n  l = cloud_thing.a.id\n}\nmodule "m" {\n  source = "./m"\n  v = local.l\n}\n${thing("z", "module.m.o")}`,
      "m/main.tf": `variable "v" {}\n${thing("i", "var.v")}${thing("j")}output "o" {\n  value = cloud_thing.i.id\n}\n`,
    },
    ["a:", "module.m.i: a", "module.m.j:", "z: a module.m.i"],
  ],
  [
    "data wait for what they refer to themselves, not through anything else",
    {
      "main.tf": `${["a", "b", "c", "d"].map((name) => thing(name)).join("")}locals {
  l = cloud_thing.d.id
}
data "cloud_thing" "body" {
  name = cloud_thing.a.name
}
data "cloud_thing" "repeated" {
  count = length(cloud_thing.b.name)
  name  = local.l
}
data "cloud_thing" "each" {
  for_each = toset([cloud_thing.c.name])
  name     = data.cloud_thing.body.name
}
module "m" {
  source = "./m"
  v      = cloud_thing.a.name
}
`,
      "m/main.tf": `variable "v" {}\n${thing("i")}data "cloud_thing" "n" {\n  name = "\${var.v}\${cloud_thing.i.name}"\n}\n`,
    },
    [
      "a:",
      "b:",
      "c:",
      "d:",
      "data.body: a | a",
      "data.each: a c data.body | c",
      "data.repeated: b d | b",
      "module.m.data.n: a module.m.i | module.m.i",
      "module.m.i:",
    ],
  ],
  [
    "data is a dependency as well",
    `data "cloud_thing" "d" {\n  name = "d"\n}\n${thing("a", "data.cloud_thing.d.id")}`,
    ["a: data.d", "data.d:"],
  ],
  [
    "created first, what depends on it is not",
    thing("a", '"x"', FIRST) + thing("b", "cloud_thing.a.id"),
    ["a!:", "b: a"],
  ],
  [
    "created first, what it depends on is as well, whatever it says",
    thing("a", '"x"', NOT_FIRST) +
      thing("b", "cloud_thing.a.id") +
      thing("c", "cloud_thing.b.id", FIRST) +
      thing("d"),
    ["a!:", "b!: a", "c!: a b", "d:"],
  ],
  [
    "depends_on of a block names the block, and what stands behind it is a dependency",
    thing("c") + thing("b", "cloud_thing.c.id") + thing("a", '"x"', "depends_on = [cloud_thing.b]"),
    ["a: b c | b", "b: c", "c:"],
  ],
  [
    "depends_on of a local value names all that it is made of",
    `${thing("c")}locals {\n  l = cloud_thing.c.id\n}\n${thing("a", '"x"', "depends_on = [local.l]")}`,
    ["a: c | c", "c:"],
  ],
  [
    "depends_on of an output names what that is made of, and of a variable what was passed",
    {
      "main.tf": `${thing("b")}${thing("c")}module "m" {\n  source = "./m"\n  v = cloud_thing.b.id\n  w = cloud_thing.c.id\n}\n${thing("a", '"x"', "depends_on = [module.m.o]")}`,
      "m/main.tf": `variable "v" {}\nvariable "w" {}\n${thing("i", '"x"', "depends_on = [var.w]")}output "o" {\n  value = var.v\n}\n`,
    },
    ["a: b | b", "b:", "c:", "module.m.i: c | c"],
  ],
  [
    "depends_on of a module names all in it, and what that depends on",
    {
      "main.tf": `${thing("b")}module "m" {\n  source = "./m"\n  v = cloud_thing.b.id\n}\n${thing("a", '"x"', "depends_on = [module.m]")}`,
      "m/main.tf": `variable "v" {}\n${thing("i", "var.v")}${thing("j")}module "n" {\n  source = "./n"\n}\n`,
      "m/n/main.tf": thing("k"),
    },
    [
      "a: b module.m.i module.m.j module.m.module.n.k | b module.m.i module.m.j module.m.module.n.k",
      "b:",
      "module.m.i: b",
      "module.m.j:",
      "module.m.module.n.k:",
    ],
  ],
  [
    "depends_on of a module block counts for all in it, at any depth",
    {
      "main.tf": `${thing("b")}module "m" {\n  source = "./m"\n  depends_on = [cloud_thing.b, module.other]\n}\nmodule "other" {\n  source = "./n"\n}\n`,
      "m/main.tf": `${thing("i")}module "n" {\n  source = "./n"\n  depends_on = [cloud_thing.i]\n}\n`,
      "m/n/main.tf": thing("k"),
      "n/main.tf": thing("o"),
    },
    [
      "b:",
      "module.m.i: b module.other.o | b module.other.o",
      "module.m.module.n.k: b module.m.i module.other.o | module.m.i b module.other.o",
      "module.other.o:",
    ],
  ],
])("%s", async (_, files, wanted) => {
  expect(await relationsOf(files)).toEqual(wanted);
});

test("what a block depends on is the same in whatever order blocks are asked for", async () => {
  const files =
    thing("a") +
    thing("b", "cloud_thing.a.id") +
    thing("c", "cloud_thing.b.id") +
    thing("d", "cloud_thing.a.id") +
    thing("e", '"${cloud_thing.c.id}${cloud_thing.d.id}"');
  const { graph } = buildGraph(await configOf(files), await cloudSchemas());
  const blocks = graph.nodes.filter((node) => node.kind === "resource");
  const wanted = new Map(blocks.map((block) => [block.id, [...createRelations(graph).dependencies(block)]]));
  expect([...wanted.values()].map(({ length }) => length).sort()).toEqual([0, 1, 1, 2, 4]);
  for (const order of ordersOf(blocks)) {
    const relations = createRelations(graph);
    for (const block of order)
      expect([...relations.dependencies(block)], block.id).toEqual(wanted.get(block.id));
  }
});

function ordersOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((first) =>
    ordersOf(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  );
}
