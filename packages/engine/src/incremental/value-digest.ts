import { unmarkDeep, type Value } from "@tutti/values";
import { encodeValue } from "../object/value-codec.ts";
import { digestOf } from "./remembered.ts";

const known = new WeakMap<Value, string | null>();

/** Of a value with its types, unknowns and marks; undefined of what is ephemeral: nothing is kept of that. */
export function valueDigest(value: Value): string | undefined {
  let digest = known.get(value);
  if (digest === undefined) {
    const isEphemeral = value.containsMarks && unmarkDeep(value).marks.has("ephemeral");
    digest = isEphemeral ? null : digestOf([JSON.stringify(encodeValue(value))]);
    known.set(value, digest);
  }
  return digest ?? undefined;
}
