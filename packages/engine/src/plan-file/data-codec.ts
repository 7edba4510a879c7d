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
  return new Encoder().encode(data);
}

export function decodeData(plain: Plain): unknown {
  return new Decoder().decode(plain);
}

/** Records and longer lists; for the small rest the number would be as long as the thing. */
function isShared(data: object): boolean {
  return !Array.isArray(data) || data.length >= SHARED_LENGTH_MIN;
}

const SHARED_LENGTH_MIN = 4;

class Encoder {
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

class Decoder {
  readonly #things: unknown[] = [];

  decode(plain: Plain): unknown {
    if (plain === null || typeof plain !== "object") return plain;
    if (Array.isArray(plain)) {
      const list = plain.map((item: Plain) => this.decode(item));
      return isShared(list) ? this.#note(list) : list;
    }
    const record = plain as { readonly [name: string]: Plain };
    const tag = Object.hasOwn(record, TAG) ? record[TAG] : undefined;
    const of = record.of ?? null;
    switch (tag) {
      case undefined: {
        const out: Record<string, unknown> = {};
        for (const [name, item] of Object.entries(record)) out[name] = this.decode(item);
        return this.#note(out);
      }
      case "undefined":
        return undefined;
      case "same":
        return this.#thing(of);
      case "value":
        return this.#note(decodeValue(of));
      case "map":
        return this.#note(
          new Map(
            (of as readonly (readonly [Plain, Plain])[]).map(([k, v]) => [this.decode(k), this.decode(v)]),
          ),
        );
      case "set":
        return this.#note(new Set((of as readonly Plain[]).map((item) => this.decode(item))));
      case "addresses":
        return this.#note(keptList((of as readonly Plain[]).map((item) => this.#address(item))));
      case "bytes":
        return this.#note(new Uint8Array(Buffer.from(String(of), "base64")));
      default:
        throw new Error(`data of a plan file has the unknown tag ${String(tag)}`);
    }
  }

  #address(item: Plain): string | AddressList {
    const thing = this.decode(item);
    if (typeof thing === "string" || thing instanceof AddressList) return thing;
    throw new Error("a list of a plan file holds what is no address");
  }

  #note<T>(thing: T): T {
    this.#things.push(thing);
    return thing;
  }

  #thing(number: Plain): unknown {
    const thing = typeof number === "number" ? this.#things[number] : undefined;
    if (thing === undefined) throw new Error("data of a plan file points to what is not there");
    return thing;
  }
}
