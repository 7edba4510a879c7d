/** Numeric functions. */

import {
  addNumbers,
  compareNumbers,
  convert,
  FuncError,
  fromBigInt,
  fromFloat64,
  goQuote,
  isInteger,
  isNegative,
  listType,
  NUMBER,
  type Num,
  negateNumber,
  numberValue,
  subtractNumbers,
  toBigInt,
  toFloat64,
  typeFriendlyName,
  unknownNotNull,
  type Value,
} from "@tutti/values";
import { type Args, anyParam, define, type FunctionGroup, numberParam, panicError } from "../define.ts";
import { parseInteger } from "./parse-integer.ts";
import { power } from "./power.ts";
import { range } from "./range.ts";

/** Functions on numbers. */
export const NUMERIC: FunctionGroup = {
  abs: define({
    description: "The given number without its sign.",
    params: [numberParam("num")],
    returns: NUMBER,
    call: (args) => numberValue(isNegative(args.number(0)) ? negateNumber(args.number(0)) : args.number(0)),
  }),
  ceil: define({
    description: "The nearest whole number that is not less than the given one.",
    params: [numberParam("num")],
    returns: NUMBER,
    call: (args) => numberValue(round(args.number(0), 1)),
  }),
  floor: define({
    description: "The nearest whole number that is not greater than the given one.",
    params: [numberParam("num")],
    returns: NUMBER,
    call: (args) => numberValue(round(args.number(0), -1)),
  }),
  log: define({
    description: "The logarithm of a number in the given base.",
    params: [numberParam("num"), numberParam("base")],
    returns: NUMBER,
    call: (args) => onFloats(args, (num, base) => Math.log(num) / Math.log(base)),
  }),
  max: define({
    description: "The greatest of the given numbers.",
    varParam: numberParam("numbers", { allowDynamicType: true }),
    returns: NUMBER,
    call: (args) => extreme(args.values, 1),
  }),
  min: define({
    description: "The least of the given numbers.",
    varParam: numberParam("numbers", { allowDynamicType: true }),
    returns: NUMBER,
    call: (args) => extreme(args.values, -1),
  }),
  parseint: define({
    description: "The whole number that a text spells in the given base, from 2 to 62.",
    params: [anyParam("number"), numberParam("base")],
    returns: (args) => {
      const { type } = args.value(0);
      if (type.kind === "string") return NUMBER;
      return new FuncError(`first argument must be a string, not ${typeFriendlyName(type)}`, 0);
    },
    call: parseint,
  }),
  pow: define({
    description: "A number raised to the given power.",
    params: [numberParam("num"), numberParam("power")],
    returns: NUMBER,
    call: (args) => onFloats(args, power),
  }),
  range: define({
    description: "A list of numbers from a start to an end, in steps.",
    varParam: numberParam("params"),
    returns: listType(NUMBER),
    call: (args) => range(args.values),
  }),
  signum: define({
    description: "-1, 0 or 1, by the sign of the given whole number.",
    params: [numberParam("num")],
    returns: NUMBER,
    call: (args) => {
      const whole = args.whole(0);
      return typeof whole === "string" ? new FuncError(whole) : numberValue(Math.sign(whole) + 0);
    },
  }),
  sum: define({
    description: "The sum of the numbers of a list, set or tuple.",
    params: [anyParam("list")],
    returns: NUMBER,
    call: (args) => sum(args.value(0)),
  }),
};

/** Towards the direction; what is whole or infinite stays. */
function round(num: Num, direction: 1 | -1): Num {
  // What is rounded is never the negative zero.
  if (num === 0) return 0;
  if (typeof num === "number" || isInteger(num)) return num;
  const truncated = fromBigInt(toBigInt(num));
  if (isNegative(num) === direction > 0) return truncated;
  return direction > 0 ? addNumbers(truncated, 1) : subtractNumbers(truncated, 1);
}

/** Computed with 53 bits, as Terraform does. */
function onFloats(args: Args, compute: (a: number, b: number) => number): Value | FuncError {
  const result = compute(toFloat64(args.number(0)), toFloat64(args.number(1)));
  return Number.isNaN(result) ? panicError("Float.SetFloat64(NaN)") : numberValue(fromFloat64(result));
}

function extreme(numbers: readonly Value[], direction: 1 | -1): Value | FuncError {
  const [first, ...rest] = numbers;
  if (first === undefined) return new FuncError("must pass at least one number");
  const found = rest.reduce(
    (best, next) => (compareNumbers(next.asNumber, best.asNumber) * direction > 0 ? next : best),
    first,
  );
  return found.asNumber === 0 ? numberValue(0) : found; // never the negative zero
}

function parseint(args: Args): Value | FuncError {
  const base = args.whole(1);
  if (typeof base === "string") return new FuncError(base, 1);
  if (base < 2 || base > 62)
    return new FuncError("base must be a whole number between 2 and 62 inclusive", 1);
  const digits = args.text(0);
  const parsed = parseInteger(digits, base);
  if (parsed === undefined)
    return new FuncError(`cannot parse ${goQuote(digits)} as a base ${base} integer`, 0);
  return numberValue(fromBigInt(parsed));
}

const NOT_NUMBERS = "argument must be list, set, or tuple of number values";

function sum(list: Value): Value | FuncError {
  const { kind } = list.type;
  const isSequence = kind === "list" || kind === "set" || kind === "tuple";
  if (!isSequence && kind !== "map" && kind !== "object") return new FuncError("cannot sum noniterable", 0);
  if ((isSequence ? list.asItems.length : list.asEntries.size) === 0)
    return new FuncError("cannot sum an empty list", 0);
  if (!isSequence)
    return new FuncError(`argument must be list, set, or tuple. Received ${typeFriendlyName(list.type)}`, 0);
  if (!list.isWhollyKnown) return unknownNotNull(NUMBER);
  let total: Num | undefined;
  for (const item of list.asItems) {
    const number = convert(item, NUMBER);
    if (item.isNull || !number.ok) return new FuncError(NOT_NUMBERS, 0);
    const next = number.value.asNumber;
    total = total === undefined ? next : addNumbers(total, next);
    if (Number.isNaN(total)) return new FuncError("can't compute sum of opposing infinities");
  }
  return numberValue(total ?? 0);
}
