/**
 * Numbers of the language: 512-bit binary floats, rounded to nearest even, as
 * Terraform's are. A `Num` is a JavaScript number where it is a safe integer
 * or an infinity, and a `BigFloat` otherwise, so that the common case costs
 * nothing; `normalize` keeps each number in exactly one of the two forms. As in
 * Terraform there is a negative zero, which is equal to the other one.
 */

export const PRECISION_BITS = 512;

/** `mantissa × 2^exponent`, mantissa odd and at most 512 bits long. */
export class BigFloat {
  readonly mantissa: bigint;
  readonly exponent: number;
  /** It was computed with 53 bits, and so few digits are enough to write it. */
  readonly isDouble: boolean;
  constructor(mantissa: bigint, exponent: number, isDouble = false) {
    this.mantissa = mantissa;
    this.exponent = exponent;
    this.isDouble = isDouble;
  }
}

export type Num = number | BigFloat;

const ZERO = { mantissa: 0n, exponent: 0 };

function parts(num: Num): { readonly mantissa: bigint; readonly exponent: number } {
  return typeof num === "number" ? (num === 0 ? ZERO : { mantissa: BigInt(num), exponent: 0 }) : num;
}

function bitLength(n: bigint): number {
  const hex = (n < 0n ? -n : n).toString(16);
  return hex === "0" ? 0 : (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0] as string, 16)));
}

function trailingZeros(n: bigint): number {
  if (n === 0n) return 0;
  return bitLength(n & -n) - 1;
}

/** Rounds to 512 bits, nearest even, and picks the form. */
export function normalize(mantissa: bigint, exponent: number): Num {
  if (mantissa === 0n) return 0;
  const negative = mantissa < 0n;
  let m = negative ? -mantissa : mantissa;
  let e = exponent;
  const surplus = bitLength(m) - PRECISION_BITS;
  if (surplus > 0) {
    const shift = BigInt(surplus);
    const rest = m & ((1n << shift) - 1n);
    const half = 1n << (shift - 1n);
    m >>= shift;
    e += surplus;
    if (rest > half || (rest === half && (m & 1n) === 1n)) m += 1n;
  }
  const zeros = trailingZeros(m);
  if (zeros > 0) {
    m >>= BigInt(zeros);
    e += zeros;
  }
  if (e >= 0 && e <= 53 && bitLength(m) + e <= 53) {
    const whole = Number(m << BigInt(e));
    if (whole <= Number.MAX_SAFE_INTEGER) return negative ? -whole : whole;
  }
  return new BigFloat(negative ? -m : m, e);
}

/** From any finite JavaScript number, exactly, or an infinity. */
export function toNum(number: number): Num {
  if (Number.isSafeInteger(number)) return number;
  if (Number.isNaN(number)) throw new TypeError("NaN is not a number of the language");
  if (!Number.isFinite(number)) return number;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return normalize(number < 0 ? -mantissa : mantissa, (biased === 0 ? 1 : biased) - 1075);
}

/** As `toNum`, for what was computed with 53 bits: written with no more digits than that takes. */
export function fromFloat64(number: number): Num {
  const num = toNum(number);
  return num instanceof BigFloat ? new BigFloat(num.mantissa, num.exponent, true) : num;
}

export function fromBigInt(n: bigint): Num {
  return normalize(n, 0);
}

/** The nearest JavaScript number. */
export function toFloat64(num: Num): number {
  if (typeof num === "number") return num;
  const { mantissa, exponent } = num;
  const surplus = bitLength(mantissa) - 64;
  if (surplus <= 0) return Number(mantissa) * 2 ** exponent;
  // Keep 64 bits and a sticky one, so that Number() rounds once.
  const shift = BigInt(surplus);
  const sticky = (mantissa & ((1n << shift) - 1n)) !== 0n ? 1n : 0n;
  return Number(((mantissa >> shift) << 1n) | sticky) * 2 ** (exponent + surplus - 1);
}

export function isInteger(num: Num): boolean {
  return typeof num === "number" ? Number.isFinite(num) : num.exponent >= 0;
}

/** Towards zero, to a bigint. */
export function toBigInt(num: Num): bigint {
  const { mantissa, exponent } = parts(num);
  if (exponent >= 0) return mantissa << BigInt(exponent);
  const magnitude = (mantissa < 0n ? -mantissa : mantissa) >> BigInt(-exponent);
  return mantissa < 0n ? -magnitude : magnitude;
}

