/** What the `identity` of an `import` block must be, while validating and while planning. */

import { type IdentitySchema, identityType } from "@tutti/plugin";
import {
  ConversionError,
  convertOrError,
  objectOfType,
  typeFriendlyName,
  unmarkDeep,
  Value,
} from "@tutti/values";
import { configError } from "../errors.ts";
import type { ImportMistake } from "./import-rules.ts";

/**
 * The identity as a whole object of the schema, parts that were not given being
 * null; nothing where it is not known yet. `schema` undefined: the type has no
 * identities.
 */
export function importIdentity(
  value: Value,
  type: string,
  schema: IdentitySchema | undefined,
): Value | ImportMistake | undefined {
  const { value: bare, marks } = unmarkDeep(value);
  if (schema === undefined)
    return wrong(`The provider gives objects of ${type} no identity to import them by. Use "id" instead.`);
  for (const mark of ["sensitive", "ephemeral"])
    if (marks.has(mark))
      return wrong(
        `The import identity is derived from a value that is ${mark}, and it is written into the plan and the state. Use values that are not.`,
      );
  if (bare.isNull) return wrong("The import identity cannot be null.");
  const { kind } = bare.type;
  if (kind !== "object" && kind !== "map" && kind !== "dynamic")
    return wrong(
      `The import identity must be an object with the attributes that identify the object, and this is ${typeFriendlyName(bare.type)}.`,
    );
  if (!bare.isWhollyKnown) return undefined;
  return wholeIdentity(bare, type, schema);
}

function wholeIdentity(given: Value, type: string, schema: IdentitySchema): Value | ImportMistake {
  const entries = given.asEntries;
  const names = [...schema.attributes.keys()];
  const foreign = [...entries.keys()].filter((name) => !schema.attributes.has(name));
  if (foreign.length > 0)
    return wrong(
      `The identity of ${type} has no attribute ${quotedList(foreign)}; it has ${quotedList(names)}.`,
    );
  const missing = names.filter((name) => {
    const isRequired = schema.attributes.get(name)?.requiredForImport === true;
    return isRequired && (entries.get(name)?.isNull ?? true);
  });
  if (missing.length > 0)
    return wrong(`To import by its identity, ${type} needs the attribute ${quotedList(missing)}.`);
  if (![...entries.values()].some((part) => !part.isNull))
    return wrong(`The import identity is empty; it may have ${quotedList(names)}.`);
  const whole = identityType(schema);
  const parts: [string, Value][] = [];
  for (const [name, part] of whole.attributes) {
    const converted = convertOrError(entries.get(name) ?? Value.null(part), part);
    if (converted instanceof ConversionError)
      return wrong(`The attribute "${name}" of the import identity is unsuitable: ${converted.message}.`);
    parts.push([name, converted]);
  }
  return objectOfType(whole, parts);
}

function quotedList(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

function wrong(detail: string): ImportMistake {
  return { kind: configError("invalid-import-identity-argument"), detail };
}
