export * from "./call.ts";
export * from "./conformance.ts";
export * from "./convert.ts";
export * from "./defaults.ts";
export * from "./duration.ts";
export * from "./edit-distance.ts";
export * from "./equality.ts";
export * from "./exact-json.ts";
export * from "./exact-object-type.ts";
export * from "./finite.ts";
export * from "./func.ts";
export * from "./go-quote.ts";
export * from "./json-decode.ts";
export * from "./json-depth.ts";
export * from "./json-encode.ts";
export * from "./json-scan.ts";
export * from "./json-text.ts";
export * from "./json-tree.ts";
export * from "./json-type.ts";
export * from "./mismatch.ts";
export * from "./msgpack.ts";
export * from "./msgpack-tree.ts";
export {
  addNumbers,
  compareNumbers,
  divideNumbers,
  fromBigInt,
  fromFloat64,
  isInteger,
  isNegative,
  multiplyNumbers,
  type Num,
  negateNumber,
  numbersEqual,
  remainderNumbers,
  signOf,
  subtractNumbers,
  toBigInt,
  toFloat64,
  toNum,
} from "./number.ts";
export * from "./number-text.ts";
export * from "./path.ts";
export { printable, printableName } from "./printable.ts";
export * from "./quote-byte.ts";
export * from "./refine.ts";
export * from "./replace-dynamic.ts";
export * from "./set-order.ts";
export * from "./set-value.ts";
export * from "./type.ts";
export * from "./type-facts.ts";
export * from "./type-text.ts";
export * from "./unify.ts";
export * from "./value.ts";
