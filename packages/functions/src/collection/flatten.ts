import {
  DYNAMIC,
  FuncError,
  lengthRange,
  type Mark,
  type Type,
  tupleType,
  tupleValue,
  Value,
} from "@tutti/values";

interface Flat {
  readonly items: Value[];
  readonly marks: Set<Mark>;
  /** False when something that may hold more elements is not known yet. */
  known: boolean;
}

/** The tuple that `flatten` gives, as far as it can be told. */
export function flattenType(list: Value): Type | FuncError {
  if (!list.isWhollyKnown) return DYNAMIC;
  if (!isSequence(list)) return new FuncError("can only flatten lists, sets and tuples");
  const flat = flattened(list);
  return flat.known ? tupleType(flat.items.map((item) => item.type)) : DYNAMIC;
}

/** A tuple of all that is in it and in the sequences in it. */
export function flatten(list: Value, type: Type): Value | FuncError {
  if (list.isKnown && !isSequence(list)) return new FuncError("can only flatten lists, sets and tuples");
  const flat = flattened(list);
  return (flat.known ? tupleValue(flat.items) : Value.unknown(type)).withMarks(flat.marks);
}

function isSequence(value: Value): boolean {
  const { kind } = value.type;
  return kind === "list" || kind === "set" || kind === "tuple";
}

function flattened(list: Value): Flat {
  const flat: Flat = { items: [], marks: new Set(), known: true };
  flattenInto(list, flat);
  return flat;
}

function flattenInto(list: Value, flat: Flat): void {
  for (const mark of list.marks ?? []) flat.marks.add(mark);
  const { min, max } = lengthRange(list);
  if (!list.isKnown || min !== max) {
    flat.known = false;
    return;
  }
  for (const item of list.asItems) {
    if (item.isUnknown && item.type.kind === "dynamic") flat.known = false;
    if (!item.isNull && isSequence(item)) flattenInto(item, flat);
    else flat.items.push(item);
  }
}
