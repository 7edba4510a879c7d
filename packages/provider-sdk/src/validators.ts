/** Checks of attributes that many providers need: `validate: oneOf("a", "b")`. */

import type { Check } from "./attribute.ts";

/** One of these texts. */
export function oneOf(...allowed: readonly string[]): Check<string> {
  const list = allowed.map((one) => JSON.stringify(one)).join(", ");
  return (value) => (allowed.includes(value) ? undefined : `${JSON.stringify(value)} is none of ${list}.`);
}

/** A number from `least` to `most`, both included. */
export function between(least: number, most: number): Check<number> {
  return (value) =>
    value >= least && value <= most ? undefined : `${value} does not lie between ${least} and ${most}.`;
}

/** A whole number. */
export const whole: Check<number> = (value) =>
  Number.isInteger(value) ? undefined : `${value} is no whole number.`;

/** A text of so many characters. */
export function lengthBetween(least: number, most: number): Check<string> {
  return (value) => {
    const { length } = [...value];
    if (length >= least && length <= most) return undefined;
    return `It has ${length} characters, and may have ${least} to ${most}.`;
  };
}

/** A text that the pattern matches; `what` says in words what that is: "a name of lower-case letters". */
export function matching(pattern: RegExp, what: string): Check<string> {
  return (value) => (pattern.test(value) ? undefined : `${JSON.stringify(value)} is not ${what}.`);
}

/** A list, set or map of so many elements. */
export function sizeBetween(
  least: number,
  most: number,
): Check<readonly unknown[] | Readonly<Record<string, unknown>>> {
  return (value) => {
    const size = Array.isArray(value) ? value.length : Object.keys(value).length;
    if (size >= least && size <= most) return undefined;
    return `It has ${size} elements, and may have ${least} to ${most}.`;
  };
}

/** An address of the web, by one of these schemes. */
export function url(...schemes: readonly string[]): Check<string> {
  const allowed = schemes.length === 0 ? ["https", "http"] : schemes;
  return (value) => {
    const scheme = URL.canParse(value) ? new URL(value).protocol.slice(0, -1) : undefined;
    if (scheme !== undefined && allowed.includes(scheme)) return undefined;
    return `${JSON.stringify(value)} is no URL that begins with ${allowed.map((one) => `${one}://`).join(" or ")}.`;
  };
}
