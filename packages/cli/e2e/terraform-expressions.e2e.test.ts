/**
 * Random expressions beside Terraform: their values, types and marks, or every
 * word of what is wrong with them. `TUTTI_TEST_EXPRESSIONS=5000` plays more,
 * `TUTTI_TEST_SEED` others.
 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expression, LOCALS } from "./random-expressions.ts";
import { missingOracle, terraform } from "./terraform-oracle.ts";
import { type Ended, project, run, write } from "./tutti.ts";

const SEED = Number(process.env.TUTTI_TEST_SEED ?? 3);
const EXPRESSIONS = Number(process.env.TUTTI_TEST_EXPRESSIONS ?? 300);
/** Of one configuration: more would make messages of it unreadable. */
const AT_ONCE = 150;
const missing = missingOracle();

type Tool = (folder: string, args: readonly string[]) => Promise<Ended>;
const tutti: Tool = (folder, args) => run(folder, args, { env: { TUTTI_AS: "terraform" } });

interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly detail: string;
  readonly range?: { readonly start: { readonly line: number; readonly column: number } };
  readonly snippet?: unknown;
}
type Json = Readonly<Record<string, unknown>>;

/** What is said of each expression, by its index: errors, or the value where none has any. */
type Told = ReadonlyMap<number, string>;

const LINES_BEFORE = LOCALS.split("\n").length;

async function plan(
  tool: Tool,
  expressions: ReadonlyMap<number, string>,
): Promise<{ errors: Told; values: Told }> {
  const folder = project();
  const outputs = [...expressions].map(([index, text]) => `output "o${index}" { value = ${text} }\n`);
  write(folder, { "main.tf": LOCALS + outputs.join("") });
  await tool(folder, ["init"]);
  const { stdout, status } = await tool(folder, ["plan", "-json", "-out=p"]);
  const indexes = [...expressions.keys()];
  const errors = new Map<number, string[]>();
  for (const line of stdout.split("\n")) {
    const { diagnostic } = JSON.parse(line || "{}") as { readonly diagnostic?: Diagnostic };
    if (diagnostic === undefined) continue;
    const index = indexes[(diagnostic.range?.start.line ?? 0) - LINES_BEFORE] ?? -1;
    errors.set(index, [...(errors.get(index) ?? []), told(diagnostic)]);
  }
  const sorted = new Map([...errors].map(([index, all]) => [index, [...new Set(all)].sort().join("\n")]));
  if (status !== 0) return { errors: sorted, values: new Map() };
  const document = JSON.parse((await tool(folder, ["show", "-json", "p"])).stdout) as {
    readonly output_changes: Readonly<Record<string, Json>>;
    readonly planned_values: { readonly outputs: Readonly<Record<string, Json>> };
  };
  const values = indexes.map((index): readonly [number, string] => {
    const { after, after_unknown, after_sensitive } = document.output_changes[`o${index}`] ?? {};
    return [
      index,
      JSON.stringify(
        [after, after_unknown, after_sensitive, document.planned_values.outputs[`o${index}`]],
        sortKeys,
      ),
    ];
  });
  return { errors: sorted, values: new Map(values) };
}

/** A panic there shows its stack; we say the same words. */
function told({ severity, summary, detail, range, snippet }: Diagnostic): string {
  const words = detail.replace(/\ngoroutine .*/s, "").replace(/\.$/, "");
  return JSON.stringify({ severity, summary, words, range: range?.start.column, snippet }, sortKeys);
}

function sortKeys(_name: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}

/** Once those with errors are compared, the rest is planned again: validating tells less than planning. */
async function compare(all: readonly string[]): Promise<void> {
  let left = new Map(all.entries());
  for (;;) {
    const [theirs, ours] = await Promise.all([plan(terraform, left), plan(tutti, left)]);
    for (const [index, text] of left) {
      expect.soft(ours.errors.get(index), text).toBe(theirs.errors.get(index));
      expect.soft(ours.values.get(index), text).toBe(theirs.values.get(index));
    }
    const rest = new Map([...left].filter(([index]) => !theirs.errors.has(index) && !ours.errors.has(index)));
    if (rest.size === left.size) return;
    left = rest;
  }
}

describe.skipIf(missing !== undefined)(
  `beside terraform${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    const drawn = fc.sample(expression, { seed: SEED, numRuns: EXPRESSIONS });
    const parts = Array.from({ length: Math.ceil(drawn.length / AT_ONCE) }, (_unused, part) => part);

    test.each(parts)(
      `expressions come to the same, part %i of seed ${SEED}`,
      (part) => compare(drawn.slice(part * AT_ONCE, (part + 1) * AT_ONCE)),
      300_000,
    );
  },
);
