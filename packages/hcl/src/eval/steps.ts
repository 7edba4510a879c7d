/** `.name` and `[key]` on values. */

import type { ErrorKind } from "@tutti/errors";
import {
  ConversionError,
  convertOrError,
  goQuote,
  isInteger,
  NUMBER,
  type Num,
  STRING,
  signOf,
  type Type,
  typeFriendlyName,
  UNKNOWN_DYNAMIC,
  Value,
} from "@tutti/values";
import type { TraversalStep } from "../ast/traversal.ts";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import type { SourceRange } from "../source/range.ts";

/** The value after one step, or why the step cannot be taken. */
export type StepResult = { readonly value: Value } | { readonly problem: Diagnostic };

/** Takes one step of a reference. */
export function takeStep(value: Value, step: TraversalStep): StepResult {
  switch (step.kind) {
    case "attribute":
      return attributeValue(value, step.name, step.range);
    case "index":
      return indexValue(value, step.key, step.range);
    case "splat":
      return { value: UNKNOWN_DYNAMIC };
  }
}

const INVALID = hclError("invalid-index");
const NO_ELEMENT = "The given key does not identify an element in this collection value";

/** `collection[key]` */
export function indexValue(collection: Value, key: Value, range?: SourceRange): StepResult {
  if (collection.isNull) {
    return problem(
      hclError("attempt-to-index-null-value"),
      "This value is null, so it does not have any indices.",
      range,
    );
  }
  if (key.isNull) return problem(INVALID, "Can't use a null value as an indexing key.", range);
  const { type } = collection;
  if (key.type.kind === "dynamic" || type.kind === "dynamic") {
    return { value: UNKNOWN_DYNAMIC.withMarks(collection.marks) };
  }
  switch (type.kind) {
    case "list":
    case "tuple":
      return indexSequence(collection, key, range);
    case "map":
      return indexMap(collection, type.element, key, range);
    case "object":
      return indexObject(collection, type, key, range);
    case "set":
      return problem(
        INVALID,
        "Elements of a set are identified only by their value and don't have any separate index or key to select with, so it's only possible to perform operations across all elements of the set.",
        range,
      );
    default:
      return problem(INVALID, "This value does not have any indices.", range);
  }
}

function indexSequence(collection: Value, key: Value, range: SourceRange | undefined): StepResult {
  const number = convertOrError(key, NUMBER);
  if (number instanceof ConversionError) return problem(INVALID, `${NO_ELEMENT}: ${number.message}.`, range);
  const { type } = collection;
  const marks = collection.marks;
  const length =
    type.kind === "tuple" ? type.elements.length : collection.isKnown ? collection.asItems.length : undefined;
  if (!number.isKnown || length === undefined) {
    const element = type.kind === "list" ? Value.unknown(type.element) : UNKNOWN_DYNAMIC;
    if (number.isKnown && !isIndex(number.asNumber)) return outOfRange(number.asNumber, undefined, range);
    return { value: element.withMarks(marks).withMarks(number.marks) };
  }
  const index = number.asNumber;
  if (!isIndex(index) || index >= length) {
    return outOfRange(index, marks === undefined ? length : undefined, range);
  }
  const item = collection.isKnown
    ? collection.asItems[index]
    : Value.unknown(type.kind === "tuple" ? (type.elements[index] ?? type) : type);
  return { value: (item ?? UNKNOWN_DYNAMIC).withMarks(marks).withMarks(number.marks) };
}

function isIndex(index: Num): index is number {
  return typeof index === "number" && index >= 0 && Number.isFinite(index);
}

function outOfRange(index: Num, length: number | undefined, range: SourceRange | undefined): StepResult {
  let reason = "";
  if (!isInteger(index)) {
    reason = ": indexing a sequence requires a whole number, but the given index has a fractional part";
  } else if (signOf(index) < 0) {
    reason = ": a negative number is not a valid index for a sequence";
  } else if (length !== undefined && typeof index === "number" && index <= length) {
    reason =
      length === 0
        ? ": the collection has no elements"
        : ": the given index is greater than or equal to the length of the collection";
  }
  return problem(INVALID, `${NO_ELEMENT}${reason}.`, range);
}

