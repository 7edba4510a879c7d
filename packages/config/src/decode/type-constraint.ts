import {
  type Expression,
  evaluate,
  keywordOf,
  rangeBetween,
  staticCall,
  staticList,
  staticMap,
} from "@tutti/hcl";
import {
  applyDefaults,
  BOOL,
  convert,
  type Defaults,
  DYNAMIC,
  listType,
  mapType,
  NUMBER,
  objectType,
  STRING,
  setType,
  type Type,
  tupleType,
  type Value,
} from "@tutti/values";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";

export interface TypeConstraint {
  readonly type: Type;
  readonly defaults: Defaults | undefined;
}

const SUMMARY = configError("invalid-type-specification");
const ANY: TypeConstraint = { type: DYNAMIC, defaults: undefined };

const PRIMITIVES: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["bool", BOOL],
  ["string", STRING],
  ["number", NUMBER],
  ["any", DYNAMIC],
]);

const COLLECTIONS = new Map<string, (element: Type) => Type>([
  ["list", listType],
  ["set", setType],
  ["map", mapType],
]);

/** What a constructor wants in its parentheses. */
const ARGUMENT: ReadonlyMap<string, string> = new Map([
  ["list", "The list type constructor requires one argument specifying the element type."],
  ["set", "The set type constructor requires one argument specifying the element type."],
  ["map", "The map type constructor requires one argument specifying the element type."],
  [
    "object",
    "The object type constructor requires one argument specifying the attribute types and values as a map.",
  ],
  ["tuple", "The tuple type constructor requires one argument specifying the element types as a list."],
]);

const OPTIONAL_MISPLACED = 'Keyword "optional" is valid only as a modifier for object type attributes.';

/** `list(object({ a = optional(string, "x") }))` and the like; `any` after an error. */
export function decodeTypeConstraint(expression: Expression, diagnostics: DiagnosticList): TypeConstraint {
  const refuse = (detail: string, subject = expression.range): TypeConstraint => {
    diagnostics.error(SUMMARY, detail, subject, expression.range);
    return ANY;
  };
  const keyword = keywordOf(expression);
  if (keyword !== undefined) {
    const primitive = PRIMITIVES.get(keyword);
    if (primitive !== undefined) return { type: primitive, defaults: undefined };
    return refuse(ARGUMENT.get(keyword) ?? `The keyword "${keyword}" is not a valid type specification.`);
  }
  const written = staticCall(expression);
  if (!written.ok) {
    return refuse(
      "A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).",
    );
  }
  const call = written.value;
  const { name, args } = call;
  if (PRIMITIVES.has(name)) {
    const kind = name === "any" ? "Type constraint" : "Primitive type";
    return refuse(`${kind} keyword "${name}" does not expect arguments.`, call.argsRange);
  }
  if (name === "optional") return refuse(OPTIONAL_MISPLACED, call.nameRange);
  const wanted = ARGUMENT.get(name);
  if (wanted === undefined) return refuse(`Keyword "${name}" is not a valid type constructor.`);
  const [argument, second] = args;
  const last = args.at(-1);
  if (argument === undefined) return refuse(wanted, call.argsRange);
  if (second !== undefined && last !== undefined)
    return refuse(wanted, rangeBetween(second.range, last.range));
  if (name === "object") return decodeObject(argument, expression, diagnostics);
  if (name === "tuple") return decodeTuple(argument, expression, diagnostics);
  const element = decodeTypeConstraint(argument, diagnostics);
  const type = (COLLECTIONS.get(name) ?? listType)(element.type);
  return { type, defaults: defaultsOf(type, new Map(), new Map([["", element.defaults]])) };
}

function defaultsOf(
  type: Type,
  values: ReadonlyMap<string, Value>,
  children: ReadonlyMap<string, Defaults | undefined>,
): Defaults | undefined {
  const present = new Map<string, Defaults>();
  for (const [name, child] of children) if (child !== undefined) present.set(name, child);
  return values.size === 0 && present.size === 0 ? undefined : { type, values, children: present };
}

