import { unmarkDeep, type Value } from "@tutti/values";
import { encodeValue } from "../object/value-codec.ts";
import { digestOf } from "./remembered.ts";

const known = new WeakMap<Value, string | null>();

/** What tells a value from all others: its types, unknowns and marks too. Undefined of what is ephemeral. */
export function valueText(value: Value): string | undefined {
  const isEphemeral = value.containsMarks && unmarkDeep(value).marks.has("ephemeral");
  return isEphemeral ? undefined : JSON.stringify(encodeValue(value));
}

/** Of a value with its types, unknowns and marks; undefined of what is ephemeral: nothing is kept of that. */
export function valueDigest(value: Value): string | undefined {
  let digest = known.get(value);
  if (digest === undefined) {
    const text = valueText(value);
    digest = text === undefined ? null : digestOf([text]);
    known.set(value, digest);
  }
  return digest ?? undefined;
}
