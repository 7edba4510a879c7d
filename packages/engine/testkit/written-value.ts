/** Values as a test writes them: an expression, with `unknown()` and `secret(x)` in it. */

import { loadAllFunctions, runtimeScope } from "@tutti/functions";
import { evaluate, parseExpression, scopeOf } from "@tutti/hcl";
import {
  type BlockSchema,
  emptyNested,
  impliedType,
  type NestedBlockSchema,
  nestedType,
} from "@tutti/plugin";
import { createSimulation } from "@tutti/simulation";
import {
  ConversionError,
  convertOrError,
  DYNAMIC,
  type Func,
  listValue,
  mapValue,
  objectOfType,
  objectValue,
  setValue,
  type Type,
  tupleValue,
  Value,
} from "@tutti/values";

const UNKNOWN: Func = { params: [], returnType: () => DYNAMIC, call: () => Value.unknown(DYNAMIC) };
const SECRET: Func = {
  params: [{ name: "value", type: DYNAMIC, allowNull: true, allowUnknown: true, allowMarked: true }],
  returnType: ([value]) => value?.type ?? DYNAMIC,
  call: ([value]) => (value ?? Value.null(DYNAMIC)).withMarks(["sensitive"]),
};

const host = createSimulation(1).host("10.0.0.1");
const library = (await loadAllFunctions()).table(runtimeScope(host, { pure: true }));
const own = new Map([
  ["unknown", UNKNOWN],
  ["secret", SECRET],
]);
const context = {
  variables: scopeOf({}),
  functions: { get: (name: string) => own.get(name) ?? library.get(name), keys: () => own.keys() },
};

export function writtenValue(text: string, type?: Type): Value {
  const { expression, diagnostics } = parseExpression(text, "value");
  const { value, diagnostics: found } = evaluate(expression, context);
  const [wrong] = [...diagnostics, ...found];
  if (wrong !== undefined) throw new Error(`${text}: ${wrong.summary}: ${wrong.detail}`);
  return type === undefined ? value : valueOfType(value, type);
}

/** An object of a schema; what is left out is null, and blocks that are left out are none. */
export function writtenObject(schema: BlockSchema, given: string | Value): Value {
  const raw = typeof given === "string" ? writtenValue(given) : given;
  if (raw.isUnknown || raw.isNull) return valueOfType(raw, impliedType(schema));
  const entries = raw.asEntries;
  const all: [string, Value][] = [];
  for (const [name, { type }] of schema.attributes)
    all.push([name, valueOfType(entries.get(name) ?? Value.null(type), type)]);
  for (const [name, nested] of schema.blocks) all.push([name, blocksOf(nested, entries.get(name))]);
  return objectOfType(impliedType(schema), all).withMarks(raw.marks);
}

function blocksOf(nested: NestedBlockSchema, raw: Value | undefined): Value {
  const type = nestedType(nested);
  if (raw === undefined) return emptyNested(nested);
  if (raw.isUnknown || raw.isNull) return valueOfType(raw, type);
  switch (nested.nesting) {
    case "single":
    case "group":
      return writtenObject(nested.block, raw);
    case "list": {
      const items = raw.asItems.map((item) => writtenObject(nested.block, item));
      return type.kind === "list" ? listValue(type.element, items) : tupleValue(items);
    }
    case "set":
      return setValue(
        impliedType(nested.block),
        raw.asItems.map((item) => writtenObject(nested.block, item)),
      );
    case "map": {
      const items = [...raw.asEntries].map(
        ([key, item]) => [key, writtenObject(nested.block, item)] as const,
      );
      return type.kind === "map" ? mapValue(type.element, items) : objectValue(items);
    }
  }
}

function valueOfType(value: Value, type: Type): Value {
  const converted = convertOrError(value, type);
  if (converted instanceof ConversionError) throw new Error(converted.message);
  return converted;
}
