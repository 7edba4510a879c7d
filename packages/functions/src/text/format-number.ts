/** Numbers by the verbs of `format`, as Go's `fmt` writes its big numbers. */

import { isInteger, isNegative, type Num, shortestDecimal, toBigInt } from "@tutti/values";
import type { Verb } from "./format-verb.ts";

const BASES: ReadonlyMap<string, number> = new Map([
  ["b", 2],
  ["o", 8],
  ["d", 10],
  ["x", 16],
  ["X", 16],
]);
const BASE_PREFIXES: ReadonlyMap<string, string> = new Map([
  ["b", "0b"],
  ["o", "0"],
  ["x", "0x"],
  ["X", "0X"],
]);

/** `%d`, `%b`, `%o`, `%x`, `%X`; undefined if the number is not whole. */
export function formatInteger(verb: Verb, num: Num): string | undefined {
  if (!isInteger(num)) return undefined;
  const whole = toBigInt(num);
  const magnitude = (whole < 0n ? -whole : whole).toString(BASES.get(verb.mode) ?? 10);
  const digits = verb.mode === "X" ? magnitude.toUpperCase() : magnitude;
  const { precision } = verb;
  if (precision === 0 && digits === "0") return "";
  const sign = whole < 0n ? "-" : positiveSign(verb);
  const prefix = verb.sharp ? (BASE_PREFIXES.get(verb.mode) ?? "") : "";
  const padded = digits.padStart(precision ?? 0, "0");
  return pad(verb, sign + prefix, padded, precision === undefined);
}

/** `%e`, `%E`, `%f`, `%g`, `%G`. */
export function formatFloat(verb: Verb, num: Num): string {
  if (typeof num === "number" && !Number.isFinite(num)) {
    const sign = num < 0 ? "-" : verb.space ? " " : "+";
    return pad(verb, sign, "Inf", false);
  }
  const sign = isNegative(num) ? "-" : positiveSign(verb);
  return pad(verb, sign, floatDigits(verb, num), true);
}

/** `%v` of a number: `%g` with as many digits as it has. */
export function formatShortest(num: Num): string {
  if (typeof num === "number" && !Number.isFinite(num)) return num > 0 ? "+Inf" : "-Inf";
  return (isNegative(num) ? "-" : "") + general(decimalOf(num), undefined, "e");
}

function positiveSign(verb: Verb): string {
  return verb.plus ? "+" : verb.space ? " " : "";
}

function pad(verb: Verb, sign: string, digits: string, zerosAllowed: boolean): string {
  const missing = (verb.width ?? 0) - sign.length - digits.length;
  if (missing <= 0) return sign + digits;
  if (verb.minus) return sign + digits + " ".repeat(missing);
  if (verb.zero && zerosAllowed) return sign + "0".repeat(missing) + digits;
  return " ".repeat(missing) + sign + digits;
}

/** 0.d1d2d3… × 10^point. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

function decimalOf(num: Num): Decimal {
  if (num === 0) return { digits: "", point: 0 };
  const { digits, point } = shortestDecimal(num);
  return { digits: digits.replace(/0+$/, ""), point };
}

function floatDigits(verb: Verb, num: Num): string {
  const { mode, precision } = verb;
  if (mode === "g" || mode === "G") {
    const exponent = mode === "g" ? "e" : "E";
    if (precision === undefined) return general(decimalOf(num), undefined, exponent);
    const wanted = precision === 0 ? 1 : precision;
    return general(roundTo(exactDecimal(num), wanted), wanted, exponent);
  }
  const places = precision ?? 6;
  const exact = exactDecimal(num);
  if (mode === "f") return fixed(roundTo(exact, exact.point + places), places);
  return scientific(roundTo(exact, places + 1), places, mode);
}

/** All digits: a binary fraction always ends. */
function exactDecimal(num: Num): Decimal {
  if (num === 0) return { digits: "", point: 0 };
  const [mantissa, exponent] = typeof num === "number" ? [BigInt(num), 0] : [num.mantissa, num.exponent];
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  const scaled = exponent >= 0 ? magnitude << BigInt(exponent) : magnitude * 5n ** BigInt(-exponent);
  const digits = scaled.toString();
  return {
    digits: digits.replace(/0+$/, ""),
    point: digits.length + Math.min(0, exponent),
  };
}

/** Keeps so many digits; a half goes to the even digit. */
function roundTo({ digits, point }: Decimal, keep: number): Decimal {
  if (keep < 0) return { digits: "", point: 0 };
  const kept = digits.slice(0, keep);
  const rest = digits.slice(keep);
  const exactlyHalf = rest === "5";
  const up = exactlyHalf ? Number(kept.at(-1) ?? "0") % 2 === 1 : rest >= "5";
  if (!up) return { digits: kept.replace(/0+$/, ""), point };
  const raised = (BigInt(kept === "" ? "0" : kept) + 1n).toString().padStart(keep, "0");
  return { digits: raised.replace(/0+$/, ""), point: point + (raised.length > keep ? 1 : 0) };
}

function fixed({ digits, point }: Decimal, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  if (places === 0) return whole;
  const fraction = point >= 0 ? digits.slice(point) : "0".repeat(-point) + digits;
  return `${whole}.${fraction.padEnd(places, "0")}`;
}

function scientific({ digits, point }: Decimal, places: number, letter: string): string {
  const first = digits[0] ?? "0";
  const fraction = places > 0 ? `.${digits.slice(1, places + 1).padEnd(places, "0")}` : "";
  const exponent = digits === "" ? 0 : point - 1;
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `${first}${fraction}${letter}${exponent < 0 ? "-" : "+"}${power}`;
}

/** The exponent form for very small and very large numbers only; without a precision all digits are shown. */
function general(decimal: Decimal, precision: number | undefined, letter: string): string {
  const { digits, point } = decimal;
  const limit = precision ?? 6;
  const exponent = digits === "" ? -1 : point - 1;
  if (exponent < -4 || exponent >= limit) {
    return scientific(decimal, Math.max(digits.length, 1) - 1, letter);
  }
  return fixed(decimal, Math.max(digits.length - point, 0));
}
