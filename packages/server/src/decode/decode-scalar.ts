import { Buffer } from "node:buffer";
import { parseDuration } from "@tutti/values";
import { base64Mistake } from "./base64.ts";
import type { JsonValue } from "./json-value.ts";
import { firstTooLarge, freeOf, isList, JsonNumber, kindOf } from "./json-value.ts";
import { type Mistakes, UnmarshalMistake } from "./mistakes.ts";
import { momentMistake } from "./moment.ts";
import type { Shape } from "./shape.ts";

type Scalar = Exclude<Shape, { kind: "any" | "list" | "map" | "pointer" | "struct" }>;

/** Texts, flags, numbers, bytes and durations; `was` stays where null is given, or a mistake. */
export function decodeScalar(value: JsonValue, shape: Scalar, was: unknown, mistakes: Mistakes): unknown {
  if (shape.kind === "duration") return decodeDuration(value, shape.loose, was, mistakes);
  if (value === null) return shape.kind === "bytes" ? null : was;
  const wrong = (found: string = kindOf(value)): unknown => {
    mistakes.keep(new UnmarshalMistake(found, shape.go));
    return was;
  };
  switch (shape.kind) {
    case "text":
      return typeof value === "string" ? value : wrong();
    case "moment":
      return decodeMoment(value, was, mistakes);
    case "flag":
      return typeof value === "boolean" ? value : wrong();
    case "float":
      if (!(value instanceof JsonNumber)) return wrong();
      return Number.isFinite(Number(value.text)) ? Number(value.text) : wrong(`number ${value.text}`);
    case "integer":
      if (!(value instanceof JsonNumber)) return wrong();
      return integerOf(value.text, shape) ?? wrong(`number ${value.text}`);
    default:
      return decodeBytes(value, was, mistakes, wrong);
  }
}

/** It is read by itself, so what is wrong with it is told before all else. */
function decodeMoment(value: JsonValue, was: unknown, mistakes: Mistakes): unknown {
  const mistake = momentMistake(JSON.stringify(freeOf(value)));
  if (mistake === undefined) return value;
  mistakes.stop(mistake);
  return was;
}

/** Undefined where the text is no whole number, or none of that many bits. */
function integerOf(
  text: string,
  { bits, signed }: { readonly bits: number; readonly signed: boolean },
): number | bigint | undefined {
  if (!(signed ? /^-?\d+$/ : /^\d+$/).test(text)) return undefined;
  const value = BigInt(text);
  // What is kept as a number is kept to those that numbers hold exactly.
  const limit = bits === 53 ? 1n << 53n : 1n << BigInt(signed ? bits - 1 : bits);
  if (value >= limit || value < (signed ? -limit : 0n)) return undefined;
  return bits === 64 ? value : Number(value);
}

function decodeBytes(
  value: JsonValue,
  was: unknown,
  mistakes: Mistakes,
  wrong: (found?: string) => unknown,
): unknown {
  if (typeof value === "string") {
    const at = base64Mistake(value);
    if (at === undefined) return Buffer.from(value, "base64");
    mistakes.keep(`illegal base64 data at input byte ${at}`);
    return was;
  }
  if (!isList(value)) return wrong();
  const numbers = value.map((item) => byteOf(item, mistakes));
  return Buffer.from(numbers);
}

/** Bytes may be given as a list of small numbers as well. */
function byteOf(item: JsonValue, mistakes: Mistakes): number {
  if (item === null) return 0;
  const number = item instanceof JsonNumber ? integerOf(item.text, { bits: 8, signed: false }) : undefined;
  if (typeof number === "number") return number;
  const found = item instanceof JsonNumber ? `number ${item.text}` : kindOf(item);
  mistakes.keep(new UnmarshalMistake(found, "uint8"));
  return 0;
}

/** A duration whose text is none: told after all mistakes of its record, in the order of the declaration. */
export class LateMistake {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function decodeDuration(value: JsonValue, loose: boolean, was: unknown, mistakes: Mistakes): unknown {
  if (value === null) return was;
  const large = firstTooLarge(value);
  if (large !== undefined) mistakes.keep(new UnmarshalMistake(`number ${large}`, "float64"));
  if (value instanceof JsonNumber) return nanosecondsOf(Number(value.text));
  if (typeof value === "string") {
    const parsed = parseDuration(value);
    if (parsed.ok) return parsed.ns;
    if (loose) return new LateMistake(parsed.text);
    mistakes.stop(parsed.text);
  } else if (!loose) {
    const shown = JSON.stringify(JSON.stringify(freeOf(value)));
    mistakes.stop(`strconv.ParseFloat: parsing ${shown}: invalid syntax`);
  }
  return was;
}

/** A float as a whole number of 64 bits; one that is too large becomes the least one, as Go's processors do it. */
function nanosecondsOf(value: number): number {
  return Math.abs(value) < 2 ** 63 ? Math.trunc(value) : -(2 ** 63);
}
