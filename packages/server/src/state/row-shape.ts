/** Whether a value read from outside is what a type says. */
export type Holds = (value: unknown) => boolean;

export const text: Holds = (value) => typeof value === "string";
export const flag: Holds = (value) => typeof value === "boolean";
export const number: Holds = (value) => typeof value === "number" && Number.isFinite(value);

export function list(of: Holds): Holds {
  return (value) => Array.isArray(value) && value.every(of);
}

/** A record of names that are chosen freely. */
export function map(of: Holds = () => true): Holds {
  return (value) => isObject(value) && Object.values(value).every(of);
}

export function orNull(of: Holds): Holds {
  return (value) => value === null || of(value);
}

/** A member that may be left out. */
export function optional(of: Holds): Holds {
  return (value) => value === undefined || of(value);
}

/** A record of which every member of the type is looked at; what it has beside them is nobody's affair. */
export function record<T>(members: { readonly [Name in keyof T]-?: Holds }): Holds {
  const all = Object.entries<Holds>(members);
  return (value) => isObject(value) && all.every(([name, holds]) => holds(value[name]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
