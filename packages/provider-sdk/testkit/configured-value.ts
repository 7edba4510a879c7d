import { type BlockSchema, fromPlain, impliedType, type Plain, type PlainRecord } from "@tutti/plugin";
import type { Value } from "@tutti/values";

/** A configuration as a program has it that read one: blocks that are not there are empty. */
export function configuredValue(block: BlockSchema, config: PlainRecord): Value {
  return fromPlain(impliedType(block), withBlocks(block, config));
}

function withBlocks(block: BlockSchema, config: PlainRecord): PlainRecord {
  for (const name of Object.keys(config))
    if (!block.attributes.has(name) && !block.blocks.has(name))
      throw new Error(`there is nothing called ${name}`);
  for (const [name, { required }] of block.attributes)
    if (required === true && (config[name] ?? null) === null) throw new Error(`${name} must be given`);
  const out: Record<string, Plain | undefined> = { ...config };
  for (const [name, { nesting, block: inner }] of block.blocks) {
    const given = config[name];
    if (nesting === "list" || nesting === "set")
      out[name] = (Array.isArray(given) ? given : []).map((one) => withBlocks(inner, one));
    else if (nesting === "map")
      out[name] = Object.fromEntries(
        Object.entries((given ?? {}) as PlainRecord).map(([key, one]) => [
          key,
          withBlocks(inner, one as PlainRecord),
        ]),
      );
    else if (given !== undefined && given !== null) out[name] = withBlocks(inner, given as PlainRecord);
  }
  return out;
}
