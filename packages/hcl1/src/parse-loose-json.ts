import { DEPTH_MAX } from "./limits.ts";
import { LooseScanner, type LooseToken } from "./scan-loose-json.ts";
import type { Item, Key, Node, ObjectNode } from "./syntax.ts";
import { Fault } from "./syntax-error.ts";

/** What an object or a list, both still open, ends with where the text does. */
class TextEnds {}

/**
 * The JSON form as HCL 1 itself reads it: what would close an object is not missed, a comma too many
 * is none, what stands behind the first object is not looked at, and a list passes over booleans and
 * brackets in it. Throws a Fault.
 */
export class LooseJsonParser {
  readonly #scanner: LooseScanner;
  #token: LooseToken;

  constructor(text: string) {
    this.#scanner = new LooseScanner(text);
    this.#token = this.#scanner.next();
  }

  document(): ObjectNode {
    const root = this.#object(0);
    // A bad character was passed by, and is what is wrong, whatever came of it.
    if (this.#scanner.fault !== undefined) throw this.#scanner.fault;
    return root;
  }

  #advance(): LooseToken {
    this.#token = this.#scanner.next();
    return this.#token;
  }

  /** From its brace on. What ends it is taken, and may be anything that is no comma. */
  #object(depth: number): ObjectNode {
    if (depth > DEPTH_MAX) throw new Fault(`nested deeper than ${DEPTH_MAX} levels`, this.#token.start);
    const { start } = this.#token;
    const items: Item[] = [];
    try {
      do items.push(this.#item(depth));
      while (this.#advance().type === "COMMA");
    } catch (stopped) {
      if (!(stopped instanceof TextEnds) && this.#token.type !== "RBRACE") throw stopped;
    }
    return { kind: "object", items, start, end: this.#token.end };
  }

  #item(depth: number): Item {
    const keys: Key[] = [];
    while (this.#advance().type === "STRING") {
      const { value, start, end } = this.#token;
      keys.push({ name: String(value), quoted: true, start, end });
    }
    const [first] = keys;
    if (this.#token.type === "EOF") throw new TextEnds();
    if (this.#token.type !== "COLON" || first === undefined) throw this.#unexpected("expected: STRING got:");
    this.#advance();
    const value = this.#value(depth + keys.length);
    return { keys, value, start: first.start, end: value.end };
  }

  #value(depth: number): Node {
    const { type, value, start, end } = this.#token;
    switch (type) {
      case "NUMBER":
      case "FLOAT":
      case "BOOL":
      case "NULL":
      case "STRING":
        return { kind: "literal", value, start, end };
      case "LBRACE":
        return this.#object(depth);
      case "LBRACK":
        return this.#list(depth);
      case "EOF":
        throw new TextEnds();
      default:
        throw this.#fault(`Expected object value, got unknown token: ${this.#scanner.shown(this.#token)}`);
    }
  }

  #list(depth: number): Node {
    const { start } = this.#token;
    const items: Node[] = [];
    for (;;) {
      const { type, end } = this.#advance();
      if (type === "RBRACK") return { kind: "list", items, start, end };
      if (type === "NUMBER" || type === "FLOAT" || type === "STRING" || type === "LBRACE")
        items.push(this.#value(depth + 1));
      else if (type !== "COMMA" && type !== "BOOL" && type !== "LBRACK")
        throw this.#unexpected("unexpected token while parsing list:");
    }
  }

  #unexpected(words: string): Fault {
    return this.#fault(`${words} ${this.#token.type}`);
  }

  #fault(message: string): Fault {
    return this.#scanner.fault ?? new Fault(message, this.#token.start, this.#token.end, "nowhere");
  }
}
