/**
 * Providers under names of their own, with aliases, handed down two levels of modules by `providers` maps; resources,
 * data, imports and functions that use them; then what goes: a resource, an alias, a call, a `provider` block, and moves
 * from one provider to another. Most are right; about one choice in twelve names what is not there.
 */

import fc from "fast-check";
import type { Line, Script } from "./play-lines.ts";
import { OTHER_STATE } from "./random-parts.ts";

const SOURCE = '"terraform.io/builtin/terraform"';

/** Takes choices off a drawn list of numbers, so that a failing script can be made smaller. */
class Chooser {
  #at = 0;
  readonly #drawn: readonly number[];
  constructor(drawn: readonly number[]) {
    this.#drawn = drawn;
  }
  /** A number below `count`; 0 when the list is at its end. */
  below(count: number): number {
    const drawn = this.#drawn[this.#at++] ?? 0;
    return drawn % count;
  }
  of<T>(first: T, ...rest: readonly T[]): T {
    const at = this.below(rest.length + 1);
    return at === 0 ? first : (rest[at - 1] as T);
  }
  /** True once in `times`. */
  rarely(times: number): boolean {
    return this.below(times) === times - 1;
  }
  some<T>(items: readonly T[]): readonly T[] {
    return items.filter(() => this.below(2) === 1);
  }
}

/** What of a module counts for the modules around it. */
interface Declared {
  readonly text: string;
  /** The names by which its resources name providers. */
  readonly scope: readonly string[];
}

/** `terraform` with `required_providers`, and `provider` blocks. */
function declare(choose: Chooser, aliases: readonly string[], blocks: readonly string[]): Declared {
  const requires = aliases.length > 0 || !choose.rarely(5);
  const listed = aliases.length > 0 ? `\n      configuration_aliases = [${aliases.join(", ")}]` : "";
  const own = requires ? `    own = {\n      source = ${SOURCE}${listed}\n    }\n` : "";
  // With both Terraform tells of them in an order of chance.
  const also = !requires && choose.rarely(3) ? `    also = {\n      source = ${SOURCE}\n    }\n` : "";
  const text = own + also === "" ? "" : `terraform {\n  required_providers {\n${own}${also}  }\n}\n`;
  const written = blocks.map((name) => providerBlock(choose, name)).join("");
  const names = requires ? ["own"] : also === "" ? ["terraform"] : ["also"];
  return { text: text + written, scope: [...names, ...aliases, ...blocks.filter((name) => name !== "own")] };
}

function providerBlock(choose: Chooser, name: string): string {
  const [type = "", alias] = name.split(".");
  const more = choose.rarely(30)
    ? choose.of('  for_each = toset(["k"])\n', '  version = "1.0"\n', "  nope = 1\n", "  count = 1\n")
    : "";
  return `provider "${type}" {\n${alias === undefined ? "" : `  alias = "${alias}"\n`}${more}}\n`;
}

/** A provider to use, in scope but for now and then. */
function used(choose: Chooser, scope: readonly string[]): string {
  if (choose.rarely(12)) return choose.of("own.none", "terraform", "own.x", "own.a");
  return scope[choose.below(scope.length)] ?? "own";
}

/** `  provider = …`, which is left out as well. */
function argument(choose: Chooser, scope: readonly string[]): string {
  if (choose.below(4) === 0) return "";
  const name = used(choose, scope);
  return `  provider = ${choose.rarely(25) ? choose.of(`"${name}"`, `${name}["k"]`, `${name}.more`) : name}\n`;
}

/** `  providers = { … }` of a call, for what the module asks for. */
function handed(choose: Chooser, scope: readonly string[], aliases: readonly string[]): string {
  const asked = choose.rarely(12) ? aliases.slice(1) : aliases;
  const more = choose.rarely(4) ? [choose.of("own", "own", "terraform", "own.z")] : [];
  const pairs = [...asked, ...more].map((name) => `    ${name} = ${used(choose, scope)}\n`);
  if (pairs.length === 0) return choose.rarely(6) ? "  providers = {}\n" : "";
  return `  providers = {\n${pairs.join("")}  }\n`;
}

function repeated(choose: Chooser): string {
  return choose.of("", "", "  count = 2\n", '  for_each = toset(["k", "l"])\n');
}

/** Things that use providers; `names` are those of resources. */
function things(choose: Chooser, scope: readonly string[], names: readonly string[]): string {
  const resources = names.map((name) => {
    const each = repeated(choose);
    return `resource "terraform_data" "${name}" {\n${argument(choose, scope)}${each}  input = "${choose.of("1", "2")}"\n}\n`;
  });
  const data = choose.rarely(4)
    ? `data "terraform_remote_state" "read" {\n${argument(choose, scope)}  backend = "local"\n  config = {\n    path = "\${path.root}/other.json"\n  }\n}\n`
    : "";
  const called = choose.rarely(8)
    ? `output "encoded" {\n  value = provider::${scope[0] ?? "own"}::encode_expr(1)\n}\n`
    : "";
  return resources.join("") + data + called;
}

interface Tree {
  readonly files: Readonly<Record<string, string>>;
  readonly scope: readonly string[];
}

