import { positionAt } from "./position.ts";
import type { Item, Node, ObjectNode, Scalar } from "./syntax.ts";
import { Fault, Hcl1SyntaxError } from "./syntax-error.ts";

/** What a document means without a schema. Records have no prototype, since their keys are the user's. */
export type Plain = Scalar | readonly Plain[] | PlainRecord;

/** An object of plain data. */
interface PlainRecord {
  readonly [key: string]: Plain;
}

/**
 * What an object below a key becomes. `lists`: a list of one record, as HCL 1
 * itself decodes into maps. `records`: the record itself, and a list only when
 * the key comes again; what `key = [{ … }]` says stays to be told from `key { … }`.
 */
export type ObjectForm = "lists" | "records";

/** The plain data of a document, or where it contradicts itself. */
export type PlainOutcome =
  | { readonly ok: true; readonly value: PlainRecord }
  | { readonly ok: false; readonly error: Hcl1SyntaxError };

/**
 * A document as plain data. Each label is a level more; an object inside of a
 * list is a record. A plain value that comes again replaces the one before, an
 * object or a list goes on.
 */
export function plainOf(root: ObjectNode, text: string, form: ObjectForm = "lists"): PlainOutcome {
  try {
    return { ok: true, value: recordOf(root, form) };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const { message, start, end } = fault;
    return { ok: false, error: new Hcl1SyntaxError(message, positionAt(text, start), positionAt(text, end)) };
  }
}

type Growing = Record<string, Plain | Plain[]>;

function recordOf(object: ObjectNode, form: ObjectForm): PlainRecord {
  const out: Growing = Object.create(null) as Growing;
  for (const item of object.items) {
    const [key] = item.keys;
    if (key === undefined) continue;
    const before = out[key.name];
    const value = itemValue(item, form);
    out[key.name] = before === undefined ? value : joined(before, value, item, key.name);
  }
  return out;
}

/** One list grows in place: repeated blocks must not cost the square of their number. */
function joined(before: Plain | Plain[], value: Plain | Plain[], item: Item, name: string): Plain | Plain[] {
  const plain = isScalar(value);
  if (isScalar(before) !== plain) {
    const mixed = `key '${name}' has a plain value in one place and an object or a list in another`;
    throw new Fault(mixed, item.start, item.end);
  }
  if (plain) return value;
  const all = Array.isArray(before) ? before : [before];
  for (const one of Array.isArray(value) ? value : [value]) all.push(one);
  return all;
}

function isScalar(value: Plain | Plain[]): boolean {
  return typeof value !== "object" || value === null;
}

function itemValue(item: Item, form: ObjectForm): Plain | Plain[] {
  const value = plainNode(item.value, form);
  if (item.value.kind !== "object") return value;
  let out = wrapped(value, form);
  for (let at = item.keys.length - 1; at > 0; at--) {
    const level: Growing = Object.create(null) as Growing;
    level[item.keys[at]?.name ?? ""] = out;
    out = wrapped(level, form);
  }
  return out;
}

function wrapped(record: Plain | Plain[], form: ObjectForm): Plain | Plain[] {
  return form === "lists" ? [record] : record;
}

function plainNode(node: Node, form: ObjectForm): Plain | Plain[] {
  if (node.kind === "literal") return node.value;
  return node.kind === "object" ? recordOf(node, form) : node.items.map((item) => plainNode(item, form));
}
