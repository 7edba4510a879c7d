/** Small configurations of `terraform_data`, drawn at random: one, and what becomes of it. */

import fc from "fast-check";
import { type Refactoring, refactoring, refactoringText, undeclares } from "./random-refactoring.ts";

/** Files of a first and of a second configuration for the same state. */
export interface TwoSteps {
  readonly first: Readonly<Record<string, string>>;
  readonly second: Readonly<Record<string, string>>;
}

const NAMES = ["a", "b", "c", "d"] as const;
const KEYS = ["k1", "k2", "K 3"] as const;

type Repetition =
  | { readonly kind: "none" }
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "for_each"; readonly keys: readonly string[] };

/** What an argument is: a literal, or something of a thing that stands before it. */
interface Argument {
  readonly form: number;
  readonly literal: number;
  readonly of: number;
}

interface Block {
  readonly present: boolean;
  readonly repetition: Repetition;
  readonly input: Argument | null;
  readonly trigger: Argument | null;
  readonly dependsOn: number | null;
  readonly createFirst: boolean;
  readonly ignore: boolean;
  readonly replacedBy: number | null;
  readonly condition: boolean;
}

interface Output {
  readonly value: Argument;
  readonly sensitive: boolean;
}

interface Model {
  readonly blocks: readonly Block[];
  readonly module: {
    readonly repetition: Repetition;
    readonly given: Argument;
    readonly inner: Block;
  } | null;
  readonly outputs: readonly Output[];
  readonly check: Argument | null;
}

const repetition: fc.Arbitrary<Repetition> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: "none" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("count" as const), count: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("for_each" as const), keys: fc.subarray([...KEYS]) }),
  },
);

const argument: fc.Arbitrary<Argument> = fc.record({
  form: fc.nat(15),
  literal: fc.nat(3),
  of: fc.nat(9),
});

const rarely = <T>(arbitrary: fc.Arbitrary<T>, freq = 2) => fc.option(arbitrary, { freq, nil: null });
const seldom = fc.nat(4).map((n) => n === 0);

const block: fc.Arbitrary<Block> = fc.record({
  present: fc.nat(3).map((n) => n > 0),
  repetition,
  input: rarely(argument, 5),
  trigger: rarely(argument, 1),
  dependsOn: rarely(fc.nat(3), 0.5 + 0.5),
  createFirst: seldom,
  ignore: seldom,
  replacedBy: fc.option(fc.nat(3), { freq: 4, nil: null }).map((n) => (n === 3 ? null : n)),
  condition: seldom,
});

const model: fc.Arbitrary<Model> = fc.record({
  blocks: fc.tuple(block, block, block, block),
  module: rarely(fc.record({ repetition, given: argument, inner: block }), 1),
  outputs: fc.array(fc.record({ value: argument, sensitive: fc.boolean() }), { maxLength: 3 }),
  check: fc.option(argument, { freq: 3, nil: null }),
});

/** The second differs from the first in some of its parts. */
export const twoSteps: fc.Arbitrary<TwoSteps> = fc
  .tuple(
    model,
    model,
    fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    fc.option(fc.nat(3), { nil: null }),
    fc.oneof(fc.constant([]), fc.array(refactoring, { minLength: 1, maxLength: 2 })),
  )
  .map(([first, other, changes, moved, refactorings]) => {
    const pick = <T>(index: number, was: T, becomes: T): T => (changes[index] === true ? becomes : was);
    const gone = new Set(refactorings.flatMap(undeclares));
    const second: Model = {
      blocks: first.blocks.map((was, index) => {
        const block = pick(index, was, other.blocks[index] ?? was);
        return gone.has(NAMES[index] ?? "") ? { ...block, present: false } : block;
      }),
      module: gone.has("m") ? null : pick(4, first.module, other.module),
      outputs: pick(5, first.outputs, other.outputs),
      check: pick(6, first.check, other.check),
    };
    return {
      first: filesOf(first, undefined, []),
      second: filesOf(
        second,
        moved === null || changes[7] === true || refactorings.length > 0 ? undefined : NAMES[moved],
        refactorings,
      ),
    };
  });

