import { formatKey, formatResourceName } from "@tutti/addresses";
import { type Reference, referencesOf, type Subject } from "@tutti/config";
import {
  type Expression,
  evaluate,
  hasErrors,
  type Traversal,
  type TraversalStep,
  traversalText,
} from "@tutti/hcl";
import { compareCodePoints, type Json } from "@tutti/values";
import type { CompiledBody } from "../graph/compile-body.ts";
import { objectJson, valueJson } from "./value-json.ts";

/** What the configuration's representation says of an expression: its value if it is constant, and what it refers to. */
export function expressionJson(expression: Expression): Json {
  const { value, diagnostics } = evaluate(expression);
  const constant = !hasErrors(diagnostics) && value.isWhollyKnown ? valueJson(value) : undefined;
  const references = referencesOf(expression).references.flatMap(referenceTexts);
  return objectJson({
    constant_value: constant,
    references: references.length === 0 ? undefined : references,
  });
}

/** Undefined where there is nothing to say. */
export function optionalExpressionJson(expression: Expression | undefined): Json | undefined {
  if (expression === undefined) return undefined;
  const json = expressionJson(expression);
  return json !== null && typeof json === "object" && Object.keys(json).length > 0 ? json : undefined;
}

/** The reference in full, then with step after step taken off, down to what it is of. */
function referenceTexts({ subject, remaining }: Reference): readonly string[] {
  const own = subjectText(subject);
  const texts: string[] = [];
  for (let length = remaining.length; length > 0; length--) {
    texts.push(own + remaining.slice(0, length).map(stepText).join(""));
  }
  texts.push(own);
  const outer = outerText(subject);
  if (outer !== undefined) texts.push(outer);
  return texts;
}

function stepText(step: TraversalStep): string {
  const nowhere = { filename: "", start: ZERO, end: ZERO };
  return traversalText({ rootName: "", rootRange: nowhere, steps: [step], range: nowhere });
}

const ZERO = { line: 0, column: 0, byte: 0 };

function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case "resource":
      return formatResourceName(subject.resource);
    case "instance":
      return formatResourceName(subject.resource) + formatKey(subject.key);
    case "module-call":
      return `module.${subject.name}`;
    case "module-instance":
      return `module.${subject.name}${formatKey(subject.key)}`;
    case "module-output":
      return `module.${subject.name}${formatKey(subject.key)}.${subject.output}`;
    case "self":
      return "self";
    case "variable":
      return `var.${subject.name}`;
    default:
      return `${subject.kind}.${subject.name}`;
  }
}

function outerText(subject: Subject): string | undefined {
  switch (subject.kind) {
    case "instance":
      return subject.key === undefined ? undefined : formatResourceName(subject.resource);
    case "module-instance":
      return subject.key === undefined ? undefined : `module.${subject.name}`;
    case "module-output":
      return `module.${subject.name}${formatKey(subject.key)}`;
    default:
      return undefined;
  }
}

/** A block's arguments by name; nested blocks as their nesting says. */
export function bodyJson(body: CompiledBody): Json {
  const members: Record<string, Json> = {};
  for (const { name, expression } of body.attributes) members[name] = expressionJson(expression);
  for (const { type, nested, items } of body.blocks) {
    if (items.length === 0) continue;
    const blocks = items.map((item) => bodyJson(item.body));
    if (nested.nesting === "single" || nested.nesting === "group") members[type] = blocks[0] ?? {};
    else if (nested.nesting === "map") {
      members[type] = inOrder(
        items.map((item, i) => [item.kind === "static" ? (item.key ?? "") : "", blocks[i] ?? {}]),
      );
    } else members[type] = blocks;
  }
  return inOrder(Object.entries(members));
}

function inOrder(entries: readonly (readonly [string, Json])[]): Json {
  return Object.fromEntries(entries.toSorted(([a], [b]) => compareCodePoints(a, b)));
}

export function dependsOnJson(dependsOn: readonly Traversal[]): Json | undefined {
  return dependsOn.length === 0 ? undefined : dependsOn.map(traversalText);
}
