import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addNumbers,
  BigFloat,
  compareNumbers,
  divideNumbers,
  fromBigInt,
  fromFloat64,
  multiplyNumbers,
  type Num,
  numbersEqual,
  remainderNumbers,
  subtractNumbers,
  toFloat64,
  toNum,
} from "./number.ts";
import { formatNumber, parseNumber } from "./number-text.ts";

const parsed = (text: string): Num => parseNumber(text) ?? Number.NaN;
const whole = fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n });

describe("whole numbers of up to 300 bits are exact", () => {
  test.each([
    ["add", addNumbers, (a: bigint, b: bigint) => a + b],
    ["subtract", subtractNumbers, (a: bigint, b: bigint) => a - b],
  ] as const)("%s", (_name, ours, theirs) => {
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        expect(formatNumber(ours(fromBigInt(a), fromBigInt(b)))).toBe(String(theirs(a, b)));
      }),
    );
  });

  test("multiply, up to 250 bits", () => {
    const half = fc.bigInt({ min: -(2n ** 250n), max: 2n ** 250n }).filter((n) => n !== 0n);
    fc.assert(
      fc.property(half, half, (a, b) => {
        expect(formatNumber(multiplyNumbers(fromBigInt(a), fromBigInt(b)))).toBe(String(a * b));
      }),
    );
  });

  test("remainder has the sign of the first", () => {
    fc.assert(
      fc.property(
        whole,
        whole.filter((n) => n !== 0n),
        (a, b) => {
          expect(numbersEqual(remainderNumbers(fromBigInt(a), fromBigInt(b)), fromBigInt(a % b))).toBe(true);
        },
      ),
    );
  });

  test("compare", () => {
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        expect(Math.sign(compareNumbers(fromBigInt(a), fromBigInt(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});

test("a quotient is the nearest of 512 bits, the even one of two", () => {
  const size = (n: bigint): number => n.toString(2).length;
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 200n }), fc.bigInt({ min: 1n, max: 2n ** 200n }), (a, b) => {
      const quotient = divideNumbers(fromBigInt(a), fromBigInt(b));
      const { mantissa, exponent } =
        quotient instanceof BigFloat ? quotient : { mantissa: BigInt(quotient), exponent: 0 };
      // |a/b - m·2^e| ≤ half a unit, with a unit of 2^(e + size(m) - 512).
      const scale = 2000n;
      const scaled = (a << scale) / b;
      const ours =
        exponent >= 0 ? (mantissa << BigInt(exponent)) << scale : mantissa << (scale + BigInt(exponent));
      const half = 1n << (scale + BigInt(exponent + size(mantissa) - 512 - 1));
      const distance = scaled > ours ? scaled - ours : ours - scaled;
      expect(distance <= half + 1n).toBe(true);
    }),
  );
});

test("a number reads back from its text", () => {
  fc.assert(
    fc.property(whole, fc.integer({ min: -60, max: 60 }), (mantissa, power) => {
      const num = parsed(`${mantissa}e${power}`);
      expect(numbersEqual(parsed(formatNumber(num)), num)).toBe(true);
    }),
  );
});

test("floats survive, and are written short when they were computed as such", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (float) => {
      expect(toFloat64(toNum(float))).toBe(float);
      expect(Number(formatNumber(fromFloat64(float)))).toBe(float);
    }),
  );
});

test.each([
  ["0.1", "0.1"],
  ["1e21", "1000000000000000000000"],
  ["-0", "-0"],
  ["007.50", "7.5"],
  ["1e-7", "0.0000001"],
  ["Inf", "+Inf"],
  ["-inf", "-Inf"],
  ["123456789012345678901234567890.125", "123456789012345678901234567890.125"],
])("parseNumber(%j) is written %j", (text, written) => {
  expect(formatNumber(parsed(text))).toBe(written);
});

test.each(["", "x", "0x1", "1_0", " 1", "1e", "--1"])("parseNumber(%j) is none", (text) => {
  expect(parseNumber(text)).toBeUndefined();
});
