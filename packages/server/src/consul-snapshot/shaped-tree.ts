import { Buffer } from "node:buffer";
import { parseDurationNs } from "@tutti/values";
import type { Decoded, Shape, StructShape } from "../decode/shape.ts";
import { zeroOf } from "../decode/zero.ts";
import { readGoTime, writeGoTime } from "./go-time.ts";
import { isRecord, plainOf, textOf } from "./plain-tree.ts";

/** A record that is not what its type says. */
export class DamagedRecord extends Error {}

/**
 * A tree by the shape that bodies of the API have too: Consul's snapshots hold
 * the same types, by the same names. What Consul added later is passed over,
 * and what it left out has Go's zero value.
 */
export function readShape<S>(tree: unknown, shape: S & Shape): Decoded<S> {
  // The declaration is what `Decoded` is made from; only here does a tree get that type.
  return read(tree, shape) as Decoded<S>;
}

/** The other way, with every field that the shape has: a record may leave out what is zero. */
export function writeShape(value: unknown, shape: Shape): unknown {
  if (value === undefined || value === null)
    return shape.kind === "struct" ? struct({}, shape) : scalarZero(shape);
  switch (shape.kind) {
    case "moment":
      return writeGoTime(String(value));
    case "duration":
      return BigInt(typeof value === "string" ? (parseDurationNs(value) ?? 0) : Math.round(Number(value)));
    case "list":
      return Array.isArray(value) ? value.map((item) => writeShape(item, shape.of)) : null;
    case "map":
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, writeShape(item, shape.of)]),
      );
    case "pointer":
      return writeShape(value, shape.of);
    case "struct":
      return struct(value, shape);
    default:
      return value;
  }
}

function scalarZero(shape: Shape): unknown {
  if (shape.kind === "moment") return writeGoTime("");
  if (shape.kind === "pointer") return null;
  return zeroOf(shape);
}

function struct(value: object, { fields }: StructShape): unknown {
  const given: Readonly<Record<string, unknown>> = { ...value };
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => field.ignored === undefined)
      .map(([name, field]) => [name, writeShape(given[name], field.shape)]),
  );
}

function read(tree: unknown, shape: Shape): unknown {
  if (tree === null || tree === undefined) return zeroOf(shape);
  switch (shape.kind) {
    case "text":
      return textOf(tree) ?? wrong(shape);
    case "moment":
      return momentOf(tree) ?? wrong(shape);
    case "bytes":
      return tree instanceof Uint8Array ? Buffer.from(tree) : wrong(shape);
    case "flag":
      return typeof tree === "boolean" ? tree : wrong(shape);
    case "float":
    case "duration":
      return Number(numberOf(tree) ?? wrong(shape));
    case "integer": {
      const number = numberOf(tree) ?? wrong(shape);
      return shape.bits === 64 ? BigInt(number) : Number(number);
    }
    case "any":
      return plainOf(tree);
    case "pointer":
      return read(tree, shape.of);
    case "list":
      return Array.isArray(tree) ? tree.map((item) => read(item, shape.of)) : wrong(shape);
    case "map":
      if (!isRecord(tree)) return wrong(shape);
      return Object.fromEntries(
        Object.entries(tree)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, item]) => [key, read(item, shape.of)]),
      );
    case "struct": {
      if (!isRecord(tree)) return wrong(shape);
      return Object.fromEntries(
        Object.entries(shape.fields)
          .filter(([, field]) => field.ignored === undefined)
          .map(([name, field]) => [name, read(tree[name], field.shape)]),
      );
    }
  }
}

function momentOf(tree: unknown): string | undefined {
  if (tree instanceof Date) return tree.toISOString();
  return tree instanceof Uint8Array ? readGoTime(tree) : undefined;
}

function numberOf(tree: unknown): number | bigint | undefined {
  return typeof tree === "bigint" || (typeof tree === "number" && Number.isFinite(tree)) ? tree : undefined;
}

function wrong({ go }: Shape): never {
  throw new DamagedRecord(`a field is no ${go}`);
}
