/**
 * The order of a set's elements where they are not primitive: that of a text
 * made from each, as Terraform has it. Users see it (`jsonencode`, `tolist`,
 * plans), so it is kept to the letter, rounded numbers included.
 */

import { type Num, toFloat64 } from "./number.ts";
import type { Value } from "./value.ts";

/** The text that places a value among the elements of a set. Values may differ though their texts are equal. */
export function setOrderText(value: Value): string {
  if (value.isUnknown) return "?";
  if (value.isNull) return "~";
  switch (value.type.kind) {
    case "string":
      return JSON.stringify(value.asString);
    case "number":
      return roundedText(value.asNumber);
    case "bool":
      return value.asBool ? "T" : "F";
    case "map": {
      let out = "";
      for (const [key, item] of value.asEntries) out += `${JSON.stringify(key)}:${setOrderText(item)};`;
      return `{${out}}`;
    }
    case "list":
    case "set":
      return `[${joined(value.asItems)}]`;
    case "tuple":
      return `<${joined(value.asItems)}>`;
    case "object":
      return `<${joined(value.asEntries.values())}>`;
    case "dynamic":
      return "?";
  }
}

function joined(values: Iterable<Value>): string {
  let out = "";
  for (const value of values) out += `${setOrderText(value)};`;
  return out;
}

/** To ten digits, with an exponent where the number is very large or small. */
function roundedText(num: Num): string {
  if (typeof num === "number" && Math.abs(num) < 1e10) return Object.is(num, -0) ? "-0" : String(num);
  const float = toFloat64(num);
  if (!Number.isFinite(float)) return float > 0 ? "+Inf" : "-Inf";
  const [digits = "", exponent = "0"] = float.toExponential(9).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 10) return String(Number(float.toPrecision(10)));
  const sign = power < 0 ? "-" : "+";
  return `${digits.replace(/\.?0+$/, "")}e${sign}${String(Math.abs(power)).padStart(2, "0")}`;
}