export function signOf(num: Num): -1 | 0 | 1 {
  if (typeof num === "number") return num > 0 ? 1 : num < 0 ? -1 : 0;
  return num.mantissa > 0n ? 1 : -1;
}

export function numbersEqual(a: Num, b: Num): boolean {
  if (typeof a === "number" || typeof b === "number") return a === b;
  return a.exponent === b.exponent && a.mantissa === b.mantissa;
}

export function compareNumbers(a: Num, b: Num): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "number" && !Number.isFinite(a)) return a > 0 ? 1 : -1;
  if (typeof b === "number" && !Number.isFinite(b)) return b > 0 ? -1 : 1;
  const { left, right } = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

function aligned(a: Num, b: Num): { left: bigint; right: bigint; exponent: number } {
  const x = parts(a);
  const y = parts(b);
  const exponent = Math.min(x.exponent, y.exponent);
  return {
    left: x.mantissa << BigInt(x.exponent - exponent),
    right: y.mantissa << BigInt(y.exponent - exponent),
    exponent,
  };
}

function infinite(a: Num, b: Num): boolean {
  return (typeof a === "number" && !Number.isFinite(a)) || (typeof b === "number" && !Number.isFinite(b));
}

export function addNumbers(a: Num, b: Num): Num {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum) || infinite(a, b)) return sum;
  }
  if (infinite(a, b)) return infinite(a, a) ? a : b;
  const { left, right, exponent } = aligned(a, b);
  return normalize(left + right, exponent);
}

export function negateNumber(a: Num): Num {
  return typeof a === "number" ? -a : new BigFloat(-a.mantissa, a.exponent, a.isDouble);
}

export function subtractNumbers(a: Num, b: Num): Num {
  return addNumbers(a, negateNumber(b));
}

export function multiplyNumbers(a: Num, b: Num): Num {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(product) || infinite(a, b)) return product;
  }
  if (infinite(a, b)) return signOf(a) * signOf(b) * Number.POSITIVE_INFINITY;
  if (a === 0 || b === 0) return signedZero(a, b);
  const x = parts(a);
  const y = parts(b);
  return normalize(x.mantissa * y.mantissa, x.exponent + y.exponent);
}

/** The zero of a product or quotient: negative if just one side is. */
function signedZero(a: Num, b: Num): Num {
  return isNegative(a) === isNegative(b) ? 0 : -0;
}

/** True below zero, and for the negative zero. */
export function isNegative(num: Num): boolean {
  return typeof num === "number" ? num < 0 || Object.is(num, -0) : num.mantissa < 0n;
}

/** `b` must not be zero: the language reports that before it divides. */
export function divideNumbers(a: Num, b: Num): Num {
  if (infinite(a, b))
    return infinite(a, a) ? signOf(a) * signOf(b) * Number.POSITIVE_INFINITY : signedZero(a, b);
  const x = parts(a);
  const y = parts(b);
  if (x.mantissa === 0n) return signedZero(a, b);
  const extra = Math.max(0, PRECISION_BITS + 2 - bitLength(x.mantissa) + bitLength(y.mantissa));
  const numerator = x.mantissa << BigInt(extra + 1);
  const quotient = numerator / y.mantissa;
  const sticky = numerator % y.mantissa === 0n ? 0n : 1n;
  // One more bit below the quotient says that something was cut off.
  const signed = x.mantissa < 0n !== y.mantissa < 0n ? (quotient << 1n) - sticky : (quotient << 1n) + sticky;
  return normalize(signed, x.exponent - y.exponent - extra - 2);
}

/** The remainder with the sign of `a`, as Terraform's `%`. */
export function remainderNumbers(a: Num, b: Num): Num {
  if (typeof a === "number" && typeof b === "number" && !infinite(a, b)) {
    const rest = a % b;
    return rest === 0 ? 0 : rest;
  }
  if (infinite(a, b)) return infinite(a, a) ? 0 : a;
  const quotient = toBigInt(divideNumbers(a, b));
  return subtractNumbers(a, multiplyNumbers(fromBigInt(quotient), b));
}

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
        ? "Inf"
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