/** The whole configuration: a root, `m` in it, `n` in that; one like `n` is called by the root too. */
function tree(choose: Chooser): Tree {
  const inner = choose.some(["own.x", "own.y"]);
  const middle = choose.some(["own.x", "own.z"]);
  const legacy = choose.rarely(8) ? [choose.of("own", "own.legacy")] : [];
  const n = declare(choose, inner, choose.rarely(12) ? ["own.legacy"] : []);
  const m = declare(choose, middle, legacy);
  const root = declare(
    choose,
    choose.rarely(20) ? ["own.q"] : [],
    choose.some(["own", "own.a", "own.b", ...(choose.rarely(5) ? ["terraform"] : [])]),
  );
  const lowest = `${n.text}${things(choose, n.scope, ["r"])}`;
  const call = (name: string, source: string, scope: readonly string[], aliases: readonly string[]) =>
    `module "${name}" {\n  source = "${source}"\n${repeated(choose)}${handed(choose, scope, aliases)}}\n`;
  return {
    scope: root.scope,
    files: {
      "main.tf": `${root.text}${things(choose, root.scope, ["r", "s", "t"])}${call("m", "./m", root.scope, middle)}${
        choose.rarely(3) ? call("n", "./n", root.scope, inner) : ""
      }`,
      "m/main.tf": `${m.text}${things(choose, m.scope, ["r", "s"])}${
        choose.rarely(3) ? "" : call("n", "./n", m.scope, inner)
      }`,
      "m/n/main.tf": lowest,
      "n/main.tf": lowest,
      "other.json": OTHER_STATE,
    },
  };
}

const FROM = ["terraform_data.r", "terraform_data.s", "module.m.terraform_data.r", "module.m", "module.n"];
const TO = [
  "terraform_data.new",
  "terraform_data.t",
  "module.m.terraform_data.new",
  "module.n.terraform_data.new",
  "module.m.module.n",
  "module.new",
];

/** What stands in a file of its own in the second round. */
function later(choose: Chooser, scope: readonly string[]): string {
  const from = choose.of(FROM[0] ?? "", ...FROM.slice(1));
  switch (choose.below(5)) {
    case 0: {
      const isModule = /(^|\.)module\.\w+$/.test(from);
      const fits = TO.filter((to) => /(^|\.)module\.\w+$/.test(to) === isModule);
      return `moved {\n  from = ${from}\n  to = ${fits[choose.below(fits.length)] ?? ""}\n}\n`;
    }
    case 1:
      return `removed {\n  from = ${from}\n${choose.rarely(8) ? "  provider = own\n" : ""}  lifecycle {\n    destroy = ${choose.of("true", "false")}\n  }\n}\n`;
    case 2: {
      const to = choose.of(
        "terraform_data.brought",
        "module.m.terraform_data.brought",
        'terraform_data.many["k"]',
      );
      const many = to.includes("many");
      const body = `resource "terraform_data" "${many ? "many" : "brought"}" {\n${argument(choose, scope)}${many ? '  for_each = toset(["k"])\n' : ""}}\n`;
      return `import {\n${argument(choose, scope)}  to = ${to}\n  id = "an-id"\n}\n${choose.rarely(6) ? "" : body}`;
    }
    default:
      return "";
  }
}

/** The second configuration: some of the first left out, some of it named by others. */
function grown(choose: Chooser, { files, scope }: Tree): Readonly<Record<string, string>> {
  const without = (text: string): string =>
    text
      .split(/(?<=^\}\n)/m)
      .filter((block) => {
        const dear = block.startsWith("terraform {");
        return dear ? !choose.rarely(30) : !choose.rarely(block.startsWith("provider") ? 8 : 5);
      })
      .join("");
  const renamed = (text: string): string =>
    choose.rarely(3)
      ? text.replace(/(?<=\n {2}provider = )[\w.]+/, scope[choose.below(scope.length)] ?? "own")
      : text;
  return {
    "main.tf": renamed(without(files["main.tf"] ?? "")),
    "m/main.tf": choose.rarely(3) ? renamed(without(files["m/main.tf"] ?? "")) : (files["m/main.tf"] ?? ""),
    "later.tf": later(choose, scope),
  };
}

/** What is read of a graph or a list without an order; in a tree of providers that decides which line is the last one. */
const unordered = (stdout: string): unknown =>
  stdout.replaceAll("└", "├").replaceAll("│", " ").split("\n").toSorted();
const PLANNED: readonly Line[] = [
  { args: ["plan", "-no-color", "-out=p", "-detailed-exitcode"] },
  { args: ["show", "-json", "p"] },
];
const APPLY: Line = { args: ["apply", "-no-color", "-auto-approve", "-parallelism=1"] };

export const provided: fc.Arbitrary<Script> = fc
  .array(fc.nat(9_999), { minLength: 150, maxLength: 150 })
  .map((drawn) => {
    const choose = new Chooser(drawn);
    const first = tree(choose);
    const second = grown(choose, first);
    return {
      files: first.files,
      lines: [
        { args: ["init", "-no-color"] },
        { args: ["validate", "-json"] },
        { args: ["providers", "-no-color"], told: unordered },
        ...PLANNED,
        APPLY,
        { args: ["init", "-no-color"], files: second },
        ...PLANNED,
        choose.of<Line>(
          { args: ["graph", "-no-color"], told: unordered },
          { args: ["console", "-no-color"], input: "terraform_data.r\n" },
          { args: ["import", "-no-color", "terraform_data.s", "an-id"], told: unordered },
          { args: ["plan", "-no-color", "-destroy"] },
        ),
        APPLY,
        { args: ["state", "pull"] },
        { args: ["show", "-json"] },
        { args: ["providers", "-no-color"], told: unordered },
        { args: ["destroy", "-no-color", "-auto-approve", "-parallelism=1"] },
      ],
    };
  });
