import { type BlockSchema, innerSchemas } from "@tutti/plugin";
import { Value } from "@tutti/values";

const SENSITIVE: ReadonlySet<string> = new Set(["sensitive"]);
const anySensitive = new WeakMap<BlockSchema, boolean>();

function hasSensitive(schema: BlockSchema): boolean {
  let found = anySensitive.get(schema);
  if (found === undefined) {
    found =
      [...schema.attributes.values()].some(({ sensitive }) => sensitive === true) ||
      [...innerSchemas(schema).values()].some(({ block }) => hasSensitive(block));
    anySensitive.set(schema, found);
  }
  return found;
}

/** Marks what the schema calls sensitive. */
export function markBySchema(schema: BlockSchema, value: Value): Value {
  if (!hasSensitive(schema) || !value.isKnown || value.type.kind !== "object") return value;
  const out = new Map<string, Value>();
  const inner = innerSchemas(schema);
  for (const [name, item] of value.asEntries) {
    const nested = inner.get(name);
    if (schema.attributes.get(name)?.sensitive === true) out.set(name, item.withMarks(SENSITIVE));
    else out.set(name, nested === undefined ? item : markNested(nested.block, item));
  }
  return Value.knownUnchecked(value.type, out, value.marks);
}

function markNested(schema: BlockSchema, value: Value): Value {
  if (!hasSensitive(schema) || !value.isKnown) return value;
  if (value.type.kind === "object") return markBySchema(schema, value);
  if (value.type.kind === "set") return value.withMarks(SENSITIVE);
  if (value.data instanceof Map) {
    const entries = [...value.asEntries].map(([key, item]) => [key, markBySchema(schema, item)] as const);
    return Value.knownUnchecked(value.type, new Map(entries), value.marks);
  }
  return Value.knownUnchecked(
    value.type,
    value.asItems.map((item) => markBySchema(schema, item)),
    value.marks,
  );
}
