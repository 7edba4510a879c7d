/**
 * What data from outside must look like. A shape gives a thing back as what it
 * is, or throws `Misshapen`, which says where it is something else. A table of
 * members is checked against its type: a member that is added to a record does
 * not compile until its shape is there.
 */

/** Gives back the thing itself. */
export type Shape<T> = (thing: unknown) => T;

/** Its message ends a sentence: "plan.changes[2].action is no action". */
class Misshapen extends Error {
  #path = "";
  readonly #why: string;

  constructor(why: string) {
    super(`it ${why}`);
    this.#why = why;
  }

  /** Called on the way out, from the inside. */
  within(place: string): this {
    this.#path = place + this.#path;
    this.message = `${this.#path.replace(/^\./, "")} ${this.#why}`;
    return this;
  }
}

/** The same error, thrown from further out. */
function placed(error: unknown, place: string): unknown {
  return error instanceof Misshapen ? error.within(place) : error;
}

function inside<T>(place: string, shape: Shape<T>, thing: unknown): T {
  try {
    return shape(thing);
  } catch (error) {
    throw placed(error, place);
  }
}

/** What passes a test that says what it is not: "is no text". */
export function passing<T>(test: (thing: unknown) => boolean, why: string): Shape<T> {
  return (thing) => {
    if (!test(thing)) throw new Misshapen(why);
    return thing as T;
  };
}

export const text = passing<string>((thing) => typeof thing === "string", "is no text");
export const truth = passing<boolean>((thing) => typeof thing === "boolean", "is neither true nor false");
export const whole = passing<number>(
  (thing) => Number.isSafeInteger(thing) && Number(thing) >= 0,
  "is no whole number",
);
export const milliseconds = passing<number>(
  (thing) => typeof thing === "number" && Number.isFinite(thing) && thing >= 0,
  "is no duration",
);
export const bytes = passing<Uint8Array>((thing) => thing instanceof Uint8Array, "is not made of bytes");

/** One of some words. */
export function oneOf<T extends string>(...words: readonly T[]): Shape<T> {
  const known = new Set<unknown>(words);
  return passing((thing) => known.has(thing), `is none of ${words.join(", ")}`);
}

/** It may be left out. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (thing) => (thing === undefined ? undefined : shape(thing));
}

export function eachOf<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (thing) => {
    if (!Array.isArray(thing)) throw new Misshapen("is no list");
    let place = 0;
    try {
      for (; place < thing.length; place++) shape(thing[place]);
    } catch (error) {
      throw placed(error, `[${place}]`);
    }
    return thing as readonly T[];
  };
}

export function mapOf<T>(shape: Shape<T>): Shape<ReadonlyMap<string, T>> {
  return (thing) => {
    if (!(thing instanceof Map)) throw new Misshapen("is no map");
    for (const [name, item] of thing as ReadonlyMap<unknown, unknown>) {
      if (typeof name !== "string") throw new Misshapen("has a name that is no text");
      inside(`.${name}`, shape, item);
    }
    return thing as ReadonlyMap<string, T>;
  };
}

export function setOf<T>(shape: Shape<T>): Shape<ReadonlySet<T>> {
  return (thing) => {
    if (!(thing instanceof Set)) throw new Misshapen("is no set");
    for (const item of thing as ReadonlySet<unknown>) shape(item);
    return thing as ReadonlySet<T>;
  };
}

/** A shape for each member, also for those that may be left out. */
export type Members<T> = { readonly [K in keyof T]-?: Shape<T[K]> };

/** It has these members, and no other. */
export function record<T extends object>(members: Members<T>): Shape<T> {
  const known = recordWith(members);
  return (thing) => {
    const given = known(thing);
    for (const name of Object.keys(given))
      if (!Object.hasOwn(members, name))
        throw new Misshapen(`has ${JSON.stringify(name)}, which is not known`);
    return given;
  };
}

/** It has these members; others are nobody's concern. */
export function recordWith<T extends object>(members: Members<T>): Shape<T> {
  const names = Object.keys(members);
  const shapes = Object.values<Shape<unknown>>(members);
  return (thing) => {
    const given = plainRecord(thing);
    let place = 0;
    try {
      for (; place < names.length; place++) shapes[place]?.(given[names[place] ?? ""]);
    } catch (error) {
      throw placed(error, `.${names[place]}`);
    }
    return thing as T;
  };
}

type Variant<T, K> = T extends { readonly kind: infer X } ? (K extends X ? T : never) : never;

/** One of several records, told by `kind`. */
export function variants<T extends { readonly kind: string }>(
  table: {
    readonly [K in T["kind"]]: Members<Omit<Variant<T, K>, "kind">>;
  },
): Shape<T> {
  const kind = oneOf(...(Object.keys(table) as T["kind"][]));
  const shapes = new Map<string, Shape<object>>();
  for (const name of Object.keys(table) as T["kind"][])
    shapes.set(name, record({ kind, ...(table[name] as object) }));
  return (thing) => {
    const { kind: given } = plainRecord(thing);
    return shapes.get(inside(".kind", kind, given))?.(thing) as T;
  };
}

function plainRecord(thing: unknown): Readonly<Record<string, unknown>> {
  const isPlain =
    typeof thing === "object" && thing !== null && Object.getPrototypeOf(thing) === Object.prototype;
  if (!isPlain) throw new Misshapen("is no record");
  return thing as Readonly<Record<string, unknown>>;
}
