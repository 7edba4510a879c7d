/** A value in a few words. Never shows what is inside of a collection: that may be a secret. */

import { goQuote, lengthRange, type Num, shortestDecimal, typeFriendlyName, type Value } from "@tutti/values";

/** A value in a few words, as diagnostics tell it: secrets and unknowns are not shown. */
export function compactValue(value: Value): string {
  if (value.hasMark("sensitive")) return "(sensitive value)";
  if (value.hasMark("ephemeral")) return "(ephemeral value)";
  if (value.isNull) return "null";
  if (value.isUnknown) return "(not yet known)";
  const name = typeFriendlyName(value.type);
  switch (value.type.kind) {
    case "bool":
      return String(value.asBool);
    case "number":
      return shortNumber(value.asNumber);
    case "string":
      return goQuote(value.asString);
    case "object":
      return objectText([...value.type.attributes.keys()]);
    case "map":
      return countText(name, value.asEntries.size);
    case "list":
    case "set":
    case "tuple":
      return countText(name, value.asItems.length);
    default:
      return name;
  }
}

function countText(name: string, count: number): string {
  if (count === 0) return `empty ${name}`;
  return `${name} with ${count === 1 ? "1 element" : `${count} elements`}`;
}

function objectText(names: readonly string[]): string {
  const [only] = names;
  if (only === undefined) return "object with no attributes";
  return names.length === 1
    ? `object with 1 attribute ${goQuote(only)}`
    : `object with ${names.length} attributes`;
}

const DIGITS = 10;

/** Ten digits, with an exponent where the number is very large or very small. */
function shortNumber(num: Num): string {
  if (typeof num === "number" && !Number.isFinite(num)) return num > 0 ? "+Inf" : "-Inf";
  if (num === 0) return "0";
  const exact = shortestDecimal(num);
  const { digits, point } = rounded(exact.digits, exact.point);
  const sign = exact.negative ? "-" : "";
  const exponent = point - 1;
  if (exponent < -4 || exponent >= DIGITS) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    const power = `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
    return `${sign}${digits[0]}${fraction}e${power}`;
  }
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, "0");
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function rounded(digits: string, point: number): { readonly digits: string; readonly point: number } {
  if (digits.length <= DIGITS) return { digits, point };
  const kept = BigInt(digits.slice(0, DIGITS)) + (Number(digits[DIGITS]) >= 5 ? 1n : 0n);
  const text = kept.toString();
  return { digits: text.replace(/0+$/, ""), point: point + text.length - DIGITS };
}

/** The longest length that is worth telling. */
const LENGTH_MAX = 1024;

/** Undefined where there is nothing to say. Only where being unknown is the trouble is it said. */
export function describeUnknown(value: Value, causedByUnknown: boolean): string | undefined {
  const { type } = value;
  const name = typeFriendlyName(type);
  if (type.kind === "dynamic") return causedByUnknown ? "will be known only after apply" : undefined;
  if (!causedByUnknown) return `is a ${name}`;
  const known = type.kind === "list" || type.kind === "set" || type.kind === "map" ? lengthText(value) : "";
  return `is a ${name}${known}, known only after apply`;
}

function lengthText(value: Value): string {
  const { min, max } = lengthRange(value);
  if (min === max) return ` of length ${min}`;
  const most = max <= LENGTH_MAX;
  if (min > 0) return most ? ` with between ${min} and ${max} elements` : ` with at least ${min} elements`;
  return most ? ` with up to ${max} elements` : "";
}
