import type { InstanceKey } from "@tutti/addresses";
import { formatNumber, type Value } from "@tutti/values";

/**
 * Values of one instance with what its key makes of them taken out. Instances of
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
/** Written with at most 15 digits. */
const SHORT_MAX = 1e15;

/** Takes the values of one instance, one after the other. */
export class PatternWriter {
  readonly #key: InstanceKey;
  readonly #numbers: number[] = [];
  #text = "";

  constructor(key: InstanceKey) {
    this.#key = key;
  }

  add(name: string, value: Value): void {
    this.#write(name);
    this.#text += "=";
    this.#value(value);
    this.#text += ";";
  }

  end(): Pattern {
    const key = this.#key;
    const own = typeof key === "string" && key !== "";
    const text = own ? this.#text.replaceAll(JSON.stringify(key).slice(1, -1), KEY) : this.#text;
    return { text, numbers: this.#numbers };
  }

  #write(text: string): void {
    this.#text += typeof this.#key === "number" ? text.replace(DIGITS, this.#takeOut) : text;
  }

  readonly #takeOut = (digits: string): string => {
    this.#numbers.push(Number(digits));
    return NUMBER;
  };

  /** Two values share a text only where a plan would show them alike. */
  #value(value: Value): void {
    // What is not shown cannot tell two of them apart.
    if (value.hasMark("sensitive")) this.#text += "(sensitive)";
    else if (value.isUnknown) this.#text += "?";
    else if (value.isNull) this.#text += "null";
    else this.#known(value);
  }

  #known(value: Value): void {
    switch (value.type.kind) {
      case "string":
        this.#write(JSON.stringify(value.asString));
        return;
      case "number":
        this.#number(value);
        return;
      case "bool":
        this.#text += String(value.asBool);
        return;
      case "map":
      case "object":
        this.#text += "{";
        for (const [name, item] of value.asEntries) {
          this.#write(JSON.stringify(name));
          this.#text += ":";
          this.#value(item);
          this.#text += ",";
        }
        this.#text += "}";
        return;
      default:
        this.#text += "[";
        for (const item of value.asItems) {
          this.#value(item);
          this.#text += ",";
        }
        this.#text += "]";
    }
  }

  /** Most are short and whole: no text of them need be made. */
  #number(value: Value): void {
    const number = value.asNumber;
    const short = typeof number === "number" && Number.isInteger(number) && number >= 0 && number < SHORT_MAX;
    if (!short || typeof this.#key !== "number") this.#write(formatNumber(number));
    else {
      this.#numbers.push(number);
      this.#text += NUMBER;
    }
  }
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
