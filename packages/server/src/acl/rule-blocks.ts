import {
  type Field,
  fieldOf,
  type Item,
  type Node,
  type ObjectNode,
  type Parsed,
  positionAt,
} from "@tutti/hcl1";

type Document = Extract<Parsed, { readonly ok: true }>;

/** A rule as it is written, with levels that may be none. */
export interface WrittenRule {
  readonly name: string;
  readonly policy: string;
  /** Of services. */
  readonly intentions: string;
}

/** A value that is not of the type that its field has; the text says which and where. */
export class Misfit {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Fields of rules, as HCL 1 decodes into fields of known types: names in any case, the last text holds,
 * blocks come again, and what no field asks for is passed over. Throws a Misfit.
 */
export class RuleReader {
  readonly #document: Document;

  constructor(document: Document) {
    this.#document = document;
  }

  /** A text of the document, "" where it says nothing. */
  text(name: string): string {
    return this.#text(this.#document.root.items, name, `root.${name}`);
  }

  /** Refuses a field that nobody may set. */
  assertUnset(name: string, type: string): void {
    const field = fieldOf(this.#document.root.items, name);
    if (field !== undefined)
      throw this.#misfit(startOf(field), `root.${name}: unknown kind to decode into: ${type}`);
  }

  /** The blocks of a kind, in the order of the text. */
  blocks(kind: string): readonly WrittenRule[] {
    const field = fieldOf(this.#document.root.items, kind);
    if (field === undefined) return [];
    return [
      ...this.#labelled(field.labelled, kind),
      ...field.values.flatMap((one) => this.#inside(one, kind)),
    ];
  }

  #labelled(items: readonly Item[], kind: string): readonly WrittenRule[] {
    return items.map((item, at) => this.#rule(bodyOf(item), `root.${kind}[${at}]`));
  }

  /** With the name inside: `key { "name" { … } … }`. */
  #inside(value: Node, kind: string): readonly WrittenRule[] {
    if (value.kind === "object") return this.#labelled(value.items, kind);
    if (value.kind === "literal") throw this.#misfit(value.start, `unknown slice type: ${goType(value)}`);
    const [first] = value.items;
    if (first === undefined) return [];
    const path = `root.${kind}[0]`;
    throw first.kind === "object"
      ? this.#misfit(
          first.items[0]?.start ?? first.start,
          `${path}: ${nameField(kind)} asked for 'key', impossible`,
        )
      : this.#misfit(first.start, `${path}: not an object type for struct (${goType(first)})`);
  }

  #rule({ keys: [key], value, ...item }: Item, path: string): WrittenRule {
    if (value.kind === "list")
      throw this.#misfit(value.start, `${path}: not an object type for struct (${goType(value)})`);
    // `key { name = "read" }`: the assignment is the rule's name and what stands in it.
    const items =
      value.kind === "object" ? value.items : key === undefined ? [] : [{ ...item, keys: [key], value }];
    return {
      name: key?.name ?? "",
      policy: this.#text(items, "policy", `${path}.Policy`),
      intentions: path.startsWith("root.service")
        ? this.#text(items, "intentions", `${path}.Intentions`)
        : "",
    };
  }

  #text(items: readonly Item[], name: string, path: string): string {
    const field = fieldOf(items, name);
    const [labelled] = field?.labelled ?? [];
    if (labelled !== undefined)
      throw this.#misfit(labelled.keys[0]?.start ?? 0, `${path}: unknown type for string *ast.ObjectList`);
    let text = "";
    for (const value of field?.values ?? []) text = this.#textOf(value, path);
    return text;
  }

  #textOf(node: Node, path: string): string {
    if (node.kind === "literal") {
      if (typeof node.value === "string") return node.value;
      const written = this.#document.text.slice(node.start, node.end);
      if (typeof node.value !== "boolean" && !isFloat(written)) return written;
    }
    throw this.#misfit(placeOf(node), `${path}: unknown type for string ${goType(node)}`);
  }

  /** JSON's values have lost their places there. */
  #misfit(start: number, text: string): Misfit {
    const { line, column } = positionAt(this.#document.text, start);
    return new Misfit(`At ${this.#document.isJson ? "-" : `${line}:${column}`}: ${text}`);
  }
}

/** What stands below two labels is no attribute, but an object in the rule of the first. */
function bodyOf(item: Item): Item {
  const [first, second, ...more] = item.keys;
  if (first === undefined || second === undefined || more.length > 0) return item;
  const body: ObjectNode = {
    kind: "object",
    items: [{ ...item, keys: [second] }],
    start: item.start,
    end: item.end,
  };
  return { ...item, keys: [first], value: body };
}

function isFloat(written: string): boolean {
  return !/^-?0[xX]/.test(written) && /[.eE]/.test(written);
}

function startOf({ labelled: [item], values: [value] }: Field): number {
  return item?.keys[0]?.start ?? (value === undefined ? 0 : placeOf(value));
}

/** An object is found where its first item is. */
function placeOf(node: Node): number {
  return node.kind === "object" ? (node.items[0]?.start ?? node.start) : node.start;
}

/** The types that are named in messages. */
function goType(node: Node): string {
  return { object: "*ast.ObjectList", list: "*ast.ListType", literal: "*ast.LiteralType" }[node.kind];
}

/** The field that a rule's name goes to. */
const NAME_FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^(agent|session)/, "Node"],
  [/^(key|query)/, "Prefix"],
  [/^event/, "Event"],
  [/^secret/, "Path"],
];

/** What the field for the name is called in messages about rules of a kind. */
export function nameField(kind: string): string {
  return NAME_FIELDS.find(([kinds]) => kinds.test(kind))?.[1] ?? "Name";
}
