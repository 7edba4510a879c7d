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

/** A number: a double where that is exact, else a binary float of 512 bits. */
export type Num = number | BigFloat;

const ZERO = { mantissa: 0n, exponent: 0 };

/** Mantissa and exponent of a finite number. */
export function parts(num: Num): { readonly mantissa: bigint; readonly exponent: number } {
  return typeof num === "number" ? (num === 0 ? ZERO : { mantissa: BigInt(num), exponent: 0 }) : num;
}

/** Bits of the magnitude. */
export function bitLength(n: bigint): number {
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

/** The number of an integer; beyond 512 bits it is rounded to the nearest, ties to even. */
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

/** Whether a number has no fraction; infinity has none but is no integer. */
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

/** -1, 0 or 1. */
export function signOf(num: Num): -1 | 0 | 1 {
  if (typeof num === "number") return num > 0 ? 1 : num < 0 ? -1 : 0;
  return num.mantissa > 0n ? 1 : -1;
}

/** Whether two numbers are the same, however each is held. */
export function numbersEqual(a: Num, b: Num): boolean {
  if (typeof a === "number" || typeof b === "number") return a === b;
  return a.exponent === b.exponent && a.mantissa === b.mantissa;
}

/** Below 0, 0 or above 0, as sorting wants it. */
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

/** The sum, rounded to 512 bits. */
export function addNumbers(a: Num, b: Num): Num {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum) || infinite(a, b)) return sum;
  }
  if (infinite(a, b)) return infinite(a, a) ? a : b;
  const { left, right, exponent } = aligned(a, b);
  return normalize(left + right, exponent);
}

/** The number with the other sign; always exact. */
export function negateNumber(a: Num): Num {
  return typeof a === "number" ? -a : new BigFloat(-a.mantissa, a.exponent, a.isDouble);
}

/** The difference, rounded to 512 bits. */
export function subtractNumbers(a: Num, b: Num): Num {
  return addNumbers(a, negateNumber(b));
}

/** The product, rounded to 512 bits. */
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
