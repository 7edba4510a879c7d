import {
  DYNAMIC,
  FuncError,
  lengthRange,
  type Type,
  tupleType,
  UNKNOWN_DYNAMIC,
  type Value,
} from "@tutti/values";
import type { Args } from "../define.ts";
import { sequenceOf } from "./sequence-of.ts";

interface Bounds {
  readonly start: number | undefined;
  readonly end: number | undefined;
}

function sliceBounds(args: Args): Bounds | FuncError {
  const list = args.value(0).withoutMarks();
  const range = list.type.kind === "tuple" ? undefined : lengthRange(list);
  const length =
    list.type.kind === "tuple"
      ? list.type.elements.length
      : range?.min === range?.max
        ? range?.max
        : undefined;
  const bound = (i: number, name: string): number | undefined | FuncError => {
    if (args.value(i).isUnknown) return undefined;
    const whole = args.whole(i);
    if (typeof whole === "string") return new FuncError(`invalid ${name}: ${whole}`, i);
    if (whole < 0) return new FuncError(`${name} must not be less than zero`, i);
    if (length !== undefined && whole > length)
      return new FuncError(`${name} must not be greater than the length of the list`, i);
    return whole;
  };
  const start = bound(1, "start index");
  if (start instanceof FuncError) return start;
  const end = bound(2, "end index");
  if (end instanceof FuncError) return end;
  if (start !== undefined && end !== undefined && start > end)
    return new FuncError("start index must not be greater than end index", 1);
  return { start, end };
}

/** A tuple's part has a type of its own. */
export function sliceType(args: Args): Type | FuncError {
  const { type } = args.value(0);
  if (type.kind === "set") {
    return new FuncError(
      "cannot slice a set, because its elements do not have indices; explicitly convert to a list if the ordering of the result is not important",
      0,
    );
  }
  if (type.kind !== "list" && type.kind !== "tuple") return new FuncError("must be a list or tuple value", 0);
  const bounds = sliceBounds(args);
  if (bounds instanceof FuncError) return bounds;
  if (type.kind === "list") return type;
  if (bounds.start === undefined || bounds.end === undefined) return DYNAMIC;
  return tupleType(type.elements.slice(bounds.start, bounds.end));
}

/** The elements from one index to before another. */
export function slice(args: Args, type: Type): Value | FuncError {
  const list = args.value(0);
  if (type.kind === "dynamic") return UNKNOWN_DYNAMIC.withMarks(list.marks);
  const bounds = sliceBounds(args);
  if (bounds instanceof FuncError) return bounds;
  return sequenceOf(type, list.asItems.slice(bounds.start, bounds.end)).withMarks(list.marks);
}
