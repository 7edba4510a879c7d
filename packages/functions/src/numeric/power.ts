/**
 * Powers of 53-bit numbers with the roundings of Go's `math.Pow`: by squaring,
 * where JavaScript's own result may differ in the last digit.
 */
export function power(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (exponent === 1) return base;
  if (exponent === 0.5) return Math.sqrt(base);
  if (exponent === -0.5) return 1 / Math.sqrt(base);
  if (base === -1 && !Number.isFinite(exponent)) return 1;
  const size = Math.abs(exponent);
  if (base === 0 || !Number.isFinite(base) || size >= 2 ** 63) return base ** exponent;
  const whole = Math.trunc(size);
  const fraction = size - whole;
  if (fraction !== 0 && base < 0) return Number.NaN;
  const roundUp = fraction > 0.5;
  const start = fraction === 0 ? 1 : Math.exp((roundUp ? fraction - 1 : fraction) * Math.log(base));
  const result = bySquaring(base, BigInt(whole) + (roundUp ? 1n : 0n), start);
  return exponent < 0
    ? scale(1 / result.mantissa, -result.exponent)
    : scale(result.mantissa, result.exponent);
}

interface Scaled {
  readonly mantissa: number;
  readonly exponent: number;
}

const EXPONENT_MAX = 2 ** 12;

function bySquaring(base: number, times: bigint, start: number): Scaled {
  let { mantissa: factor, exponent: factorExponent } = split(base);
  let [mantissa, exponent] = [start, 0];
  for (let rest = times; rest !== 0n; rest >>= 1n) {
    if (Math.abs(factorExponent) > EXPONENT_MAX) return { mantissa, exponent: exponent + factorExponent };
    if ((rest & 1n) === 1n) {
      mantissa *= factor;
      exponent += factorExponent;
    }
    factor *= factor;
    factorExponent *= 2;
    if (factor < 0.5) {
      factor += factor;
      factorExponent -= 1;
    }
  }
  return { mantissa, exponent };
}

/** `mantissa × 2^exponent`, the mantissa's size from a half to below one. */
function split(number: number): Scaled {
  let exponent = Math.max(-1023, Math.floor(Math.log2(Math.abs(number))) + 1);
  let mantissa = number * 2 ** -exponent;
  while (Math.abs(mantissa) < 0.5) {
    mantissa *= 2;
    exponent -= 1;
  }
  while (Math.abs(mantissa) >= 1) {
    mantissa /= 2;
    exponent += 1;
  }
  return { mantissa, exponent };
}

/** In two steps, as one power of two may be too large or small for both. */
function scale(mantissa: number, exponent: number): number {
  const half = Math.trunc(Math.max(-2200, Math.min(2200, exponent)) / 2);
  const other = Math.max(-2200, Math.min(2200, exponent)) - half;
  return mantissa * 2 ** half * 2 ** other;
}
