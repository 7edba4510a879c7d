/** Where what is ephemeral may not stand, in the same words at validate and while planning. */

import { type Diagnostic, errorDiagnostic, type SourceRange } from "@tutti/hcl";
import type { BlockSchema } from "@tutti/plugin";
import { type Path, unmarkDeep, unmarkWithPaths, type Value } from "@tutti/values";
import { configError } from "../errors.ts";
import type { Output } from "../module/named-value.ts";

/** Where the mistakes of a block are shown. */
export interface BlockPlace {
  /** Of an argument at the top of the block. */
  argument(name: string): SourceRange | undefined;
  /** Of what stands deeper. */
  readonly body: SourceRange;
}

/** Ephemeral values in a block that is kept in the state: only write-only arguments take them. */
export function ephemeralInBlock(
  value: Value,
  schema: BlockSchema,
  place: BlockPlace,
): readonly Diagnostic[] {
  if (!value.containsMarks) return [];
  return unmarkWithPaths(value).marks.flatMap(({ path, marks }) => {
    const [first] = path;
    const name = first?.kind === "attribute" ? first.name : undefined;
    if (!marks.has("ephemeral") || name === undefined || isWriteOnly(schema, path)) return [];
    const assignable = schema.attributes.has(name);
    const why = assignable
      ? "it is not a write-only attribute and must be persisted to state"
      : "it is not an assignable attribute";
    return [
      errorDiagnostic(
        configError("invalid-use-of-ephemeral-value"),
        `Ephemeral values are not valid for "${name}", because ${why}.`,
        assignable ? place.argument(name) : place.body,
      ),
    ];
  });
}

/** Steps into collections of blocks are keys, of which the schema knows nothing. */
function isWriteOnly(schema: BlockSchema, path: Path): boolean {
  let block = schema;
  for (const step of path) {
    if (step.kind !== "attribute") continue;
    const attribute = block.attributes.get(step.name);
    if (attribute !== undefined) return attribute.writeOnly === true;
    const nested = block.blocks.get(step.name);
    if (nested === undefined) return false;
    block = nested.block;
  }
  return false;
}

/** A variable of a module that does not say that it takes ephemeral values. */
export function ephemeralArgument(range: SourceRange): Diagnostic {
  return errorDiagnostic(
    configError("ephemeral-value-not-allowed"),
    "This input variable is not declared as accepting a ephemeral values, so it cannot be set to a result derived from an ephemeral value.",
    range,
  );
}

/**
 * What an output says of itself and what it returns must agree: one that is
 * declared ephemeral returns what is ephemeral as a whole, others nothing.
 */
export function ephemeralResult(
  { ephemeral, expression, declRange }: Output,
  value: Value,
): Diagnostic | undefined {
  const range = expression?.range ?? declRange;
  if (ephemeral) {
    if (value.hasMark("ephemeral")) return undefined;
    return errorDiagnostic(
      configError("value-not-allowed-in-ephemeral-output"),
      "This output value is declared as returning an ephemeral value, so it can only be set to an ephemeral value.",
      range,
    );
  }
  if (!unmarkDeep(value).marks.has("ephemeral")) return undefined;
  return errorDiagnostic(
    configError("ephemeral-value-not-allowed"),
    "This output value is not declared as returning an ephemeral value, so it cannot be set to a result derived from an ephemeral value.",
    range,
  );
}
