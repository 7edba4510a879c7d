import { positionAt } from "./position.ts";
import type { Item, Node, ObjectNode, Scalar } from "./syntax.ts";
import { Fault, Hcl1SyntaxError } from "./syntax-error.ts";

/** What a document means without a schema. Records have no prototype, since their keys are the user's. */
export type Plain = Scalar | readonly Plain[] | PlainRecord;

export interface PlainRecord {
  readonly [key: string]: Plain;
}

/** The plain data of a document, or where it contradicts itself. */
export type PlainOutcome =
  | { readonly ok: true; readonly value: PlainRecord }
  | { readonly ok: false; readonly error: Hcl1SyntaxError };

/**
 * A document as plain data, as HCL 1 decodes it into maps: an object below a
 * key is a list of one record, a repeated one a longer list, and each label a
 * level more. An object inside of a list is the record itself. A plain value
 * that comes again replaces the one before, a list goes on.
 */
export function plainOf(root: ObjectNode, text: string): PlainOutcome {
  try {
    return { ok: true, value: recordOf(root) };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const { message, start, end } = fault;
    return { ok: false, error: new Hcl1SyntaxError(message, positionAt(text, start), positionAt(text, end)) };
  }
}

type Growing = Record<string, Plain | Plain[]>;

function recordOf(object: ObjectNode): PlainRecord {
  const out: Growing = Object.create(null) as Growing;
  for (const item of object.items) {
    const [key, ...labels] = item.keys;
    if (key !== undefined)
      out[key.name] = joined(out[key.name], itemValue(item, labels.length), item, key.name);
  }
  return out;
}

/** One list grows in place: repeated blocks must not cost the square of their number. */
function joined(
  before: Plain | Plain[] | undefined,
  value: Plain | Plain[],
  item: Item,
  name: string,
): Plain | Plain[] {
  if (before === undefined) return value;
  const lists = [Array.isArray(before), Array.isArray(value)];
  if (lists[0] !== lists[1]) {
    throw new Fault(
      `key '${name}' has a plain value in one place and an object or a list in another`,
      item.start,
      item.end,
    );
  }
  if (!Array.isArray(before) || !Array.isArray(value)) return value;
  for (const one of value) before.push(one);
  return before;
}

function itemValue(item: Item, labels: number): Plain | Plain[] {
  const value = plainNode(item.value);
  if (item.value.kind !== "object") return value;
  let out: Plain = value;
  for (let at = labels; at > 0; at--) {
    const level: Growing = Object.create(null) as Growing;
    level[item.keys[at]?.name ?? ""] = [out];
    out = level;
  }
  return [out];
}

function plainNode(node: Node): Plain | Plain[] {
  if (node.kind === "literal") return node.value;
  return node.kind === "object" ? recordOf(node) : node.items.map(plainNode);
}
