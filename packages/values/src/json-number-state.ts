/** How far a number of a JSON text has come, a byte at a time. Numbers above those of `JsonScanner`'s other states. */
export const MINUS = 10;
export const ZERO = 11;
export const INTEGER = 12;
const DOT = 13;
const FRACTION = 14;
const EXPONENT = 15;
const EXPONENT_SIGN = 16;
const EXPONENT_DIGITS = 17;

/** States in which a number may end. */
export const NUMBER_ENDS: ReadonlySet<number> = new Set([ZERO, INTEGER, FRACTION, EXPONENT_DIGITS]);

/** The state behind one more byte of a number; undefined where the number cannot go on with it. */
export function numberState(state: number, byte: number): number | undefined {
  const isDigit = byte >= 0x30 && byte <= 0x39;
  switch (state) {
    case MINUS:
      return isDigit ? (byte === 0x30 ? ZERO : INTEGER) : undefined;
    case INTEGER:
      if (isDigit) return INTEGER;
      return fractionOrExponent(byte);
    case ZERO:
      return fractionOrExponent(byte);
    case DOT:
    case FRACTION:
      if (isDigit) return FRACTION;
      return state === FRACTION && (byte | 0x20) === 0x65 ? EXPONENT : undefined;
    case EXPONENT:
      if (byte === 0x2b || byte === 0x2d) return EXPONENT_SIGN;
      return isDigit ? EXPONENT_DIGITS : undefined;
    default:
      return isDigit ? EXPONENT_DIGITS : undefined;
  }
}

function fractionOrExponent(byte: number): number | undefined {
  return byte === 0x2e ? DOT : (byte | 0x20) === 0x65 ? EXPONENT : undefined;
}