function filesOf(
  given: Model,
  moved: string | undefined,
  refactorings: readonly Refactoring[],
): Readonly<Record<string, string>> {
  const terms: string[] = ["var.v", "local.l"];
  const parts: string[] = [
    'variable "v" {\n  default = "v"\n}\nlocals {\n  l = { n = 1, s = var.v, t = sensitive("s") }\n}',
  ];
  const names: string[] = [];
  given.blocks.forEach((item, index) => {
    const plain = NAMES[index] ?? "";
    if (!item.present && moved !== plain) return;
    const name = moved === plain ? `${plain}_moved` : plain;
    parts.push(resource(name, item, terms, names));
    if (moved === plain) {
      parts.push(`moved {\n  from = terraform_data.${plain}\n  to   = terraform_data.${name}\n}`);
    }
    if (hasInstances(item.repetition)) names.push(name);
    terms.push(...termsOf(`terraform_data.${name}`, item.repetition));
  });
  const files: Record<string, string> = {};
  if (given.module !== null) {
    const { repetition: repeated, given: value, inner } = given.module;
    parts.push(`module "m" {\n  source = "./m"\n${repeat(repeated)}  p = ${expression(value, terms)}\n}`);
    files["m/main.tf"] = [
      'variable "p" {}',
      resource("x", inner, ["var.p"], []),
      `output "out" {\n  value     = ${termsOf("terraform_data.x", inner.repetition)[1]}\n  sensitive = true\n}`,
    ].join("\n");
    terms.push(...moduleTerms(repeated));
  }
  given.outputs.forEach(({ value, sensitive }, index) => {
    parts.push(
      `output "o${index}" {\n  value     = ${expression(value, terms)}\n  sensitive = ${sensitive}\n}`,
    );
  });
  if (given.check !== null) {
    const condition = `length(jsonencode(nonsensitive(sensitive(${expression(given.check, terms)})))) > 12`;
    parts.push(
      `check "c" {\n  assert {\n    condition     = ${condition}\n    error_message = "too short"\n  }\n}`,
    );
  }
  parts.push(...refactorings.map(refactoringText));
  return { "main.tf": `${parts.join("\n")}\n`, ...files };
}

function resource(name: string, item: Block, terms: readonly string[], before: readonly string[]): string {
  const lines = [repeat(item.repetition)];
  if (item.input !== null) lines.push(`  input = ${expression(item.input, terms)}\n`);
  if (item.trigger !== null) lines.push(`  triggers_replace = ${expression(item.trigger, terms)}\n`);
  const dependency = before[item.dependsOn ?? -1];
  if (dependency !== undefined) lines.push(`  depends_on = [terraform_data.${dependency}]\n`);
  const lifecycle: string[] = [];
  if (item.createFirst) lifecycle.push("    create_before_destroy = true\n");
  if (item.ignore) lifecycle.push("    ignore_changes = [input]\n");
  const trigger = before[item.replacedBy ?? -1];
  if (trigger !== undefined) lifecycle.push(`    replace_triggered_by = [terraform_data.${trigger}]\n`);
  if (item.condition) {
    lifecycle.push(
      '    postcondition {\n      condition     = self.id != ""\n      error_message = "no id"\n    }\n',
    );
  }
  if (lifecycle.length > 0) lines.push(`  lifecycle {\n${lifecycle.join("")}  }\n`);
  return `resource "terraform_data" "${name}" {\n${lines.join("")}}`;
}

function repeat(repeated: Repetition): string {
  if (repeated.kind === "none") return "";
  if (repeated.kind === "count") return `  count = ${repeated.count}\n`;
  return `  for_each = toset(${JSON.stringify(repeated.keys)})\n`;
}

/** Of a resource without any, Terraform finds no change for `replace_triggered_by` and fails. */
function hasInstances(repeated: Repetition): boolean {
  if (repeated.kind === "none") return true;
  return repeated.kind === "count" ? repeated.count > 0 : repeated.keys.length > 0;
}

/** Expressions over one resource. */
function termsOf(name: string, { kind }: Repetition): readonly string[] {
  if (kind === "none") return [`${name}.id`, `${name}.output`, name, `${name}.input`];
  if (kind === "count") return [`${name}[*].id`, `${name}[*].output`, `try(${name}[0].output, "none")`, name];
  return [`{ for k, v in ${name} : k => v.id }`, `values(${name})[*].output`, `keys(${name})`, name];
}

function moduleTerms({ kind }: Repetition): readonly string[] {
  if (kind === "none") return ["module.m.out", "module.m"];
  if (kind === "count") return ["module.m[*].out", "length(module.m)"];
  return ["{ for k, v in module.m : k => v.out }", "keys(module.m)"];
}

function expression({ form, literal, of }: Argument, terms: readonly string[]): string {
  const term = terms[terms.length - 1 - (of % terms.length)] ?? '"none"';
  const plain = ['"text"', "3", '["x", 1]', '{ n = null, s = "t" }'][literal] ?? "true";
  const forms: readonly string[] = [
    plain,
    term,
    `"${literal}-\${jsonencode(${term})}"`,
    `{ t = ${term}, p = ${plain} }`,
    `[${plain}, ${term}]`,
    `sensitive(${plain})`,
    `var.v == "v" ? ${term} : null`,
    `tostring(jsonencode(${term}))`,
    `length(jsonencode(${term})) > ${literal} ? "long" : "short"`,
    `try(jsondecode(jsonencode(${term})).n, ${plain})`,
    `toset(["a", tostring(${literal})])`,
    `tolist([jsonencode(${term}), "z"])`,
    `{ for k in ["a", "b"] : k => ${term} }`,
    `nonsensitive(sensitive(${term}))`,
    `tomap({ a = jsonencode(${term}) })`,
    `null`,
  ];
  return forms[form] ?? plain;
}
