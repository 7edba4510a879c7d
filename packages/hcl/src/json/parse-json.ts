/** From JSON text to a tree, with HCL's messages. */

import type { ErrorKind } from "@tutti/errors";
import type { JsonMember, JsonNode } from "../ast/json-node.ts";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { type SourceRange, TextRange } from "../source/range.ts";
import type { SourceText } from "../source/source-text.ts";
import { readScalar } from "./json-scalar.ts";
import { type JsonToken, type JsonTokenType, lexJson } from "./lex-json.ts";

/** How deep arrays and objects may lie in each other. */
const DEPTH_MAX = 500;

export interface ParsedJson {
  readonly node: JsonNode;
  readonly diagnostics: readonly Diagnostic[];
}

export function parseJsonText(source: SourceText): ParsedJson {
  const parser = new JsonParser(source);
  const node = parser.value();
  if (parser.diagnostics.length === 0 && parser.peek().type !== "end") {
    parser.error(
      hclError("extraneous-data-after-value"),
      "Extra characters appear after the JSON value.",
      parser.peek(),
    );
  }
  return { node, diagnostics: parser.diagnostics };
}

const VALUE_ADVICE = "A JSON value must start with a brace, a bracket, a number, a string, or a keyword.";

/** Where no value can start, what to say. */
const NO_VALUE: ReadonlyMap<JsonTokenType, readonly [ErrorKind, string]> = new Map([
  ["}", [hclError("missing-json-value"), VALUE_ADVICE]],
  ["]", [hclError("missing-array-element-value"), VALUE_ADVICE]],
  ["end", [hclError("missing-value"), "The JSON data ends prematurely."]],
]);

class JsonParser {
  readonly diagnostics: Diagnostic[] = [];
  readonly #source: SourceText;
  readonly #tokens: readonly JsonToken[];
  readonly #end: JsonToken;
  #next = 0;
  #depth = 0;

  constructor(source: SourceText) {
    this.#source = source;
    this.#tokens = lexJson(source.text, source.begin);
    const length = source.text.length;
    this.#end = this.#tokens.at(-1) ?? { type: "end", from: length, to: length };
  }

  peek(): JsonToken {
    return this.#tokens[this.#next] ?? this.#end;
  }

  #read(): JsonToken {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  range(token: JsonToken): SourceRange {
    return new TextRange(this.#source, token.from, token.to);
  }

  error(kind: ErrorKind, detail: string, at: JsonToken | SourceRange, context?: SourceRange): void {
    this.diagnostics.push(errorDiagnostic(kind, detail, "type" in at ? this.range(at) : at, context));
  }

  /** What is there; an `invalid` node, with a message given, where it could not be read. */
  value(): JsonNode {
    const token = this.peek();
    return this.#value(token) ?? { kind: "invalid", range: this.range(token) };
  }

  #value(token: JsonToken): JsonNode | undefined {
    switch (token.type) {
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#array());
      case "number":
      case "string":
      case "keyword":
        return readScalar(this.#source, this.#read(), (...mistake) => this.error(...mistake));
      default: {
        const [kind, detail] = NO_VALUE.get(token.type) ?? [hclError("invalid-start-of-value"), VALUE_ADVICE];
        this.error(kind, detail, token);
        return undefined;
      }
    }
  }

