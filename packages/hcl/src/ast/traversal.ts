/** A reference: a name and the steps from it, as `a.b[0]`. */

import { rawEquals, type Value } from "@tutti/values";
import { rangeBetween, type SourceRange } from "../source/range.ts";

/** `.name`, `[index]`, or a splat. */
export type TraversalStep =
  | { readonly kind: "attribute"; readonly name: string; readonly range: SourceRange }
  | { readonly kind: "index"; readonly key: Value; readonly range: SourceRange }
  /** Only from `parsePartialTraversal`: `[*]`, any element. */
  | { readonly kind: "splat"; readonly range: SourceRange };

/** A name and the steps from it, as written: `var.a[0].b`. */
export interface Traversal {
  readonly rootName: string;
  readonly rootRange: SourceRange;
  readonly steps: readonly TraversalStep[];
  readonly range: SourceRange;
}

/** A traversal with the range from its first to its last step. */
export function createTraversal(
  rootName: string,
  rootRange: SourceRange,
  steps: readonly TraversalStep[],
): Traversal {
  const last = steps.at(-1);
  const range = last === undefined ? rootRange : rangeBetween(rootRange, last.range);
  return { rootName, rootRange, steps, range };
}

/** The reference as it is written in canonical form: `a.b[0]["key"]`. */
export function traversalText(traversal: Traversal): string {
  return traversal.rootName + traversal.steps.map(stepText).join("");
}

function stepText(step: TraversalStep): string {
  switch (step.kind) {
    case "attribute":
      return `.${step.name}`;
    case "splat":
      return "[*]";
    case "index": {
      const { key } = step;
      if (!key.isKnown) return "[...]";
      if (key.type.kind === "string") return `[${JSON.stringify(key.asString)}]`;
      return `[${key.type.kind === "number" ? String(key.asNumber) : "..."}]`;
    }
  }
}

/** Same name and steps; ranges apart. */
export function traversalsEqual(a: Traversal, b: Traversal): boolean {
  return (
    a.rootName === b.rootName &&
    a.steps.length === b.steps.length &&
    a.steps.every((step, index) => {
      const other = b.steps[index];
      return other !== undefined && stepsEqual(step, other);
    })
  );
}

function stepsEqual(a: TraversalStep, b: TraversalStep): boolean {
  if (a.kind === "attribute") return b.kind === "attribute" && a.name === b.name;
  if (a.kind === "index") return b.kind === "index" && rawEquals(a.key, b.key);
  return b.kind === "splat";
}
