/**
 * Configurations in the shapes that large public modules have: objects with optional attributes at every
 * depth, hundreds of variables that are passed on, trees of modules with keys. Each is drawn from a seed.
 */

import { seeded } from "./seeded.ts";

export type Files = Readonly<Record<string, string>>;

interface Draw {
  below(limit: number): number;
  one<T>(items: readonly [T, ...T[]]): T;
}

function drawer(seed: number): Draw {
  const next = seeded(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, one: (items) => items[below(items.length)] ?? items[0] };
}

interface Leaf {
  readonly type: string;
  readonly values: readonly [string, ...string[]];
}

interface Typed {
  readonly type: string;
  /** A value that leaves out what may be left out, here and there. */
  value(): string;
}

const LEAVES: readonly [Leaf, ...Leaf[]] = [
  { type: "string", values: ['"s"', '"é"', '""', "null"] },
  { type: "number", values: ["0", "1.5", "-3", '"7"'] },
  { type: "bool", values: ["true", "false", '"true"'] },
];

type Kind = "leaf" | "object" | "list" | "map" | "set" | "tuple";

/** A type of up to this depth, as modules declare their inputs. */
function typed(draw: Draw, depth: number): Typed {
  const kind =
    depth === 0 ? "leaf" : draw.one<Kind>(["leaf", "object", "object", "list", "map", "set", "tuple"]);
  if (kind === "leaf") {
    const { type, values } = draw.one(LEAVES);
    return { type, value: () => draw.one(values) };
  }
  if (kind === "object") return objectOf(draw, depth);
  const inner = typed(draw, kind === "set" ? 0 : depth - 1);
  switch (kind) {
    case "list":
    case "set":
      return {
        type: `${kind}(${inner.type})`,
        value: () => `[${Array.from({ length: draw.below(3) }, inner.value).join(", ")}]`,
      };
    case "map":
      return {
        type: `map(${inner.type})`,
        value: () =>
          `{ ${["a", "b c"]
            .slice(draw.below(3))
            .map((key) => `"${key}" = ${inner.value()}`)
            .join(", ")} }`,
      };
    case "tuple":
      return { type: `tuple([string, ${inner.type}])`, value: () => `["t", ${inner.value()}]` };
  }
}

function objectOf(draw: Draw, depth: number): Typed {
  const members = Array.from({ length: 1 + draw.below(4) }, (_, index) => {
    const inner = typed(draw, depth - 1);
    const how = draw.one(["required", "optional", "default", "default"]);
    const given = how === "default" ? `, ${inner.value()}` : "";
    const type = how === "required" ? inner.type : `optional(${inner.type}${given})`;
    return { name: `m${index}`, type, inner, required: how === "required" };
  });
  return {
    type: `object({ ${members.map(({ name, type }) => `${name} = ${type}`).join(", ")} })`,
    value: () =>
      `{ ${members
        .filter(({ required }) => required || draw.below(2) === 0)
        .map(({ name, inner }) => `${name} = ${inner.value()}`)
        .join(", ")} }`,
  };
}

/** A root that hands hundreds of inputs to a module, some of them from a file of variables. */
export function manyVariables(seed: number, count: number): Files {
  const draw = drawer(seed);
  const all = Array.from({ length: count }, (_, index) => {
    const { type, value } = typed(draw, 3);
    const secret = draw.below(20) === 0 ? "  sensitive = true\n" : "";
    return {
      name: `v${index}`,
      type,
      secret,
      standard: value(),
      given: draw.below(3) === 0 ? value() : undefined,
    };
  });
  const declared = (withDefault: boolean): string =>
    all
      .map(
        ({ name, type, secret, standard }) =>
          `variable "${name}" {\n  type = ${type}\n${secret}${withDefault ? `  default = ${standard}\n` : ""}}\n`,
      )
      .join("");
  const whole = `{ ${all.map(({ name }) => `${name} = var.${name}`).join(", ")} }`;
  return {
    "variables.tf": declared(true),
    "terraform.tfvars": all
      .map(({ name, given }) => (given === undefined ? "" : `${name} = ${given}\n`))
      .join(""),
    "main.tf": `module "inner" {\n  source = "./inner"\n${all.map(({ name }) => `  ${name} = var.${name}\n`).join("")}}\noutput "all" {\n  value     = module.inner.all\n  sensitive = true\n}\n`,
    "inner/variables.tf": declared(false),
    "inner/main.tf": `resource "terraform_data" "all" {\n  input = ${whole}\n}\noutput "all" {\n  value = terraform_data.all.output\n}\n`,
  };
}

/** A tree of modules so many levels deep, two calls a level, keys on the way. */
export function deepModules(seed: number, depth: number): Files {
  const draw = drawer(seed);
  const files: Record<string, string> = {};
  const level = (folder: string, left: number): void => {
    const call = (name: string): string => {
      // Keys at each level would make a power of two of instances.
      const keyed = left % 3 === 0 ? draw.one(["  count = 2\n", '  for_each = toset(["a", "b c"])\n']) : "";
      const own = keyed === "" ? '"one"' : keyed.includes("count") ? '"${count.index}"' : "each.key";
      return `module "${name}" {\n  source = "./${name}"\n${keyed}  path = "\${var.path}/${name}-${own === '"one"' ? "one" : `\${${own.replaceAll(/["$ {}]/g, "")}}`}"\n  set  = merge(var.set, { ${name}${left} = ${own} })\n}\n`;
    };
    // One of two goes on, or the tree would grow with the power of its depth.
    const names = left === 0 ? [] : ["go", "end"];
    const inside = names.map((name) => `${name} = module.${name}`).join(", ");
    files[`${folder}main.tf`] = `variable "path" {\n  type    = string\n  default = ""\n}
variable "set" {\n  type    = map(string)\n  default = {}\n}
${names.map(call).join("")}resource "terraform_data" "here" {
  input = { path = var.path, set = var.set }
}
output "tree" {\n  value = { here = var.path, id = terraform_data.here.input.path, below = { ${inside} } }\n}\n`;
    if (left === 0) return;
    level(`${folder}go/`, left - 1);
    level(`${folder}end/`, 0);
  };
  level("", depth);
  return files;
}