  #nested(parse: () => JsonNode | undefined): JsonNode | undefined {
    if (this.#depth >= DEPTH_MAX) {
      this.error(
        hclError("configuration-nested-too-deeply"),
        `Arrays and objects may be nested in each other at most ${DEPTH_MAX} levels deep.`,
        this.peek(),
      );
      this.#next = this.#tokens.length;
      return undefined;
    }
    this.#depth += 1;
    const node = parse();
    this.#depth -= 1;
    return node;
  }

  #object(): JsonNode | undefined {
    const open = this.#read();
    const members: JsonMember[] = [];
    while (this.peek().type !== "}") {
      const member = this.#member();
      if (member === undefined) return undefined;
      members.push(member);
      const next = this.peek();
      if (next.type === "}") break;
      if (next.type !== ",") return this.#badSeparatorInObject(open, next);
      const comma = this.#read();
      if (this.peek().type === "}") {
        this.error(
          hclError("trailing-comma-in-object"),
          "JSON does not permit a trailing comma after the final property in an object.",
          comma,
        );
        return undefined;
      }
    }
    const close = this.#read();
    return {
      kind: "object",
      members,
      openRange: this.range(open),
      closeRange: this.range(close),
      range: new TextRange(this.#source, open.from, close.to),
    };
  }

  #member(): JsonMember | undefined {
    const key = this.value();
    if (key.kind !== "string") {
      const subject = key.kind === "object" || key.kind === "array" ? key.openRange : key.range;
      this.error(
        hclError("invalid-object-property-name"),
        "A JSON object property name must be a string",
        subject,
      );
      return undefined;
    }
    const colon = this.#read();
    if (colon.type !== ":") {
      this.#recover(colon, "{", "}");
      this.#missingColon(colon);
      return undefined;
    }
    return { name: key.value, nameRange: key.range, value: this.value() };
  }

  #missingColon(found: JsonToken): void {
    if (found.type === "}" || found.type === ",") {
      this.error(
        hclError("missing-object-value"),
        "A JSON object attribute must have a value, introduced by a colon.",
        found,
      );
    } else {
      const detail =
        found.type === "="
          ? "JSON uses a colon as its name/value delimiter, not an equals sign."
          : "A colon must appear between an object property's name and its value.";
      this.error(hclError("missing-property-value-colon"), detail, found);
    }
  }

  #badSeparatorInObject(open: JsonToken, next: JsonToken): undefined {
    if (next.type === "end") {
      this.error(hclError("unclosed-object"), "No closing brace was found for this JSON object.", open);
    } else if (next.type === "]") {
      this.#read();
      this.error(
        hclError("mismatched-braces"),
        "A JSON object must be closed with a brace, not a bracket.",
        this.peek(),
      );
    } else {
      this.#recover(this.#read(), "{", "}");
      this.error(
        hclError("missing-attribute-separator-comma"),
        "A comma must appear between each property definition in an object.",
        this.peek(),
      );
    }
    return undefined;
  }

  #array(): JsonNode | undefined {
    const open = this.#read();
    const items: JsonNode[] = [];
    while (this.peek().type !== "]") {
      items.push(this.value());
      const next = this.peek();
      if (next.type === "]") break;
      if (next.type !== ",") return this.#badSeparatorInArray(open, next);
      const comma = this.#read();
      if (this.peek().type === "]") {
        this.error(
          hclError("trailing-comma-in-array"),
          "JSON does not permit a trailing comma after the final value in an array.",
          comma,
        );
        return undefined;
      }
    }
    const close = this.#read();
    const range = new TextRange(this.#source, open.from, close.to);
    return { kind: "array", items, openRange: this.range(open), range };
  }

  #badSeparatorInArray(open: JsonToken, next: JsonToken): undefined {
    this.#recover(this.#read(), "[", "]");
    if (next.type === ":") {
      this.error(
        hclError("invalid-array-value"),
        "A colon is not used to introduce values in a JSON array.",
        this.peek(),
      );
    } else if (next.type === "end") {
      this.error(hclError("unclosed-object"), "No closing bracket was found for this JSON array.", open);
    } else if (next.type === "}") {
      this.error(
        hclError("mismatched-brackets"),
        "A JSON array must be closed with a bracket, not a brace.",
        this.peek(),
      );
    } else {
      this.error(
        hclError("missing-attribute-separator-comma"),
        "A comma must appear between each value in an array.",
        this.peek(),
      );
    }
    return undefined;
  }

  /** Skips, from `from` on, to the end of the bracket that the parser is in. */
  #recover(from: JsonToken, open: JsonTokenType, close: JsonTokenType): void {
    let nesting = 1;
    for (let token = from; token.type !== "end"; token = this.#read()) {
      if (token.type === open) nesting += 1;
      else if (token.type === close) {
        nesting -= 1;
        if (nesting <= 1) return;
      }
    }
  }
}
