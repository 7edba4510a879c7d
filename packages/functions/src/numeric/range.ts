import {
  addNumbers,
  compareNumbers,
  FuncError,
  listValue,
  NUMBER,
  type Num,
  numberValue,
  signOf,
  type Value,
} from "@tutti/values";

/** So that a slip does not fill the memory; Terraform's own limit. */
const RANGE_LENGTH_MAX = 1024;
const TOO_MANY =
  "more than 1024 values were generated; either decrease the difference between start and end or use a smaller step";

/** `range(end)`, `range(start, end)` and `range(start, end, step)`; the end is not part of it. */
export function range(args: readonly Value[]): Value | FuncError {
  const [first, second, third, ...more] = args.map((arg) => arg.asNumber);
  if (first === undefined || more.length > 0) return new FuncError("must have one, two, or three arguments");
  const [start, end] = second === undefined ? [0, first] : [first, second];
  const step = third ?? (compareNumbers(end, start) < 0 ? -1 : 1);
  return numbersBetween(start, end, step);
}

function numbersBetween(start: Num, end: Num, step: Num): Value | FuncError {
  const isDown = signOf(step) < 0;
  const isBefore = (a: Num, b: Num): boolean => (isDown ? compareNumbers(b, a) : compareNumbers(a, b)) < 0;
  if (isBefore(end, start)) {
    return new FuncError(
      isDown
        ? "end must be less than start when step is negative"
        : "end must be greater than start when step is positive",
      1,
    );
  }
  const out: Value[] = [];
  for (let num = start; isBefore(num, end); num = addNumbers(num, step)) {
    if (out.length >= RANGE_LENGTH_MAX) return new FuncError(TOO_MANY);
    out.push(numberValue(num));
  }
  return listValue(NUMBER, out);
}
