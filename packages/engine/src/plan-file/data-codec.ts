/**
 * Records, maps, sets, bytes and values as JSON text and back: all that a plan
 * is made of. What stands at several places (an object that is in the state
 * before and after refreshing, a value that is handed from module to module)
 * is written once: each thing that can be shared has a number, the place of its
 * end in the text, and later places say that number.
 */

import { Buffer } from "node:buffer";
import { AddressList, keptList } from "@tutti/state";
import { Value } from "@tutti/values";
import { decodeValue, encodeValue, type Plain } from "../object/value-codec.ts";

const TAG = "$";

export function encodeData(data: unknown): Plain {
  return new DataEncoder().encode(data);
}

export function decodeData(plain: Plain): unknown {
  return new DataDecoder().decode(plain);
}

/** Records and longer lists; for the small rest the number would be as long as the thing. */
function isShared(data: object): boolean {
  return !Array.isArray(data) || data.length >= SHARED_LENGTH_MIN;
}

const SHARED_LENGTH_MIN = 4;

/** Of one thing after the other: what the later ones share with the earlier is written once as well. */
export class DataEncoder {
  readonly #numbers = new Map<object, number>();

  encode(data: unknown): Plain {
    if (data === undefined) return { [TAG]: "undefined" };
    if (data === null || typeof data === "string" || typeof data === "boolean") return data;
    if (typeof data === "number") return data;
    if (typeof data !== "object") throw new Error(`a plan cannot hold a ${typeof data}`);
    if (!isShared(data)) return this.#encodeObject(data);
    const number = this.#numbers.get(data);
    if (number !== undefined) return { [TAG]: "same", of: number };
    const plain = this.#encodeObject(data);
    this.#numbers.set(data, this.#numbers.size);
    return plain;
  }

  #encodeObject(data: object): Plain {
    // In the parts that it shares with others, each of which is a list itself.
    if (data instanceof AddressList) {
      const items = data.parts.length > 0 ? data.parts : data.texts.map(({ text }) => text);
      return { [TAG]: "addresses", of: items.map((item) => this.encode(item)) };
    }
    if (data instanceof Value) return { [TAG]: "value", of: encodeValue(data) };
    if (Array.isArray(data)) return data.map((item) => this.encode(item));
    if (data instanceof Map) {
      return { [TAG]: "map", of: [...data].map(([key, item]) => [this.encode(key), this.encode(item)]) };
    }
    if (data instanceof Set) return { [TAG]: "set", of: [...data].map((item) => this.encode(item)) };
    if (data instanceof Uint8Array) return { [TAG]: "bytes", of: Buffer.from(data).toString("base64") };
    const out: Record<string, Plain> = {};
    for (const [name, item] of Object.entries(data)) if (item !== undefined) out[name] = this.encode(item);
    return out;
  }
}

/**
 * What stands at many places is written once, so a short text can stand for
 * more than can be looked at. This many things are more than any plan has.
 */
const THINGS_MAX = 200_000_000;

/** Of what such an encoder made, in the same order. */
export class DataDecoder {
  readonly #things: unknown[] = [];
  /** How many things each of them is, those in it counted as often as they stand there. */
  readonly #sizes: number[] = [];
  /** Things so far, inside of the innermost that is being read. */
  #size = 0;

  decode(plain: Plain): unknown {
    this.#count(1);
    if (plain === null || typeof plain !== "object") return plain;
    const before = this.#size;
    this.#size = 1;
    const thing = this.#decodeObject(plain);
    if (isNumbered(plain, thing)) {
      this.#things.push(thing);
      this.#sizes.push(this.#size);
    }
    this.#count(before - 1);
    return thing;
  }

  #count(more: number): void {
    this.#size += more;
    if (this.#size > THINGS_MAX) throw new Error("it stands for more things than any plan has");
  }

  #decodeObject(plain: readonly Plain[] | PlainRecord): unknown {
    if (isList(plain)) return plain.map((item) => this.decode(item));
    const tag = tagOf(plain);
    const of = plain.of ?? null;
    switch (tag) {
      case undefined:
        return this.#record(plain);
      case "undefined":
        return undefined;
      case "same":
        return this.#same(of);
      case "value":
        return decodeValue(of);
      case "map":
        return new Map(itemsOf(of).map((pair) => this.#pair(pair)));
      case "set":
        return new Set(itemsOf(of).map((item) => this.decode(item)));
      case "addresses":
        return this.#addresses(of);
      case "bytes":
        if (typeof of !== "string") throw new Error("bytes of a plan file are no text");
        return new Uint8Array(Buffer.from(of, "base64"));
      default:
        throw new Error(`data of a plan file has the unknown tag ${JSON.stringify(tag)}`);
    }
  }

  #record(plain: PlainRecord): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    for (const name of Object.keys(plain)) {
      // Names of records are ours; this one would make another kind of record.
      if (name === "__proto__") throw new Error("data of a plan file has the unknown name __proto__");
      out[name] = this.decode(plain[name] ?? null);
    }
    return out;
  }

  #pair(pair: Plain): readonly [unknown, unknown] {
    const [name, item, ...more] = itemsOf(pair);
    if (name === undefined || item === undefined || more.length > 0)
      throw new Error("a map of a plan file holds what is no pair");
    return [this.decode(name), this.decode(item)];
  }

  #addresses(of: Plain): AddressList {
    const items = itemsOf(of).map((item) => this.decode(item));
    const texts = items.filter((item) => typeof item === "string");
    const lists = items.filter((item) => item instanceof AddressList);
    if (texts.length < items.length && lists.length < items.length)
      throw new Error("a list of a plan file holds what is no address");
    return keptList(texts.length > 0 ? texts : lists);
  }

  #same(number: Plain): unknown {
    const thing = typeof number === "number" ? this.#things[number] : undefined;
    if (thing === undefined) throw new Error("data of a plan file points to what is not there");
    this.#count(this.#sizes[Number(number)] ?? 0);
    return thing;
  }
}

type PlainRecord = { readonly [name: string]: Plain };

function isList(plain: readonly Plain[] | PlainRecord): plain is readonly Plain[] {
  return Array.isArray(plain);
}

function itemsOf(plain: Plain): readonly Plain[] {
  if (plain === null || typeof plain !== "object" || !isList(plain))
    throw new Error("data of a plan file has no list where one must be");
  return plain;
}

function tagOf(plain: PlainRecord): Plain | undefined {
  return Object.hasOwn(plain, TAG) ? plain[TAG] : undefined;
}

/** As when it was written: whatever can be shared, and is not itself the number of something. */
function isNumbered(plain: readonly Plain[] | PlainRecord, thing: unknown): boolean {
  if (isList(plain)) return isShared(plain);
  const tag = tagOf(plain);
  return tag !== "same" && tag !== "undefined" && thing !== undefined;
}
