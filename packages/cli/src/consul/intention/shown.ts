import { type JsonRecord, textOf } from "../api/json-shapes.ts";

/** An intention in a line. */
export function shown(one: JsonRecord): string {
  return `${textOf(one.SourceName)} => ${textOf(one.DestinationName)} (${textOf(one.Action)})`;
}

/** The two services that were named; undefined for fewer or more. */
export function pairOf(
  rest: readonly string[],
): { readonly source: string; readonly destination: string } | undefined {
  const [source, destination, ...more] = rest;
  return source === undefined || destination === undefined || more.length > 0
    ? undefined
    : { source, destination };
}
