import type { Buffer } from "node:buffer";

/** How a value of MessagePack begins: bytes of its head, bytes behind it, values within it. */
interface Head {
  readonly head: number;
  readonly bytes: number;
  readonly values: number;
}

/**
 * How many bytes the value takes that begins at `at`; undefined where more of
 * it has to come, and NaN where none begins so. Nothing is decoded, and nothing
 * calls itself: what is nested costs no stack.
 */
export function sizeOfValue(bytes: Buffer, at: number): number | undefined {
  let next = at;
  for (let open = 1; open > 0; open -= 1) {
    const head = headAt(bytes, next);
    if (head === undefined) return undefined;
    if (head === "none") return Number.NaN;
    next += head.head + head.bytes;
    open += head.values;
  }
  return next <= bytes.length ? next - at : undefined;
}

const FIXED: Readonly<Record<number, number>> = {
  192: 0,
  194: 0,
  195: 0,
  202: 4,
  203: 8,
  204: 1,
  205: 2,
  206: 4,
  207: 8,
  208: 1,
  209: 2,
  210: 4,
  211: 8,
  212: 2,
  213: 3,
  214: 5,
  215: 9,
  216: 17,
};

/** What says its own length: bytes of the length, bytes beside it, and how many values each of what it counts is. */
const COUNTED: Readonly<Record<number, readonly [width: 1 | 2 | 4, more: number, each: "bytes" | 1 | 2]>> = {
  196: [1, 0, "bytes"],
  197: [2, 0, "bytes"],
  198: [4, 0, "bytes"],
  199: [1, 1, "bytes"],
  200: [2, 1, "bytes"],
  201: [4, 1, "bytes"],
  217: [1, 0, "bytes"],
  218: [2, 0, "bytes"],
  219: [4, 0, "bytes"],
  220: [2, 0, 1],
  221: [4, 0, 1],
  222: [2, 0, 2],
  223: [4, 0, 2],
};

function headAt(bytes: Buffer, at: number): Head | "none" | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0x80 || first >= 0xe0) return { head: 1, bytes: 0, values: 0 };
  if (first < 0x90) return { head: 1, bytes: 0, values: 2 * (first & 0x0f) };
  if (first < 0xa0) return { head: 1, bytes: 0, values: first & 0x0f };
  if (first < 0xc0) return { head: 1, bytes: first & 0x1f, values: 0 };
  const fixed = FIXED[first];
  if (fixed !== undefined) return { head: 1, bytes: fixed, values: 0 };
  const counted = COUNTED[first];
  if (counted === undefined) return "none";
  const [width, more, each] = counted;
  if (at + 1 + width > bytes.length) return undefined;
  const count = bytes.readUIntBE(at + 1, width);
  return each === "bytes"
    ? { head: 1 + width + more, bytes: count, values: 0 }
    : { head: 1 + width, bytes: 0, values: each * count };
}
