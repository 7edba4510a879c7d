/** Numbers from decimal text and to it. */

import { BigFloat, bitLength, fromBigInt, type Num, normalize, PRECISION_BITS, parts } from "./number.ts";

/** `10^exponent`, shared. */
function power10(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** Decimal text (`-12.5e3`, no blanks, no sign but a leading one) or `Inf`; undefined if it is neither. */
export function parseNumber(text: string): Num | undefined {
  if (/^[+-]?[iI]nf$/.test(text))
    return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const digits = whole + fraction;
  if (digits === "") return undefined;
  const scale = Number(power) - fraction.length;
  if (Math.abs(scale) > 1_000_000) return undefined;
  const magnitude = BigInt(digits);
  const signed = sign === "-" ? -magnitude : magnitude;
  if (signed === 0n) return sign === "-" ? -0 : 0;
  return scale >= 0 ? fromBigInt(signed * power10(scale)) : divideExactly(signed, power10(-scale));
}

function divideExactly(numerator: bigint, denominator: bigint): Num {
  const extra = Math.max(0, PRECISION_BITS + 2 - bitLength(numerator) + bitLength(denominator));
  const shifted = numerator << BigInt(extra);
  const quotient = shifted / denominator;
  const sticky = shifted % denominator === 0n ? 0n : 1n;
  const signed = numerator < 0n ? (quotient << 1n) - sticky : (quotient << 1n) + sticky;
  return normalize(signed, -extra - 1);
}

/** The shortest decimal text that reads back as the same 512-bit number, never in exponent form. */
export function formatNumber(num: Num): string {
  if (typeof num === "number") {
    return Number.isFinite(num)
      ? Number.isSafeInteger(num)
        ? Object.is(num, -0)
          ? "-0"
          : String(num)
        : BigInt(num).toString()
      : num > 0
        ? "+Inf"
        : "-Inf";
  }
  const { digits, point, negative } = shortestDecimal(num);
  const sign = negative ? "-" : "";
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${"0".repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * Digits `d1d2…` and the place of the point: value = 0.d1d2… × 10^point. Few
 * digits, but enough to tell the number from its neighbours of its precision;
 * chosen as Go chooses them, digit by digit between the two halfway points.
 */
export function shortestDecimal(num: Num): { digits: string; point: number; negative: boolean } {
  const { mantissa, exponent } = parts(num);
  const negative = mantissa < 0n;
  const magnitude = negative ? -mantissa : mantissa;
  if (magnitude === 0n) return { digits: "0", point: 1, negative: false };
  const precision = num instanceof BigFloat && num.isDouble ? 53 : PRECISION_BITS;
  // One bit more than the precision: the last one is half a unit.
  const spare = precision + 1 - bitLength(magnitude);
  const middle = spare >= 0 ? magnitude << BigInt(spare) : magnitude >> BigInt(-spare);
  const e = exponent - spare;
  const exact = decimalText(middle, e);
  const low = decimalText(middle - 1n, e).digits;
  const high = decimalText(middle + 1n, e).digits;
  const inclusive = (middle & 2n) === 0n;
  const digits = digitsBetween(low, exact.digits, high, inclusive);
  const carried = digits.length > exact.digits.length || (digits === "1" && exact.digits[0] === "9");
  return { digits, point: exact.point + (carried ? 1 : 0), negative };
}

/** All digits of `mantissa × 2^exponent`, without zeros at the end. */
function decimalText(mantissa: bigint, exponent: number): { digits: string; point: number } {
  const scaled = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const all = scaled.toString();
  return { digits: all.replace(/0+$/, ""), point: all.length + Math.min(0, exponent) };
}

function digitsBetween(low: string, middle: string, high: string, inclusive: boolean): string {
  for (let i = 0; i < middle.length; i++) {
    const digit = Number(middle[i]);
    const below = Number(low[i] ?? "0");
    const above = Number(high[i] ?? "0");
    const downOk = below !== digit || (inclusive && i + 1 === low.length);
    const upOk = digit !== above && (inclusive || digit + 1 < above || i + 1 < high.length);
    if (!downOk && !upOk) continue;
    const kept = middle.slice(0, i + 1);
    const up = downOk && upOk ? roundsUp(middle, i + 1) : upOk;
    return (up ? (BigInt(kept) + 1n).toString() : kept).replace(/0+$/, "");
  }
  return middle;
}

function roundsUp(digits: string, keep: number): boolean {
  const rest = digits.slice(keep);
  if (rest === "5") return Number(digits[keep - 1]) % 2 === 1;
  return rest >= "5";
}
