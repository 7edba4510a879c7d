/** What a provider is told and nothing keeps: it stands in no plan, no state and no journal. */

import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { type BlockSchema, innerSchemas, type NestedBlockSchema } from "@tutti/plugin";
import { changeChildren, formatPath, type Path, type PathMarks, Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import type { ResourceNode } from "../graph/config-node.ts";

const holds = new WeakMap<BlockSchema, boolean>();

/** Some attribute of the block, or of one in it, is write-only. */
export function hasWriteOnly(schema: BlockSchema): boolean {
  let found = holds.get(schema);
  if (found === undefined) {
    found =
      [...schema.attributes.values()].some(({ writeOnly }) => writeOnly === true) ||
      [...innerSchemas(schema).values()].some(({ block }) => hasWriteOnly(block));
    holds.set(schema, found);
  }
  return found;
}

/** The value with null in place of everything write-only, and where something stood. */
export function withoutWriteOnly(
  schema: BlockSchema,
  value: Value,
): { readonly value: Value; readonly given: readonly Path[] } {
  const given: Path[] = [];
  return { value: hasWriteOnly(schema) ? strip(schema, value, [], given) : value, given };
}

function strip(schema: BlockSchema, value: Value, path: Path, given: Path[]): Value {
  if (!value.isKnown || value.type.kind !== "object" || !hasWriteOnly(schema)) return value;
  const entries = new Map<string, Value>();
  for (const [name, item] of value.asEntries) {
    const at = [...path, { kind: "attribute", name } as const];
    const nested = innerSchemas(schema).get(name);
    if (schema.attributes.get(name)?.writeOnly === true) {
      if (!item.isNull) given.push(at);
      entries.set(name, Value.null(item.type));
    } else entries.set(name, nested === undefined ? item : stripNested(nested, item, at, given));
  }
  return Value.knownUnchecked(value.type, entries, value.marks);
}

function stripNested({ nesting, block }: NestedBlockSchema, value: Value, path: Path, given: Path[]): Value {
  if (nesting === "single" || nesting === "group") return strip(block, value, path, given);
  if (!value.isKnown) return value;
  // Blocks by key are an object too where they may be of any type: the value's type does not tell them apart.
  return changeChildren(value, (item, step) => strip(block, item, [...path, step], given));
}

/** Marks that may be kept: what is ephemeral is in no plan and no state, and stood in write-only arguments alone. */
export function lastingMarks(marks: readonly PathMarks[]): readonly PathMarks[] {
  if (!marks.some((one) => one.marks.has("ephemeral"))) return marks;
  return marks.flatMap(({ path, marks: all }) => {
    const left = [...all].filter((mark) => mark !== "ephemeral");
    return left.length === 0 ? [] : [{ path, marks: new Set(left) }];
  });
}

/** When a provider gave away what it must not: "during planning", "during refresh", "during import", "after apply". */
export type Occasion = "during planning" | "during refresh" | "during import" | "after apply";

/** A provider that gives back what is write-only is told so by name. */
export function writeOnlyLeaks(
  given: readonly Path[],
  provider: string,
  address: ResourceInstance,
  occasion: Occasion,
): readonly Diagnostic[] {
  const kind = engineError(
    occasion === "during planning" ? "provider-produced-invalid-plan" : "provider-produced-invalid-object",
  );
  return given.map((path) => {
    const attribute = JSON.stringify(formatInstance(address) + formatPath(path));
    const detail = `Provider ${JSON.stringify(provider)} returned a value for the write-only attribute ${attribute} ${occasion}. Write-only attributes cannot be read back from the provider. This is a bug in the provider, which should be reported in the provider's own issue tracker.`;
    return errorDiagnostic(kind, detail);
  });
}

/** A body that a plan may carry: nothing write-only is set in it. */
export function isKeepable({ schema }: ResourceNode, config: Value): boolean {
  return withoutWriteOnly(schema.block, config).given.length === 0;
}