function indexMap(collection: Value, element: Type, key: Value, range: SourceRange | undefined): StepResult {
  const name = convertOrError(key, STRING);
  if (name instanceof ConversionError) return problem(INVALID, `${NO_ELEMENT}: ${name.message}.`, range);
  if (!name.isKnown || !collection.isKnown) {
    return { value: Value.unknown(element).withMarks(collection.marks).withMarks(name.marks) };
  }
  const item = collection.asEntries.get(name.asString);
  if (item === undefined) return problem(INVALID, `${NO_ELEMENT}.`, range);
  return { value: item.withMarks(collection.marks).withMarks(name.marks) };
}

function indexObject(
  collection: Value,
  type: Type & { kind: "object" },
  key: Value,
  range: SourceRange | undefined,
): StepResult {
  const name = convertOrError(key, STRING);
  if (name instanceof ConversionError) return problem(INVALID, `${NO_ELEMENT}: ${name.message}.`, range);
  // As HCL does: what an unknown object has is looked at by its attributes' names alone, not by an index.
  if (!name.isKnown || !collection.isKnown) return { value: UNKNOWN_DYNAMIC.withMarks(collection.marks) };
  const attribute = type.attributes.get(name.asString);
  if (attribute === undefined) {
    const hint =
      key.type.kind === "number"
        ? " An object only supports looking up attributes by name, not by numeric index."
        : "";
    return problem(INVALID, `${NO_ELEMENT}.${hint}`, range);
  }
  return { value: memberOf(collection, name.asString, attribute) };
}

function memberOf(object: Value, name: string, type: Type): Value {
  const member = object.isKnown ? object.asEntries.get(name) : undefined;
  return (member ?? Value.unknown(type)).withMarks(object.marks);
}

const UNSUPPORTED = hclError("unsupported-attribute");

/** `object.name` */
function attributeValue(object: Value, name: string, range?: SourceRange): StepResult {
  if (object.isNull) {
    return problem(
      hclError("attempt-to-get-attribute-from-null-value"),
      "This value is null, so it does not have any attributes.",
      range,
    );
  }
  const { type } = object;
  switch (type.kind) {
    case "object": {
      const attribute = type.attributes.get(name);
      if (attribute !== undefined) return { value: memberOf(object, name, attribute) };
      return problem(UNSUPPORTED, `This object does not have an attribute named ${goQuote(name)}.`, range);
    }
    case "map": {
      if (!object.isKnown) return { value: Value.unknown(type.element).withMarks(object.marks) };
      const item = object.asEntries.get(name);
      if (item !== undefined) return { value: item.withMarks(object.marks) };
      return problem(
        hclError("missing-map-element"),
        `This map does not have an element with the key ${goQuote(name)}.`,
        range,
      );
    }
    case "dynamic":
      return { value: UNKNOWN_DYNAMIC.withMarks(object.marks) };
    default:
      return problem(UNSUPPORTED, noAttributes(type, name), range);
  }
}

function noAttributes(type: Type, name: string): string {
  if ((type.kind === "list" || type.kind === "set") && type.element.kind === "object") {
    if (type.kind === "set") {
      return "Can't access attributes on a set of objects. Did you mean to access an attribute across all elements of the set?";
    }
    const which = type.element.attributes.has(name) ? `attribute ${goQuote(name)}` : "an attribute";
    return `Can't access attributes on a list of objects. Did you mean to access ${which} for a specific element of the list, or across all elements of the list?`;
  }
  if (type.kind === "string" || type.kind === "number" || type.kind === "bool") {
    return `Can't access attributes on a primitive-typed value (${typeFriendlyName(type)}).`;
  }
  return "This value does not have any attributes.";
}

function problem(kind: ErrorKind, detail: string, range: SourceRange | undefined): StepResult {
  return { problem: errorDiagnostic(kind, detail, range) };
}
