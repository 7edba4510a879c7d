import type { BLOCKING_QUERY, COMMON_QUERY, Parameter, Parameters, QueryOf, RouteId } from "@tutti/agent-api";
import { goQuote } from "@tutti/values";
import { parseUint } from "../decode/parse-uint.ts";
import { serverError } from "../errors.ts";
import type { Outcome, Refusal } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";

/** The parameters of a URL, as Go reads them: a name may repeat, or have no value. */
export class Query {
  readonly #pairs: readonly (readonly [string, string])[];
  readonly #understood = new Map<Parameters, string>();
  /** What every route understands. */
  readonly common: RouteQuery<typeof COMMON_QUERY & typeof BLOCKING_QUERY>;

  constructor(text: string) {
    this.#pairs = text === "" ? [] : parse(text);
    this.common = new RouteQuery(this.#pairs);
  }

  /** The parameters that a route declares: handlers have no other way to them. */
  of<R extends RouteId>(_route: R): RouteQuery<QueryOf<R>> {
    return new RouteQuery(this.#pairs);
  }

  /** What is understood of these parameters, as a text: equal for queries that ask the same. */
  understood(parameters: Parameters): string {
    const known = this.#understood.get(parameters);
    if (known !== undefined) return known;
    const asked = Object.entries(parameters).map(([name, kind]) => {
      const values = this.#pairs.filter(([key]) => key === name).map(([, value]) => value);
      if (kind === "flag") return values.length > 0;
      return kind === "texts" ? values : values.slice(0, 1);
    });
    // As JSON, so that no value can pass for another parameter.
    const text = JSON.stringify(asked);
    this.#understood.set(parameters, text);
    return text;
  }
}

/** Why a request is not for this datacenter; undefined if it is. */
export function refusalOfDatacenter(query: Query, own: string): Refusal | undefined {
  const datacenter = query.common.text("dc");
  return datacenter === "" || datacenter === own ? undefined : refuse(serverError("no-path-to-datacenter"));
}

type NamesOf<Q, K extends Parameter> = {
  readonly [N in keyof Q]: Q[N] extends K ? N : never;
}[keyof Q] &
  string;

/** The query of a route by its declaration: each parameter can be read as what it is, and no other at all. */
export class RouteQuery<Q> {
  readonly #pairs: readonly (readonly [string, string])[];

  constructor(pairs: readonly (readonly [string, string])[]) {
    this.#pairs = pairs;
  }

  /** True if the parameter is there, with a value or without. */
  given(name: keyof Q & string): boolean {
    // Asked many times for each request, so without a function for each pair.
    for (const [key] of this.#pairs) if (key === name) return true;
    return false;
  }

  /** True if it is there with a value. */
  filled(name: keyof Q & string): boolean {
    return this.#first(name) !== "";
  }

  flag(name: NamesOf<Q, "flag">): boolean {
    return this.given(name);
  }

  /** The first value, or "". */
  text(name: NamesOf<Q, "text" | "duration">): string {
    return this.#first(name);
  }

  /** The value of what must stand there once; undefined where it does not, or more often. */
  once(name: NamesOf<Q, "text">): string | undefined {
    const found = this.#pairs.filter(([key]) => key === name);
    return found.length === 1 ? found[0]?.[1] : undefined;
  }

  texts(name: NamesOf<Q, "texts">): readonly string[] {
    return this.#pairs.filter(([key]) => key === name).map(([, value]) => value);
  }

  /** Undefined where it is not there; what is no number is refused in Go's words. */
  uint(name: NamesOf<Q, "uint">): Outcome<bigint | undefined> {
    return this.given(name) ? parseUint(this.#first(name)) : undefined;
  }

  /** What Go takes for a boolean; undefined where it is not there. The parameter alone is `bare`, or refused. */
  boolean(name: NamesOf<Q, "boolean">, bare?: boolean): Outcome<boolean | undefined> {
    if (!this.given(name)) return undefined;
    const value = this.#first(name);
    if (value === "" && bare !== undefined) return bare;
    if (/^(1|t|T|TRUE|true|True)$/.test(value)) return true;
    if (/^(0|f|F|FALSE|false|False)$/.test(value)) return false;
    return refuse(serverError("no-bool", goQuote(value)), 400);
  }

  /** Names with their values as they stand there, undefined for those that do not: for messages. */
  raw(...names: readonly (keyof Q & string)[]): readonly (readonly [string, string | undefined])[] {
    return names.map((name) => [name, this.given(name) ? this.#first(name) : undefined]);
  }

  /** The whole query as Go writes it, where more than one of these is there: for the message that says so. */
  conflict(...names: readonly (keyof Q & string)[]): string | undefined {
    if (names.filter((name) => this.given(name)).length < 2) return undefined;
    return this.#pairs
      .map(([name, value]) => [name, `${escaped(name)}=${escaped(value)}`] as const)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([, shown]) => shown)
      .join("&");
  }

  #first(name: string): string {
    for (const [key, value] of this.#pairs) if (key === name) return value;
    return "";
  }
}

/** As Go escapes what stands in a query. */
function escaped(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function parse(text: string): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const part of text.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const key = decode(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? "" : decode(part.slice(equals + 1));
    // Go drops a pair that cannot be unescaped.
    if (key !== undefined && value !== undefined) pairs.push([key, value]);
  }
  return pairs;
}

function decode(text: string): string | undefined {
  if (!/[+%]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
