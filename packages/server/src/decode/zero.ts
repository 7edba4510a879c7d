import type { Decoded, Shape } from "./shape.ts";

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
      return Object.fromEntries(
        Object.entries(shape.fields)
          .filter(([, field]) => field.ignored === undefined)
          .map(([name, field]) => [name, zeroOf(field.shape)]),
      );
    default:
      return null;
  }
}

/** A body without any field. */
export function emptyBody<S>(shape: S & Shape): Decoded<S> {
  return zeroOf(shape) as Decoded<S>;
}
