/** Operators on numbers; where there is no result, what is wrong as a text. */

import {
  addNumbers,
  compareNumbers,
  divideNumbers,
  isNegative,
  multiplyNumbers,
  type Num,
  remainderNumbers,
  subtractNumbers,
} from "@tutti/values";
import type { BinaryOperator } from "../ast/expression.ts";

function isInfinite(num: Num): boolean {
  return num === Number.POSITIVE_INFINITY || num === Number.NEGATIVE_INFINITY;
}

function add(a: Num, b: Num): Num | string {
  if (isInfinite(a) && isInfinite(b) && a !== b) return "can't compute sum of opposing infinities";
  return addNumbers(a, b);
}

function subtract(a: Num, b: Num): Num | string {
  if (isInfinite(a) && a === b) return "can't subtract infinity from itself";
  return subtractNumbers(a, b);
}

function multiply(a: Num, b: Num): Num | string {
  if ((a === 0 && isInfinite(b)) || (b === 0 && isInfinite(a))) return "can't multiply zero by infinity";
  return multiplyNumbers(a, b);
}

/** A number divided by zero is infinite; the zero has a sign, too. */
function divide(a: Num, b: Num): Num | string {
  if ((a === 0 && b === 0) || (isInfinite(a) && isInfinite(b))) {
    return "can't divide zero by zero or infinity by infinity";
  }
  if (b === 0) return isNegative(a) === isNegative(b) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return divideNumbers(a, b);
}

/** By zero it leaves the number itself. */
function remainder(a: Num, b: Num): Num | string {
  if (b === 0) return a;
  return isInfinite(a) || isInfinite(b) ? "can't use modulo with zero and infinity" : remainderNumbers(a, b);
}

export const ARITHMETIC: ReadonlyMap<BinaryOperator, (a: Num, b: Num) => Num | string> = new Map([
  ["+", add],
  ["-", subtract],
  ["*", multiply],
  ["/", divide],
  ["%", remainder],
] as const);

export const COMPARISONS: ReadonlyMap<BinaryOperator, (a: Num, b: Num) => boolean> = new Map([
  [">", (a: Num, b: Num) => compareNumbers(a, b) > 0],
  [">=", (a: Num, b: Num) => compareNumbers(a, b) >= 0],
  ["<", (a: Num, b: Num) => compareNumbers(a, b) < 0],
  ["<=", (a: Num, b: Num) => compareNumbers(a, b) <= 0],
] as const);
