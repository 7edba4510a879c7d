import type { InstanceKey } from "@tutti/addresses";
import { formatNumber, type Value } from "@tutti/values";

/**
 * A value of one instance with what its key makes of it taken out. Instances of
 * a `for_each` are alike where their texts are, with the key's own text left
 * out; those of a `count` where their texts are, and the numbers in them grow
 * evenly with the index (`web-1`, `web-2`; port 18081, 18082).
 */
export interface Pattern {
  readonly text: string;
  /** What was taken out of the text, in order; none without an index. */
  readonly numbers: readonly number[];
}

/** Stands for the key, and for a number; JSON texts hold neither. */
const KEY = "\u0001";
const NUMBER = "\u0002";
const DIGITS = /\d{1,15}/g;

export function patternOf(values: Iterable<readonly [string, Value]>, key: InstanceKey): Pattern {
  let text = "";
  for (const [name, value] of values) text += `${name}=${valueText(value)};`;
  if (typeof key === "string")
    return { text: key === "" ? text : text.replaceAll(JSON.stringify(key).slice(1, -1), KEY), numbers: [] };
  if (key === undefined) return { text, numbers: [] };
  const numbers: number[] = [];
  const rest = text.replaceAll(DIGITS, (digits) => {
    numbers.push(Number(digits));
    return NUMBER;
  });
  return { text: rest, numbers };
}

/** How the numbers of a pattern follow from the index; told by two instances. */
export class Progression {
  readonly #index: number;
  readonly #first: readonly number[];
  readonly #steps: readonly number[];

  constructor(one: readonly [number, Pattern], other: readonly [number, Pattern]) {
    const [[index, { numbers }], [next, later]] = [one, other];
    this.#index = index;
    this.#first = numbers;
    this.#steps = numbers.map((number, at) => ((later.numbers[at] ?? 0) - number) / (next - index));
  }

  holds(index: number, { numbers }: Pattern): boolean {
    const way = index - this.#index;
    return numbers.every((number, at) => number === (this.#first[at] ?? 0) + way * (this.#steps[at] ?? 0));
  }
}

/** A text that two values share only where a plan would show them alike. */
function valueText(value: Value): string {
  // What is not shown cannot tell two of them apart.
  if (value.hasMark("sensitive")) return "(sensitive)";
  if (value.isUnknown) return "?";
  if (value.isNull) return "null";
  switch (value.type.kind) {
    case "string":
      return JSON.stringify(value.asString);
    case "number":
      return formatNumber(value.asNumber);
    case "bool":
      return String(value.asBool);
    case "map":
    case "object":
      return `{${[...value.asEntries].map(([name, item]) => `${JSON.stringify(name)}:${valueText(item)}`).join()}}`;
    default:
      return `[${value.asItems.map(valueText).join()}]`;
  }
}