function decodeTuple(argument: Expression, whole: Expression, diagnostics: DiagnosticList): TypeConstraint {
  const list = staticList(argument);
  if (!list.ok) {
    diagnostics.error(
      SUMMARY,
      "Tuple type constructor requires a list of element types.",
      argument.range,
      whole.range,
    );
    return ANY;
  }
  const elements = list.value.map((item) => decodeTypeConstraint(item, diagnostics));
  const type = tupleType(elements.map((element) => element.type));
  const children = new Map(elements.map((element, index) => [String(index), element.defaults]));
  return { type, defaults: defaultsOf(type, new Map(), children) };
}

function decodeObject(argument: Expression, whole: Expression, diagnostics: DiagnosticList): TypeConstraint {
  const map = staticMap(argument);
  if (!map.ok) {
    diagnostics.error(
      SUMMARY,
      "Object type constructor requires a map whose keys are attribute names and whose values are the corresponding attribute types.",
      argument.range,
      whole.range,
    );
    return ANY;
  }
  const types = new Map<string, Type>();
  const optional = new Set<string>();
  const values = new Map<string, Value>();
  const children = new Map<string, Defaults | undefined>();
  for (const { key, value } of map.value) {
    const name = keywordOf(key);
    if (name === undefined) {
      diagnostics.error(
        SUMMARY,
        "Object constructor map keys must be attribute names.",
        key.range,
        whole.range,
      );
      continue;
    }
    if (types.has(name)) {
      diagnostics.error(SUMMARY, "Object constructor map keys must be unique.", key.range, whole.range);
      continue;
    }
    const attribute = decodeObjectAttribute(value, diagnostics);
    if (attribute === undefined) continue;
    types.set(name, attribute.type);
    children.set(name, attribute.defaults);
    if (attribute.optional) optional.add(name);
    if (attribute.default !== undefined) values.set(name, attribute.default);
  }
  const type = objectType(types, optional);
  return { type, defaults: defaultsOf(type, values, children) };
}

interface ObjectAttribute extends TypeConstraint {
  readonly optional: boolean;
  readonly default: Value | undefined;
}

function decodeObjectAttribute(
  expression: Expression,
  diagnostics: DiagnosticList,
): ObjectAttribute | undefined {
  const written = staticCall(expression);
  const call = written.ok ? written.value : undefined;
  if (call?.name !== "optional") {
    return { ...decodeTypeConstraint(expression, diagnostics), optional: false, default: undefined };
  }
  const [typeExpression, defaultExpression, surplus] = call.args;
  if (typeExpression === undefined || surplus !== undefined) {
    diagnostics.error(
      SUMMARY,
      typeExpression === undefined
        ? "Optional attribute modifier requires the attribute type as its argument."
        : "Optional attribute modifier expects at most two arguments: the attribute type, and a default value.",
      call.argsRange,
      expression.range,
    );
    return undefined;
  }
  const constraint = decodeTypeConstraint(typeExpression, diagnostics);
  const value =
    defaultExpression === undefined ? undefined : decodeDefault(defaultExpression, constraint, diagnostics);
  return { ...constraint, optional: true, default: value };
}

function decodeDefault(
  expression: Expression,
  constraint: TypeConstraint,
  diagnostics: DiagnosticList,
): Value | undefined {
  const { value, diagnostics: found } = evaluate(expression, undefined);
  if (!diagnostics.addAll(found)) return undefined;
  const filled = constraint.defaults === undefined ? value : applyDefaults(value, constraint.defaults);
  const converted = convert(filled, constraint.type);
  if (converted.ok) return converted.value;
  diagnostics.error(
    configError("invalid-default-value-for-optional-attribute"),
    `This default value is not compatible with the attribute's type constraint: ${converted.error.message}.`,
    expression.range,
  );
  return undefined;
}
