import { goQuote } from "@tutti/values";
import { Selectors } from "../filter/selectors.ts";
import { type Identity, type IdentityForm, LoginFailure } from "./validator.ts";

/** What a token says, as JSON. */
export type Claims = Readonly<Record<string, unknown>>;

/** Which claims are kept, and under which names. */
export interface ClaimMappings {
  readonly values: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, string>;
}

/** Fields `value.NAME` and `list.NAME`; only values are variables. */
export function claimsForm({ values }: ClaimMappings): IdentityForm {
  return {
    selectors: new Selectors([
      ["value", "map"],
      ["value.*", "string"],
      ["list", "map"],
      ["list.*", "list"],
    ]),
    variables: [...values.values()].map((name) => `value.${name}`),
  };
}

/** Who these claims stand for. What a token does not claim is empty. */
export function identityOfClaims(claims: Claims, mappings: ClaimMappings): Identity | LoginFailure {
  const value: Record<string, string> = {};
  for (const [source, target] of mappings.values) {
    value[target] ??= "";
    const claim = claimAt(claims, source);
    if (claim === undefined || claim === null) continue;
    const text = textOf(claim);
    if (text === undefined)
      return new LoginFailure(
        `error converting claim '${source}' to string from unknown type ${goType(claim)}`,
      );
    value[target] = text;
  }
  const list: Record<string, readonly string[]> = {};
  for (const [source, target] of mappings.lists) {
    list[target] ??= [];
    const claim = claimAt(claims, source);
    if (claim === undefined || claim === null) continue;
    const texts = (Array.isArray(claim) ? claim : [claim]).map(textOf);
    if (!Array.isArray(claim) && texts[0] === undefined)
      return new LoginFailure(`${goQuote(source)} list claim could not be converted to string list`);
    if (texts.includes(undefined))
      return new LoginFailure(`a value in ${goQuote(source)} list claim could not be parsed as string`);
    list[target] = texts.filter((text): text is string => text !== undefined && text !== "");
  }
  return {
    fields: { value, list },
    variables: new Map(Object.entries(value).map(([name, text]) => [`value.${name}`, text])),
  };
}

/** A claim by its name, or, with a slash in front, by a JSON pointer. */
function claimAt(claims: Claims, source: string): unknown {
  if (!source.startsWith("/")) return Object.hasOwn(claims, source) ? claims[source] : undefined;
  let at: unknown = claims;
  for (const part of source.slice(1).split("/")) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}

/** Numbers lose what stands behind the point. */
function textOf(claim: unknown): string | undefined {
  if (typeof claim === "string") return claim;
  if (typeof claim === "boolean") return String(claim);
  return typeof claim === "number" ? String(Math.trunc(claim)) : undefined;
}

function goType(claim: unknown): string {
  return Array.isArray(claim) ? "[]interface {}" : "map[string]interface {}";
}

/** Why a token is for others; `isStrict`: one that is for somebody wants somebody to be named. */
export function audienceMistake(
  bound: readonly string[],
  claim: unknown,
  isStrict: boolean,
): LoginFailure | undefined {
  const audiences = typeof claim === "string" ? [claim] : Array.isArray(claim) ? claim : [];
  if (bound.length === 0)
    return isStrict && audiences.length > 0
      ? new LoginFailure("error validating claims: audience claim found in JWT but no audiences are bound")
      : undefined;
  return bound.some((one) => audiences.includes(one))
    ? undefined
    : new LoginFailure("error validating claims: aud claim does not match any bound audience");
}
