/** What the names in a failed expression stood for. */

import type { Value } from "@tutti/values";
import { createTraversal, type Traversal, type TraversalStep } from "../ast/traversal.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { evaluate } from "../eval/evaluate.ts";
import type { EvalContext } from "../scope/context.ts";
import { traversalsOf } from "../static/references.ts";
import { compactValue, describeUnknown } from "./value-text.ts";

/** What one name was while the expression failed: `var.a is "x"`. */
export interface ValueStatement {
  readonly traversal: string;
  /** Reads on from the name: "is 3", "is object with 2 attributes". */
  readonly statement: string;
}

/** The tag of a diagnostic that is there because something is not known: only it says so of values. */
export const CAUSED_BY_UNKNOWN = "caused-by-unknown";
/** The tag of a diagnostic whose message would tell a secret. */
export const CAUSED_BY_CONFIDENTIAL = "caused-by-confidential";

/** By name, each once. Nothing of values that would give a secret away or mislead. */
export function describeValues(diagnostic: Diagnostic): readonly ValueStatement[] {
  const { expression, evalContext } = diagnostic;
  if (expression === undefined) return [];
  const tags: ReadonlySet<string> = diagnostic.extra?.kind === "tagged" ? diagnostic.extra.tags : new Set();
  const found = new Map<string, string>();
  for (const traversal of traversalsOf(expression)) {
    const resolved = longestThatResolves(traversal, evalContext);
    if (resolved === undefined) continue;
    const name = nameOf(resolved.traversal);
    const statement = describe(resolved.value, tags);
    if (statement !== undefined && !found.has(name)) found.set(name, statement);
  }
  return [...found]
    .map(([traversal, statement]) => ({ traversal, statement }))
    .sort((a, b) => (a.traversal < b.traversal ? -1 : 1));
}

/**
 * The reference may be what failed, so shorter and shorter ones are tried; but
 * a bare first name says little, and is left out.
 */
function longestThatResolves(
  traversal: Traversal,
  context: EvalContext | undefined,
): { readonly traversal: Traversal; readonly value: Value } | undefined {
  const { rootName, rootRange, steps } = traversal;
  for (let length = steps.length; length > 0; length--) {
    const shorter = createTraversal(rootName, rootRange, steps.slice(0, length));
    const { value, diagnostics } = evaluate(
      { kind: "scope-traversal", traversal: shorter, range: shorter.range },
      context,
    );
    if (!hasErrors(diagnostics)) return { traversal: shorter, value };
  }
  return undefined;
}

function describe(value: Value, tags: ReadonlySet<string>): string | undefined {
  const confidential = tags.has(CAUSED_BY_CONFIDENTIAL);
  if (value.hasMark("sensitive")) return confidential ? "has a sensitive value" : undefined;
  if (value.hasMark("ephemeral")) return confidential ? "has an ephemeral value" : undefined;
  if (value.isUnknown) return describeUnknown(value, tags.has(CAUSED_BY_UNKNOWN));
  return `is ${compactValue(value)}`;
}

function nameOf({ rootName, steps }: Traversal): string {
  return rootName + steps.map(stepText).join("");
}

function stepText(step: TraversalStep): string {
  if (step.kind === "attribute") return `.${step.name}`;
  if (step.kind === "splat") return "[...]";
  const { kind } = step.key.type;
  const primitive = kind === "string" || kind === "number" || kind === "bool";
  return `[${primitive ? compactValue(step.key) : "..."}]`;
}
