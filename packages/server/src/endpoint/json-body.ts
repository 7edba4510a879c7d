import { Buffer } from "node:buffer";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { ApiRequest } from "./request.ts";
import { readBody } from "./request.ts";

/** A JSON object of a body; its keys are matched without regard to case, as Go does. */
export class Fields {
  readonly #values = new Map<string, unknown>();

  constructor(object: object) {
    for (const [key, value] of Object.entries(object)) this.#values.set(key.toLowerCase(), value);
  }

  get(name: string): unknown {
    return this.#values.get(name.toLowerCase());
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  /** A text, or "" where there is none. */
  string(name: string): string {
    const value = this.get(name);
    return typeof value === "string" ? value : "";
  }

  number(name: string): number {
    const value = this.get(name);
    return typeof value === "number" ? value : 0;
  }

  boolean(name: string): boolean {
    return this.get(name) === true;
  }

  /** An object's fields; undefined where there is none. */
  fields(name: string): Fields | undefined {
    const value = this.get(name);
    return isObject(value) ? new Fields(value) : undefined;
  }

  /** Texts of a list; undefined where there is none. */
  strings(name: string): readonly string[] | undefined {
    const value = this.get(name);
    return Array.isArray(value) ? value.filter((v): v is string => typeof v === "string") : undefined;
  }

  /** Objects of a list; undefined where there is none. */
  list(name: string): readonly Fields[] | undefined {
    const value = this.get(name);
    return Array.isArray(value) ? value.filter(isObject).map((v) => new Fields(v)) : undefined;
  }

  /** A map of texts; null where there is none. */
  stringMap(name: string): Readonly<Record<string, string>> | null {
    const value = this.get(name);
    if (!isObject(value)) return null;
    const entries = Object.entries(value).filter((e): e is [string, string] => typeof e[1] === "string");
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** True for a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands before the reason in the errors of most routes. */
export const DECODE_FAILED = "Request decode failed: ";

/** The body as a JSON object, or what is wrong with it, in Go's words. An empty body is refused unless `orEmpty`. */
export async function readFields(
  request: ApiRequest,
  options: { readonly orEmpty?: boolean; readonly prefix?: string } = {},
): Promise<Outcome<Fields>> {
  const value = await readJson(request, options);
  if (value instanceof Refusal) return value;
  if (value === undefined || value === null) return new Fields({});
  if (isObject(value)) return new Fields(value);
  const prefix = options.prefix ?? DECODE_FAILED;
  return refuse(`${prefix}json: cannot unmarshal ${kindOf(value)} into Go value of type object`, 400);
}

/** The body as JSON; undefined when it is empty and may be. */
export async function readJson(
  request: ApiRequest,
  options: { readonly orEmpty?: boolean; readonly prefix?: string; readonly max?: number } = {},
): Promise<Outcome<unknown>> {
  const body = await readBody(request, options.max);
  if (body instanceof Refusal) return body;
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("utf8");
  if (text.trim() === "" && options.orEmpty === true) return undefined;
  const parsed = parseJson(text);
  return parsed instanceof Refusal ? refuse(`${options.prefix ?? DECODE_FAILED}${parsed.text}`, 400) : parsed;
}

/** JSON, or what Go would say is wrong with it. */
export function parseJson(text: string): Outcome<unknown> {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return refuse(goSyntaxError(text), 400);
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/** The message of Go's decoder for the first mistake. */
function goSyntaxError(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "EOF";
  const at = firstMistake(trimmed);
  if (at === undefined) return "unexpected EOF";
  return `invalid character ${quoteCharacter(trimmed[at.offset] ?? "")} ${at.context}`;
}

interface Mistake {
  readonly offset: number;
  readonly context: string;
}

/** Walks JSON up to its first mistake; undefined if the text just ends too early. */
function firstMistake(text: string): Mistake | undefined {
  const stack: ("{" | "[")[] = [];
  let expecting: "value" | "key-or-end" | "key" | "colon" | "value-or-end" | "comma" = "value";
  let offset = 0;
  while (offset < text.length) {
    const c = text[offset] ?? "";
    if (/\s/.test(c)) {
      offset += 1;
    } else if (expecting === "value" || expecting === "value-or-end") {
      if (c === "]" && expecting === "value-or-end") {
        stack.pop();
        expecting = "comma";
        offset += 1;
        continue;
      }
      const token = /^(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)/s.exec(text.slice(offset))?.[0];
      if (c === "{" || c === "[") {
        stack.push(c);
        expecting = c === "{" ? "key-or-end" : "value-or-end";
        offset += 1;
      } else if (token !== undefined) {
        expecting = "comma";
        offset += token.length;
      } else if (c === '"') {
        return undefined;
      } else {
        return mistakeInLiteral(text, offset);
      }
    } else if (expecting === "key" || expecting === "key-or-end") {
      if (c === "}" && expecting === "key-or-end") {
        stack.pop();
        expecting = "comma";
        offset += 1;
        continue;
      }
      if (c !== '"') return { offset, context: "looking for beginning of object key string" };
      const token = /^"(?:[^"\\]|\\.)*"/s.exec(text.slice(offset))?.[0];
      if (token === undefined) return undefined;
      expecting = "colon";
      offset += token.length;
    } else if (expecting === "colon") {
      if (c !== ":") return { offset, context: "after object key" };
      expecting = "value";
      offset += 1;
    } else {
      const top = stack.at(-1);
      if (top === undefined) return { offset, context: "after top-level value" };
      const close = top === "{" ? "}" : "]";
      if (c === close) stack.pop();
      else if (c === ",") expecting = top === "{" ? "key" : "value";
      else return { offset, context: top === "{" ? "after object key:value pair" : "after array element" };
      offset += 1;
    }
  }
  return undefined;
}

/** A word that begins as true, false or null do is told from one that does not. */
function mistakeInLiteral(text: string, start: number): Mistake | undefined {
  const word = ["true", "false", "null"].find((w) => w[0] === text[start]);
  if (word === undefined) return { offset: start, context: "looking for beginning of value" };
  for (let i = 1; i < word.length; i += 1) {
    if (start + i >= text.length) return undefined;
    if (text[start + i] !== word[i])
      return {
        offset: start + i,
        context: `in literal ${word} (expecting ${quoteCharacter(word[i] ?? "")})`,
      };
  }
  return { offset: start, context: "looking for beginning of value" };
}

function quoteCharacter(c: string): string {
  if (c === "'") return "'\\''";
  return c === '"' ? "'\"'" : `'${c}'`;
}
