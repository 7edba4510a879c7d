import { Buffer } from "node:buffer";
import { goQuote } from "@tutti/values";
import { decodeScalar, LateMistake } from "./decode-scalar.ts";
import type { JsonValue } from "./json-value.ts";
import { firstTooLarge, freeOf, isList, JsonObject, kindOf, sortedFree, sortedRecord } from "./json-value.ts";
import { Mistakes, UnmarshalMistake } from "./mistakes.ts";
import type { Decoded, Field, ListShape, MapShape, Shape, StructShape } from "./shape.ts";
import { zeroOf } from "./zero.ts";

/** The value by its shape, or Go's words for the mistake that its decoder reports. */
export type DecodedShape<S> =
  | { readonly ok: true; readonly value: Decoded<S> }
  | { readonly ok: false; readonly text: string };

/**
 * Decodes as Go's encoding/json does into the types that Consul declares: keys
 * without regard to case, null for nothing, the later of two equal keys over
 * the earlier one, and of several mistakes the one that Go reports.
 */
export function decodeShape<S>(value: JsonValue, shape: S & Shape): DecodedShape<S> {
  const mistakes = new Mistakes();
  const decoded = decode(value, shape, zeroOf(shape), mistakes);
  const text = mistakes.text;
  // The declaration is what `Decoded` is made from; only here does a value get that type.
  return text === undefined ? { ok: true, value: decoded as Decoded<S> } : { ok: false, text };
}

/** `was` is what an earlier equal key left, or the zero value. */
function decode(value: JsonValue, shape: Shape, was: unknown, mistakes: Mistakes): unknown {
  switch (shape.kind) {
    case "any": {
      const large = firstTooLarge(value);
      if (large !== undefined) mistakes.keep(new UnmarshalMistake(`number ${large}`, "float64"));
      return sortedFree(freeOf(value));
    }
    case "pointer":
      return value === null ? undefined : decode(value, shape.of, was ?? zeroOf(shape.of), mistakes);
    case "struct":
      return shape.reads === undefined
        ? decodeStruct(value, shape, was, mistakes)
        : readItself(value, shape, was, mistakes);
    case "list":
      return decodeList(value, shape, was, mistakes);
    case "map":
      return decodeMap(value, shape, was, mistakes);
    default:
      return decodeScalar(value, shape, was, mistakes);
  }
}

function decodeList(value: JsonValue, shape: ListShape, was: unknown, mistakes: Mistakes): unknown {
  if (value === null) return null;
  if (!isList(value)) {
    mistakes.keep(new UnmarshalMistake(kindOf(value), shape.go));
    return was;
  }
  const before: readonly unknown[] = Array.isArray(was) ? was : [];
  const out: unknown[] = [];
  for (const [index, item] of value.entries()) {
    out.push(decode(item, shape.of, before[index] ?? zeroOf(shape.of), mistakes));
  }
  return out;
}

function decodeMap(value: JsonValue, shape: MapShape, was: unknown, mistakes: Mistakes): unknown {
  if (value === null) return null;
  if (!(value instanceof JsonObject)) {
    mistakes.keep(new UnmarshalMistake(kindOf(value), shape.go));
    return was;
  }
  const out = new Map<string, unknown>(Object.entries(was ?? {}));
  for (const [key, item] of value.entries) {
    out.set(key, decode(item, shape.of, zeroOf(shape.of), mistakes));
  }
  return sortedRecord(out);
}

/** A type with a reader of its own starts anew: what it meets is told without the path that leads to it. */
function readItself(value: JsonValue, shape: StructShape, was: unknown, outer: Mistakes): unknown {
  const own = new Mistakes();
  const decoded = decodeStruct(value, shape, was, own);
  const mistake = own.first;
  if (mistake !== undefined) outer.stop(mistake);
  return decoded;
}

function decodeStruct(value: JsonValue, shape: StructShape, was: unknown, mistakes: Mistakes): unknown {
  if (value === null) return was;
  if (!(value instanceof JsonObject)) {
    mistakes.keep(new UnmarshalMistake(kindOf(value), shape.reads ?? shape.go));
    return was;
  }
  const table = slotsOf(shape);
  const slots = new Map<string, unknown>();
  const context = mistakes.context;
  for (const [key, item] of value.entries) {
    const slot = table.exact.get(key) ?? table.folded.get(fold(key));
    if (slot === undefined) {
      if (shape.open !== true) mistakes.keep(`json: unknown field ${goQuote(key)}`);
      continue;
    }
    mistakes.enter(shape.reads === undefined ? nameOf(shape.go) : "", slot.name);
    const before = slots.get(slot.name) ?? (slot.name === slot.field ? record(was)[slot.field] : undefined);
    slots.set(slot.name, decode(item, slot.shape, before ?? zeroOf(slot.shape), mistakes));
    mistakes.context = context;
  }
  return settle(shape, slots, record(was), mistakes);
}

/** One value a field: of its names the first one that says something. */
function settle(
  shape: StructShape,
  slots: ReadonlyMap<string, unknown>,
  was: Readonly<Record<string, unknown>>,
  mistakes: Mistakes,
): Readonly<Record<string, unknown>> {
  const out: Record<string, unknown> = {};
  for (const [name, field] of slotsOf(shape).fields) {
    let value = slots.has(name) ? slots.get(name) : was[name];
    for (const other of field.aliases ?? [])
      if (isEmpty(value)) value = slots.get(other) ?? zeroOf(field.shape);
    if (value instanceof LateMistake) mistakes.keep(value.text);
    else if (field.ignored === undefined) out[name] = value;
  }
  return out;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  return (Array.isArray(value) || Buffer.isBuffer(value)) && value.length === 0;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** A name that a key may have, with the field that it stands for. */
interface Slot {
  readonly name: string;
  readonly field: string;
  readonly shape: Shape;
}

interface Slots {
  readonly fields: readonly (readonly [string, Field])[];
  readonly exact: ReadonlyMap<string, Slot>;
  readonly folded: ReadonlyMap<string, Slot>;
}

const slotTables = new WeakMap<StructShape, Slots>();

function slotsOf(shape: StructShape): Slots {
  const known = slotTables.get(shape);
  if (known !== undefined) return known;
  const fields = Object.entries(shape.fields);
  const all = fields.flatMap(([name, field]) => slotsOfField(name, field));
  const tables = {
    fields,
    exact: new Map(all.map((slot) => [slot.name, slot])),
    // The first declared of several that differ in case only.
    folded: new Map(all.toReversed().map((slot) => [fold(slot.name), slot])),
  };
  slotTables.set(shape, tables);
  return tables;
}

function slotsOfField(field: string, { shape, aliases }: Field): readonly Slot[] {
  return [field, ...(aliases ?? [])].map((name) => ({ name, field, shape }));
}

/** Keys are equal without regard to case; two letters of other alphabets count as their Latin ones, as in Go. */
function fold(key: string): string {
  return key.replaceAll("ſ", "s").replaceAll("\u212a", "k").toLowerCase();
}

/** `structs.RegisterRequest` is called `RegisterRequest` before a field. */
function nameOf(go: string): string {
  return go.slice(go.lastIndexOf(".") + 1);
}
