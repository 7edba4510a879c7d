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
import { directiveProblem } from "./yaml-directive.ts";
import { plainScalar, taggedScalar } from "./yaml-scalar.ts";

const AT_START = "on line 1, column 1: ";

/** The value of the only document of a text. */
export function decodeYaml(text: string): Value | FuncError {
  const problem = directiveProblem(text);
  if (problem !== undefined) return new FuncError(problem);
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

/** Of an anchor; Terraform's parser takes fewer letters than others. */
const NAME = /^[\w-]+$/;
const NO_NAME = "did not find expected alphabetic or numeric character";

const NO_KEY = new FuncError("only strings are allowed as mapping keys");

/** Aliases may grow a document without end. */
const NODES_MAX = 1_000_000;

class Decoder {
  readonly #anchors = new Map<string, Value>();
  #nodes = 0;

  value(node: unknown): Value | FuncError {
    this.#nodes += 1;
    if (this.#nodes > NODES_MAX) return new FuncError("document contains excessive aliasing");
    if (isAlias(node)) {
      if (!NAME.test(node.source)) return new FuncError(NO_NAME);
      const anchored = this.#anchors.get(node.source);
      return anchored ?? new FuncError(`reference to undefined anchor ${goQuote(node.source)}`);
    }
    const value = this.#content(node);
    const anchor = (node as (Node & { anchor?: string }) | null)?.anchor;
    if (anchor !== undefined && !NAME.test(anchor)) return new FuncError(NO_NAME);
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
    const isPlain = node.type === "PLAIN";
    if (node.tag !== undefined) return taggedScalar(node.tag, text, isPlain);
    return isPlain ? plainScalar(text) : taggedScalar("tag:yaml.org,2002:str", text, false);
  }

  #map(node: YAMLMap): Value | FuncError {
    // What is merged stands where the merge stands: it replaces what is above it, and is replaced by what is below.
    const entries = new Map<string, Value>();
    for (const { key, value } of node.items) {
      const decoded = (): Value | FuncError => this.value(value);
      if (isScalar(key) && key.value === "<<" && key.tag === undefined) {
        const source = decoded();
        if (source instanceof FuncError) return source;
        if (source.type.kind !== "object")
          return new FuncError(`cannot merge ${typeFriendlyName(source.type)} into mapping`);
        for (const [name, item] of source.asEntries) entries.set(name, item);
        continue;
      }
      const name = this.#key(key);
      if (name instanceof FuncError) return name;
      const item = decoded();
      if (item instanceof FuncError) return item;
      entries.set(name, item);
    }
    return objectValue(entries);
  }

  #key(node: unknown): string | FuncError {
    // Not even by an alias of one.
    if (node !== null && !isScalar(node)) return NO_KEY;
    const key = this.value(node);
    if (key instanceof FuncError) return key;
    if (key.isNull) return new FuncError("mapping key cannot be null");
    const text = convertOrError(key, STRING);
    return text instanceof ConversionError ? NO_KEY : text.asString;
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
  if (/(Alias|Anchor) cannot be an empty string/.test(message)) return NO_NAME;
  if (/Missing closing ['"]?quote/.test(message)) return "found unexpected end of stream";
  if (/Flow (sequence|map)/.test(message)) return unclosedFlow(message, text);
  if (/Invalid escape/.test(message)) return "found unknown escape character";
  if (/Tabs? /.test(message)) return `${at}${tabText(text.split("\n", line - 1))}`;
  if (/Implicit map keys need to be followed/.test(message))
    return `on line ${lineOfNextToken(text, line)}, column 1: could not find expected ':'`;
  if (/Implicit keys need to be on a single line/.test(message))
    return `on line ${error.linePos?.[1]?.line ?? line}, column 1: mapping values are not allowed in this context`;
  if (/Nested mappings|implicit key|Implicit key/.test(message))
    return `${at}mapping values are not allowed in this context`;
  if (/cannot start with|reserved/.test(message)) return "found character that cannot start any token";
  if (/end of the document|Unexpected|document/.test(message))
    return "did not find expected <document start>";
  return `${at}did not find expected key`;
}

/** Where the scanner notices that nothing more comes on a line: at the next text, or at the end. */
function lineOfNextToken(text: string, line: number): number {
  const lines = text.split("\n");
  const next = lines.findIndex((other, at) => at >= line && other.trim() !== "");
  if (next >= 0) return next + 1;
  return lines.length + (lines.at(-1) === "" ? 0 : 1);
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
