/** What a JSON value comes to: strings are templates, all else is itself. */

import {
  boolValue,
  ConversionError,
  convertOrError,
  goQuote,
  NULL,
  numberValue,
  objectValue,
  STRING,
  stringValue,
  tupleValue,
  UNKNOWN_DYNAMIC,
  type Value,
} from "@tutti/values";
import { type JsonExpression, jsonExpression } from "../ast/json-expression.ts";
import type { JsonMember, JsonNode, JsonString } from "../ast/json-node.ts";
import { hasErrors } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { templateIn } from "../json/json-static.ts";
import type { EvalContext } from "../scope/context.ts";
import { rangeText, type SourceRange } from "../source/range.ts";
import type { EvalState } from "./eval-state.ts";
import { MarkSet } from "./mark-set.ts";

export function evaluateJson(
  state: EvalState,
  { node }: JsonExpression,
  context: EvalContext | undefined,
): Value {
  return jsonValue(state, node, context);
}

function jsonValue(state: EvalState, node: JsonNode, context: EvalContext | undefined): Value {
  switch (node.kind) {
    case "null":
      return NULL;
    case "boolean":
      return boolValue(node.value);
    case "number":
      return numberValue(node.value);
    case "string":
      return stringOf(state, node, context);
    case "array":
      return tupleValue(node.items.map((item) => jsonValue(state, item, context)));
    case "object":
      return objectOf(state, node, context);
    case "invalid":
      return UNKNOWN_DYNAMIC;
  }
}

/** Without a context nothing may be interpolated, and the text is taken as it is. */
function stringOf(state: EvalState, node: JsonString, context: EvalContext | undefined): Value {
  if (context === undefined) return stringValue(node.value);
  const { expression, diagnostics } = templateIn(node);
  state.report(diagnostics);
  return hasErrors(diagnostics) ? UNKNOWN_DYNAMIC : state.value(expression, context);
}

const KEY_PROBLEM = hclError("invalid-object-key-expression");

function objectOf(
  state: EvalState,
  node: JsonNode & { kind: "object" },
  context: EvalContext | undefined,
): Value {
  const entries = new Map<string, Value>();
  const ranges = new Map<string, SourceRange>();
  const marks = new MarkSet();
  let known = true;
  for (const member of node.members) {
    const key = stringOf(state, { kind: "string", value: member.name, range: member.nameRange }, context);
    const value = jsonValue(state, member.value, context);
    marks.add(key);
    const name = nameOf(state, member, key, context);
    if (name === undefined) continue;
    if (name === UNKNOWN_NAME) {
      known = false;
      continue;
    }
    const existing = ranges.get(name);
    if (existing === undefined) {
      entries.set(name, value);
      ranges.set(name, member.nameRange);
      continue;
    }
    state.error(
      hclError("duplicate-object-attribute"),
      `An attribute named ${goQuote(name)} was already defined at ${rangeText(existing)}.`,
      { subject: member.nameRange, expression: jsonExpression(node), evalContext: context },
    );
  }
  return known ? marks.putOn(objectValue(entries)) : UNKNOWN_DYNAMIC;
}

const UNKNOWN_NAME = Symbol("unknown name");

function nameOf(
  state: EvalState,
  member: JsonMember,
  key: Value,
  context: EvalContext | undefined,
): string | typeof UNKNOWN_NAME | undefined {
  const blame = {
    subject: member.nameRange,
    expression: jsonExpression(member.value),
    evalContext: context,
  };
  const name = convertOrError(key.withoutMarks(), STRING);
  if (name instanceof ConversionError) {
    state.error(KEY_PROBLEM, `Cannot use this expression as an object key: ${name.message}.`, blame);
    return undefined;
  }
  if (name.isNull) {
    state.error(KEY_PROBLEM, "Cannot use null value as an object key.", blame);
    return undefined;
  }
  return name.isUnknown ? UNKNOWN_NAME : name.asString;
}
