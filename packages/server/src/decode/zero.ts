import type { Decoded, Shape, StructShape } from "./shape.ts";

/** A type's zero value is made once: a registration holds a dozen of them, most of which nobody fills. */
const zeroes = new WeakMap<StructShape, Readonly<Record<string, unknown>>>();

/** What stands where nothing was given: Go's zero value. */
export function zeroOf(shape: Shape): unknown {
  switch (shape.kind) {
    case "text":
    case "moment":
      return "";
    case "flag":
      return false;
    case "float":
    case "duration":
      return 0;
    case "integer":
      return shape.bits === 64 ? 0n : 0;
    case "pointer":
      return undefined;
    case "struct":
      return zeroOfStruct(shape);
    default:
      return null;
  }
}

/** Shared by all that have it, so that nobody may write into it. */
function zeroOfStruct(shape: StructShape): Readonly<Record<string, unknown>> {
  const known = zeroes.get(shape);
  if (known !== undefined) return known;
  const zero: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(shape.fields)) {
    if (field.ignored === undefined) zero[name] = zeroOf(field.shape);
  }
  zeroes.set(shape, Object.freeze(zero));
  return zero;
}

/** A body without any field. */
export function emptyBody<S>(shape: S & Shape): Decoded<S> {
  return zeroOf(shape) as Decoded<S>;
}
