import type { Draw } from "./draw.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const ODD: readonly Json[] = [
  ...[null, true, false, 0, -1, 1.5, 1e300, 2 ** 53, "", "a", "1", "\0", "\u{1f468}", [], {}, [[]], [null]],
  ...[{ a: 1 }, [{}], ["a", "a"], { __proto__x: 1 }, "x".repeat(300)],
];

/** What holds a JSON text together, to be put anywhere. */
export const JSON_MARKS: readonly string[] = ["{", "}", "[", "]", '"', ":", ","];

/** A JSON text in which one to three values are others, are gone, or stand twice; it stays JSON. */
export function mutateJson(text: string, draw: Draw): string {
  let json = JSON.parse(text) as Json;
  for (let left = 1 + draw.below(3); left > 0; left--) json = changedAt(json, draw);
  return JSON.stringify(json);
}

function changedAt(json: Json, draw: Draw): Json {
  if (json === null || typeof json !== "object" || draw.chance(0.1)) return other(json, draw);
  if (Array.isArray(json)) {
    const list: Json[] = [...json];
    if (list.length === 0) return draw.chance(0.5) ? [draw.pick(ODD)] : other(json, draw);
    const at = draw.below(list.length);
    const item = list[at] ?? null;
    switch (draw.below(8)) {
      case 0:
        return list.toSpliced(at, 1);
      case 1:
        return [...list, item];
      default:
        return list.toSpliced(at, 1, changedAt(item, draw));
    }
  }
  const members = Object.entries(json);
  if (members.length === 0) return draw.chance(0.5) ? { a: draw.pick(ODD) } : other(json, draw);
  const at = draw.below(members.length);
  const [name, value] = members[at] ?? ["", null];
  switch (draw.below(10)) {
    case 0:
      return Object.fromEntries(members.toSpliced(at, 1));
    case 1:
      return Object.fromEntries(members.toSpliced(at, 1, [draw.pick(["", "a", "__x", `${name}x`]), value]));
    default:
      return Object.fromEntries(members.toSpliced(at, 1, [name, changedAt(value, draw)]));
  }
}

function other(json: Json, draw: Draw): Json {
  if (typeof json === "string" && draw.chance(0.5))
    return json.slice(0, draw.below(json.length + 1)) + draw.pick(["", "[", ".", "x", '"', "é", "0"]);
  if (typeof json === "number" && draw.chance(0.5))
    return draw.pick([json + 1, -json, json * 1e10, json / 3]);
  return draw.pick(ODD);
}
