/** YAML to values, in the dialect that Terraform reads. */

import {
  ConversionError,
  convertOrError,
  FuncError,
  goQuote,
  objectValue,
  STRING,
  tupleValue,
  typeFriendlyName,
  type Value,
} from "@tutti/values";
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  type YAMLMap,
  type YAMLParseError,
} from "yaml";
import { plainScalar, taggedScalar } from "./yaml-scalar.ts";

const AT_START = "on line 1, column 1: ";

/** The value of the only document of a text. */
export function decodeYaml(text: string): Value | FuncError {
  const documents = parseAllDocuments(text, {
    schema: "failsafe",
    uniqueKeys: false,
    strict: false,
    prettyErrors: true,
    logLevel: "silent",
  });
  if (!Array.isArray(documents)) return new FuncError(`${AT_START}missing start of document`);
  const [first, second] = documents;
  if (first === undefined) return new FuncError(`${AT_START}missing start of document`);
  const [error] = first.errors;
  if (error !== undefined) return new FuncError(errorText(error, text));
  if (second !== undefined) return new FuncError(`${AT_START}unexpected extra content after value`);
  const { contents } = first;
  if (contents === null || (isNothing(contents) && !/^---/m.test(text)))
    return new FuncError(`${AT_START}missing start of document`);
  return new Decoder().value(contents);
}

/** A place without a value: not even an empty text in quotes, or a tag. */
function isNothing(node: unknown): boolean {
  return isScalar(node) && node.type === "PLAIN" && node.source === "" && node.tag === undefined;
}

/** Aliases may grow a document without end. */
const NODES_MAX = 1_000_000;

class Decoder {
  readonly #anchors = new Map<string, Value>();
  #nodes = 0;

  value(node: unknown): Value | FuncError {
    this.#nodes += 1;
    if (this.#nodes > NODES_MAX) return new FuncError("document contains excessive aliasing");
    if (isAlias(node)) {
      const anchored = this.#anchors.get(node.source);
      return anchored ?? new FuncError(`reference to undefined anchor ${goQuote(node.source)}`);
    }
    const value = this.#content(node);
    const anchor = (node as (Node & { anchor?: string }) | null)?.anchor;
    if (anchor !== undefined && !(value instanceof FuncError)) this.#anchors.set(anchor, value);
    return value;
  }

  #content(node: unknown): Value | FuncError {
    if (isMap(node)) return tagProblem(node, "mapping", "map") ?? this.#map(node);
    if (isSeq(node)) {
      const problem = tagProblem(node, "sequence", "seq");
      if (problem !== undefined) return problem;
      const items: Value[] = [];
      for (const item of node.items) {
        const value = this.value(item);
        if (value instanceof FuncError) return value;
        items.push(value);
      }
      return tupleValue(items);
    }
    if (!isScalar(node)) return plainScalar("");
    // Of !!binary the parser makes bytes; its text is wanted.
    const text = typeof node.value === "string" ? node.value : (node.source ?? "");
    const isPlain = node.type === "PLAIN" || node.type === undefined;
    if (node.tag !== undefined) return taggedScalar(node.tag, text, isPlain);
    return isPlain ? plainScalar(text) : taggedScalar("tag:yaml.org,2002:str", text, false);
  }

  #map(node: YAMLMap): Value | FuncError {
    const own = new Map<string, Value>();
    const merged = new Map<string, Value>();
    for (const { key, value } of node.items) {
      const decoded = (): Value | FuncError => this.value(value);
      if (isScalar(key) && key.value === "<<" && key.type === "PLAIN") {
        const source = decoded();
        if (source instanceof FuncError) return source;
        if (source.type.kind !== "object")
          return new FuncError(`cannot merge ${typeFriendlyName(source.type)} into mapping`);
        for (const [name, item] of source.asEntries) merged.set(name, item);
        continue;
      }
      const name = this.#key(key);
      if (name instanceof FuncError) return name;
      const item = decoded();
      if (item instanceof FuncError) return item;
      own.set(name, item);
    }
    return objectValue(new Map([...merged, ...own]));
  }

  #key(node: unknown): string | FuncError {
    const key = this.value(node);
    if (key instanceof FuncError) return key;
    if (key.isNull) return new FuncError("mapping key cannot be null");
    const text = convertOrError(key, STRING);
    return text instanceof ConversionError
      ? new FuncError("only strings are allowed as mapping keys")
      : text.asString;
  }
}

function tagProblem(node: ParsedNode | Node, what: string, name: string): FuncError | undefined {
  const tag = (node as { tag?: string }).tag;
  if (tag === undefined || tag === `tag:yaml.org,2002:${name}`) return undefined;
  return new FuncError(`can't interpret ${what} as ${tag}`);
}

/** The parser's words for the words of the parser that Terraform has. */
function errorText(error: YAMLParseError, text: string): string {
  const line = error.linePos?.[0].line ?? 1;
  const at = line > 1 ? `on line ${line}, column 1: ` : "";
  const { message } = error;
  if (/Unresolved alias|unresolved alias/.test(message)) {
    const [, name = ""] = /(?:alias[^:]*: |\*)([^\s,]+)/.exec(message) ?? [];
    return `reference to undefined anchor ${goQuote(name)}`;
  }
  if (/Missing closing ['"]?quote/.test(message)) return "found unexpected end of stream";
  if (/Flow (sequence|map)/.test(message)) return unclosedFlow(message, text);
  if (/Invalid escape/.test(message)) return "found unknown escape character";
  if (/Tabs? /.test(message)) return `${at}${tabText(text.split("\n", line - 1))}`;
  if (/Nested mappings|implicit key|Implicit key/.test(message))
    return `${at}mapping values are not allowed in this context`;
  if (/cannot start with|reserved/.test(message)) return "found character that cannot start any token";
  if (/directive/i.test(message)) return "could not find expected directive name";
  if (/end of the document|Unexpected|document/.test(message))
    return "did not find expected <document start>";
  return `${at}did not find expected key`;
}

/** A tab where a value begins is no token; one before the rest of a text stands too far left. */
function tabText(linesBefore: readonly string[]): string {
  const last = linesBefore.findLast((line) => line.trim() !== "");
  return last === undefined || /:\s*$/.test(last)
    ? "found character that cannot start any token"
    : "found a tab character that violates indentation";
}

function unclosedFlow(message: string, text: string): string {
  const isSequence = message.includes("sequence");
  if (/[[{,]\s*$/.test(text)) return `${AT_START}did not find expected node content`;
  return `${AT_START}did not find expected ',' or '${isSequence ? "]" : "}"}'`;
}
