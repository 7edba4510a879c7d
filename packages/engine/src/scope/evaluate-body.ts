import type { Diagnostic, EvalContext, Expression } from "@tutti/hcl";
import { childContext, errorDiagnostic, evaluate, hclError } from "@tutti/hcl";
import { emptyBlock, impliedType, nestedType } from "@tutti/plugin";
import {
  ConversionError,
  convertOrError,
  formatPath,
  listValue,
  mapValue,
  NULL,
  objectOfType,
  objectValue,
  STRING,
  setValue,
  stringValue,
  type Type,
  tupleValue,
  unmarkDeep,
  Value,
} from "@tutti/values";
import type { CompiledBlock, CompiledBlocks, CompiledBody } from "../graph/compile-body.ts";
import { infiniteMistake } from "./infinite-mistake.ts";

/** The body's value under a scope: an object of the schema's implied type, marks kept. */
export function evaluateBody(body: CompiledBody, context: EvalContext, diagnostics: Diagnostic[]): Value {
  const entries = new Map<string, Value>();
  for (const { name, type, expression } of body.attributes) {
    entries.set(name, evaluateTo(expression, type, name, context, diagnostics));
  }
  for (const blocks of body.blocks) entries.set(blocks.type, evaluateBlocks(blocks, context, diagnostics));
  const type = impliedType(body.schema);
  const ordered: [string, Value][] = [];
  for (const [name, attribute] of type.attributes) {
    ordered.push([name, entries.get(name) ?? Value.null(attribute)]);
  }
  return objectOfType(type, ordered);
}

function evaluateTo(
  expression: Expression,
  type: Type,
  name: string,
  context: EvalContext,
  diagnostics: Diagnostic[],
): Value {
  const { value, diagnostics: found } = evaluate(expression, context);
  diagnostics.push(...found);
  const converted = convertOrError(value, type);
  if (!(converted instanceof ConversionError)) {
    const infinite = infiniteMistake(`The attribute "${name}"`, converted, expression);
    if (infinite === undefined) return converted;
    diagnostics.push({ ...infinite, evalContext: context });
    return Value.unknown(type);
  }
  diagnostics.push({
    ...errorDiagnostic(
      hclError("incorrect-attribute-value-type"),
      `Inappropriate value for attribute "${name}": ${conversionText(converted)}.`,
      expression.range,
    ),
    expression,
    evalContext: context,
  });
  return Value.unknown(type);
}

/** A conversion's error with the place in front: `attribute "x": a number is required`. */
export function conversionText(error: ConversionError): string {
  if (error.path.length === 0) return error.message;
  const [first, ...rest] = error.path;
  const start =
    first?.kind === "attribute"
      ? `attribute "${first.name}"`
      : `element ${formatPath(error.path.slice(0, 1)).slice(1, -1)}`;
  return `${start}${formatPath(rest)}: ${error.message}`;
}

interface Item {
  readonly key: string;
  readonly value: Value;
}

function evaluateBlocks(blocks: CompiledBlocks, context: EvalContext, diagnostics: Diagnostic[]): Value {
  const { nested, items } = blocks;
  const values: Item[] = [];
  let unknown = false;
  for (const item of items) {
    if (item.kind === "static") {
      values.push({ key: item.key ?? "", value: evaluateBody(item.body, context, diagnostics) });
    } else if (!expandDynamic(item, context, diagnostics, values)) unknown = true;
  }
  const type = nestedType(nested);
  if (nested.nesting === "single" || nested.nesting === "group") {
    if (unknown) return Value.unknown(type);
    return values[0]?.value ?? (nested.nesting === "group" ? emptyBlock(nested.block) : Value.null(type));
  }
  if (unknown) return Value.unknown(type);
  return collect(nested.nesting, type, impliedType(nested.block), values);
}

function collect(nesting: "list" | "set" | "map", type: Type, element: Type, values: readonly Item[]): Value {
  const items = values.map(({ value }) => value);
  if (nesting === "set") return setValue(element, items);
  // Where an element may be of any type the type is no collection: each has its own.
  if (nesting === "list") return type.kind === "list" ? listValue(element, items) : tupleValue(items);
  const entries = values.map(({ key, value }) => [key, value] as const);
  return type.kind === "map" ? mapValue(element, entries) : objectValue(entries);
}

/** False where it is not known yet which blocks there will be. */
function expandDynamic(
  block: CompiledBlock & { kind: "dynamic" },
  context: EvalContext,
  diagnostics: Diagnostic[],
  out: Item[],
): boolean {
  const { value: marked, diagnostics: found } = evaluate(block.forEach, context);
  diagnostics.push(...found);
  if (found.some(({ severity }) => severity === "error")) return false;
  const value = marked.withoutMarks();
  if (value.isUnknown) return false;
  if (value.isNull || !["list", "set", "tuple", "map", "object"].includes(value.type.kind)) {
    diagnostics.push(
      errorDiagnostic(
        hclError("invalid-dynamic-for-each-value"),
        value.isNull
          ? "Cannot use a null value in for_each."
          : `Cannot use a ${value.type.kind} value in for_each. An iterable collection is required.`,
        block.forEach.range,
      ),
    );
    return false;
  }
  for (const [key, item] of dynamicItems(value)) {
    const inner = childContext(context, new Map([[block.iterator, objectValue({ key, value: item })]]));
    const result = evaluateBody(block.body, inner, diagnostics).withMarks(marked.marks);
    out.push({ key: dynamicLabel(block, inner, diagnostics), value: result });
  }
  return true;
}

function* dynamicItems(value: Value): Generator<readonly [Value, Value]> {
  if (value.data instanceof Map) {
    for (const [key, item] of value.asEntries) yield [stringValue(key), item];
  } else if (value.type.kind === "set") for (const item of value.asItems) yield [item, item];
  else {
    for (const [i, item] of value.asItems.entries()) {
      const key = convertOrError(stringValue(String(i)), { kind: "number" });
      yield [key instanceof ConversionError ? NULL : key, item];
    }
  }
}

function dynamicLabel(
  block: CompiledBlock & { kind: "dynamic" },
  context: EvalContext,
  diagnostics: Diagnostic[],
): string {
  if (block.labels === undefined) return "";
  const { value, diagnostics: found } = evaluate(block.labels, context);
  diagnostics.push(...found);
  const labels = unmarkDeep(value).value;
  if (!labels.isKnown || !Array.isArray(labels.data)) return "";
  const label = convertOrError(labels.asItems[0] ?? NULL, STRING);
  return label instanceof ConversionError || !label.isKnown ? "" : label.asString;
}
