import { type Expression, type NativeBody, parseConfig } from "@tutti/hcl";
import { type Outcome, Refusal, refuse } from "@tutti/server";
import { encodeJson } from "@tutti/values";

/**
 * A configuration in HCL as plain data. Only what stands there is read: there
 * are no variables and no functions in an agent's configuration. A block is a
 * list of one record; blocks of one name are one list.
 */
export function parseHcl(text: string, filename: string): Outcome<Record<string, unknown>> {
  const parsed = parseConfig(text, filename);
  const error = parsed.diagnostics.find((diagnostic) => diagnostic.severity === "error");
  if (error !== undefined) {
    const start = error.subject?.start;
    const place = start === undefined ? "" : `At ${start.line}:${start.column}: `;
    return refuse(`${place}${error.summary}; ${error.detail}`);
  }
  return readBody(parsed.body);
}

function readBody(body: NativeBody): Outcome<Record<string, unknown>> {
  const out: Record<string, unknown> = {};
  for (const [name, attribute] of body.attributes) {
    const value = readExpression(attribute.expression);
    if (value instanceof Refusal) return value;
    out[name] = value;
  }
  for (const block of body.blocks) {
    const inner = readBody(block.body);
    if (inner instanceof Refusal) return inner;
    const labelled = block.labels.reduceRight<unknown>((value, label) => ({ [label]: value }), inner);
    const before = out[block.type];
    out[block.type] = Array.isArray(before) ? [...(before as unknown[]), labelled] : [labelled];
  }
  return out;
}

function readExpression(expression: Expression): unknown {
  switch (expression.kind) {
    case "literal":
      return JSON.parse(encodeJson(expression.value)) as unknown;
    case "parentheses":
      return readExpression(expression.inner);
    case "tuple":
      return allOf(expression.items.map(readExpression));
    case "template": {
      const parts = allOf(expression.parts.map(readExpression));
      return parts instanceof Refusal ? parts : parts.join("");
    }
    case "unary": {
      const operand = readExpression(expression.operand);
      return typeof operand === "number" && expression.operator === "-" ? -operand : notPlain(expression);
    }
    case "object": {
      const out: Record<string, unknown> = {};
      for (const { key, value } of expression.items) {
        const name = keyOf(key.wrapped);
        const read = readExpression(value);
        if (name === undefined) return notPlain(key.wrapped);
        if (read instanceof Refusal) return read;
        out[name] = read;
      }
      return out;
    }
    default:
      return notPlain(expression);
  }
}

function keyOf(expression: Expression): string | undefined {
  if (expression.kind === "scope-traversal") {
    const { rootName, steps } = expression.traversal;
    return steps.length === 0 ? rootName : undefined;
  }
  const value = readExpression(expression);
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function allOf(values: readonly unknown[]): readonly unknown[] | Refusal {
  return values.find((value) => value instanceof Refusal) ?? values;
}

function notPlain(expression: Expression): Refusal {
  const { start } = expression.range;
  return refuse(
    `At ${start.line}:${start.column}: only plain values can stand here; there are no references, functions or operators in an agent's configuration`,
  );
}
