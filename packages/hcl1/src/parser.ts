import { DEPTH_MAX } from "./limits.ts";
import { positionAt } from "./position.ts";
import { Scanner } from "./scanner.ts";
import type { Item, Key, ListNode, LiteralNode, Node, ObjectNode, Span } from "./syntax.ts";
import { Fault } from "./syntax-error.ts";
import type { Token, TokenType } from "./token.ts";

const LITERALS: ReadonlySet<TokenType> = new Set(["NUMBER", "FLOAT", "BOOL", "STRING", "HEREDOC"]);

const SHOWN_MAX = 40;

/** The native syntax, by recursive descent with one token of look-ahead; throws a Fault. */
export class Parser {
  readonly #scanner: Scanner;
  #token: Token;
  /** The one before it. */
  #last: Pick<Token, "type" | "start" | "end"> = { type: "EOF", start: 0, end: 0 };

  constructor(text: string) {
    this.#scanner = new Scanner(text);
    this.#token = this.#scanner.next();
  }

  /** The whole document. */
  document(): { readonly root: ObjectNode; readonly comments: readonly Span[] } {
    const items = this.#items("EOF", 0);
    const root: ObjectNode = { kind: "object", items, start: 0, end: this.#token.end };
    return { root, comments: this.#scanner.comments };
  }

  #advance(): Token {
    const token = this.#token;
    this.#last = token;
    this.#token = this.#scanner.next();
    return token;
  }

  /** Up to the token that closes them. A comma may stand behind an item. */
  #items(closing: "EOF" | "RBRACE", depth: number): readonly Item[] {
    const items: Item[] = [];
    while (this.#token.type !== closing) {
      if (this.#token.type === "EOF") throw this.#unclosed();
      items.push(this.#item(depth));
      if (this.#token.type === "COMMA") this.#advance();
    }
    return items;
  }

  #item(depth: number): Item {
    const keys = this.#keys(depth);
    const [first] = keys;
    if (this.#token.type === "ASSIGN") {
      if (first === undefined) throw this.#unexpected("no object keys found!");
      if (keys.length > 1) throw this.#unexpected("nested object expected: LBRACE got: ASSIGN");
      this.#advance();
      const value = this.#value(depth);
      return { keys, value, start: first.start, end: value.end };
    }
    if (this.#token.type === "LBRACE") {
      if (first === undefined) throw this.#unexpected("expected: IDENT | STRING got: LBRACE");
      const value = this.#object(depth + keys.length);
      return { keys, value, start: first.start, end: value.end };
    }
    if (first !== undefined && (this.#token.type === "EOF" || this.#token.type === "RBRACE")) {
      const written = keys.map((key) => this.#scanner.text.slice(key.start, key.end)).join(" ");
      throw this.#unexpected(`key '${written}' expected start of object ('{') or assignment ('=')`);
    }
    throw this.#unexpected(`expected: IDENT | STRING | ASSIGN | LBRACE got: ${this.#token.type}`);
  }

  #keys(depth: number): readonly Key[] {
    const keys: Key[] = [];
    while (this.#token.type === "IDENT" || this.#token.type === "STRING") {
      // A label is a level of its own in what the document means.
      if (depth + keys.length > DEPTH_MAX) throw this.#tooDeep();
      const { type, value, start, end } = this.#advance();
      keys.push({ name: String(value), quoted: type === "STRING", start, end });
    }
    return keys;
  }

  #value(depth: number): Node {
    const { type } = this.#token;
    if (LITERALS.has(type)) return this.#literal();
    if (type === "LBRACE") return this.#object(depth + 1);
    if (type === "LBRACK") return this.#list(depth + 1);
    throw type === "EOF" && depth > 0 ? this.#unclosed() : this.#noValue();
  }

  #literal(): LiteralNode {
    const { value, start, end } = this.#advance();
    return { kind: "literal", value, start, end };
  }

  #object(depth: number): ObjectNode {
    if (depth > DEPTH_MAX) throw this.#tooDeep();
    const { start } = this.#advance();
    const items = this.#items("RBRACE", depth);
    const { end } = this.#advance();
    return { kind: "object", items, start, end };
  }

  /** Commas part the items; more of them than needed are let pass, and none is needed behind an inner list. */
  #list(depth: number): ListNode {
    if (depth > DEPTH_MAX) throw this.#tooDeep();
    const { start } = this.#advance();
    const items: Node[] = [];
    let needsComma = false;
    while (this.#token.type !== "RBRACK") {
      const { type } = this.#token;
      if (type === "COMMA") {
        this.#advance();
        needsComma = false;
        continue;
      }
      if (needsComma) {
        throw this.#unexpected(`error parsing list, expected comma or list end, got: ${type}`);
      }
      if (!LITERALS.has(type) && type !== "LBRACE" && type !== "LBRACK") {
        throw this.#unexpected(`unexpected token while parsing list: ${type}`);
      }
      items.push(this.#value(depth));
      needsComma = type !== "LBRACK";
    }
    const { end } = this.#advance();
    return { kind: "list", items, start, end };
  }

  /** The end is looked at twice: for another item, and for what closes them. */
  #unclosed(): Fault {
    return this.#unexpected("object expected closing RBRACE got: EOF", 1);
  }

  #noValue(): Fault {
    const { type, start, end } = this.#token;
    const { line, column } = positionAt(this.#scanner.text, start);
    const written = this.#scanner.text.slice(start, Math.min(end, start + SHOWN_MAX));
    return this.#unexpected(
      `Unknown token: ${[`${line}:${column}`, type, written].join(" ").trimEnd()}; a value is wanted here: a text in quotes, a number, true, false, a list or an object`,
    );
  }

  #unexpected(message: string, looks = 0): Fault {
    const { type, start, end } = this.#token;
    const beyond = type === "EOF" ? looks + this.#looksOfLast() : 0;
    return new Fault(message, start, Math.max(end, start + 1), beyond);
  }

  /** How often the end was looked at by the token that reaches up to it. */
  #looksOfLast(): number {
    const { type, start, end } = this.#last;
    const { text } = this.#scanner;
    if (end < text.length || (type !== "IDENT" && type !== "BOOL" && type !== "NUMBER" && type !== "FLOAT"))
      return 0;
    // Behind plain digits a point or an exponent is looked for as well.
    return /^-?[1-9]\d*$/.test(text.slice(start, end)) ? 2 : 1;
  }

  #tooDeep(): Fault {
    return this.#unexpected(`nested deeper than ${DEPTH_MAX} levels`);
  }
}
