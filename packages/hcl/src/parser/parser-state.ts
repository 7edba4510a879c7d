/**
 * Where the parser is: tokens with one to look ahead, whether newlines count,
 * and what was found wrong so far.
 */

import type { ErrorKind } from "@tutti/errors";
import type { Expression } from "../ast/expression.ts";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { type SourceRange, TextRange } from "../source/range.ts";
import type { SourceText } from "../source/source-text.ts";
import { openerOf, type Token, type TokenType } from "../syntax/token.ts";

/** How deep expressions and blocks may lie in each other. What people write is never near it. */
const DEPTH_MAX = 500;

/**
 * The parts of the grammar that need each other reach each other through here,
 * so that each can have its own file.
 */
export interface Grammar {
  expression(p: ParserState): Expression;
  call(p: ParserState, name: Token): Expression;
  tuple(p: ParserState): Expression;
  object(p: ParserState): Expression;
  /** After the opening `[` or `{`, at the keyword. */
  forLoop(p: ParserState, open: Token): Expression;
  /** At the opening quote or heredoc marker. */
  template(p: ParserState): Expression;
}

export class ParserState {
  readonly source: SourceText;
  readonly diagnostics: Diagnostic[];
  readonly grammar: Grammar;
  /**
   * Set once the parser had to skip something. From then on it keeps quiet
   * about tokens that surprise it, since they may be no fault of the user's.
   */
  recovery = false;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  readonly #newlines: boolean[] = [true];
  #next = 0;
  #peeked: Token | undefined;
  #peekedNext = 0;
  #depth = 0;

  constructor(source: SourceText, tokens: readonly Token[], diagnostics: Diagnostic[], grammar: Grammar) {
    this.source = source;
    this.grammar = grammar;
    this.#tokens = tokens;
    const end = source.text.length;
    this.#end = tokens.at(-1) ?? { type: "end", from: end, to: end };
    this.diagnostics = diagnostics;
  }

  peek(): Token {
    if (this.#peeked === undefined) this.#peeked = this.#find();
    return this.#peeked;
  }

  read(): Token {
    const token = this.peek();
    this.#next = this.#peekedNext;
    this.#peeked = undefined;
    return token;
  }

  #find(): Token {
    const tokens = this.#tokens;
    const newlines = this.#newlines.at(-1) === true;
    for (let index = this.#next; index < tokens.length; index++) {
      const token = tokens[index];
      if (token === undefined) break;
      if (token.type === "comment") {
        // A comment to the end of the line holds the newline that may end an argument.
        if (!newlines || this.source.text.charCodeAt(token.to - 1) !== 0x0a) continue;
        this.#peekedNext = index + 1;
        return { type: "newline", from: token.from, to: token.to };
      }
      if (token.type === "newline" && !newlines) continue;
      this.#peekedNext = index + 1;
      return token;
    }
    this.#peekedNext = tokens.length;
    return this.#end;
  }

  /** Runs `parse` with newlines counting or not. */
  withNewlines<T>(count: boolean, parse: () => T): T {
    this.#newlines.push(count);
    this.#peeked = undefined;
    const result = parse();
    this.#newlines.pop();
    this.#peeked = undefined;
    return result;
  }

  /** Runs `parse` one level deeper; too deep, gives up on the rest of the file. */
  nested<T>(parse: () => T, giveUp: () => T): T {
    if (this.#depth >= DEPTH_MAX) {
      if (!this.recovery) {
        this.error(
          hclError("configuration-nested-too-deeply"),
          `Expressions and blocks may be nested in each other at most ${DEPTH_MAX} levels deep.`,
          this.peek(),
        );
      }
      this.recovery = true;
      this.#next = this.#tokens.length;
      this.#peeked = undefined;
      return giveUp();
    }
    this.#depth += 1;
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  text(token: Token): string {
    return this.source.text.slice(token.from, token.to);
  }

  range(token: Token): SourceRange {
    return new TextRange(this.source, token.from, token.to);
  }

  between(from: Token, to: Token): SourceRange {
    return new TextRange(this.source, from.from, to.to);
  }

  /** The token read last, or the next one at the very beginning. */
  previous(): Token {
    return this.#next === 0 ? this.peek() : (this.#tokens[this.#next - 1] ?? this.#end);
  }

  isKeyword(token: Token, keyword: string): boolean {
    return token.type === "identifier" && this.text(token) === keyword;
  }

  error(kind: ErrorKind, detail: string, subject: Token | SourceRange, context?: SourceRange): Diagnostic {
    const range = "type" in subject ? this.range(subject) : subject;
    const diagnostic = errorDiagnostic(kind, detail, range, context);
    this.diagnostics.push(diagnostic);
    return diagnostic;
  }

  /** A point to ask `failedSince` about later. */
  mark(): number {
    return this.diagnostics.length;
  }

  errorsSince(mark: number): boolean {
    return this.diagnostics.length > mark;
  }

  /** Something was wrong since `mark`, and the place in the tokens is no longer a sure one. */
  lostSince(mark: number): boolean {
    return this.recovery && this.diagnostics.length > mark;
  }

  /** Skips to behind the closing `end` of the bracket that the parser is in, and gives it. */
  recover(end: TokenType): Token {
    const opener = openerOf(end);
    this.recovery = true;
    for (let nesting = 0; ; ) {
      const token = this.read();
      const type = end === "end-sequence" && token.type === "%{" ? "${" : token.type;
      if (type === opener) nesting += 1;
      else if (type === end) {
        if (nesting < 1) return token;
        nesting -= 1;
      } else if (type === "end") return token;
    }
  }

  /** Skips over the next pair of brackets. */
  recoverOver(open: TokenType, close: TokenType): void {
    for (;;) {
      const { type } = this.read();
      if (type === open || type === "end") break;
    }
    this.recover(close);
  }

  /** Skips as `recoverAfterItem`, and then reports what made it necessary. */
  recoverAfterItemWith(report: () => void): void {
    this.recoverAfterItem();
    report();
  }

  /** Skips to the end of the line, or of the bracket that is open there. */
  recoverAfterItem(): void {
    this.recovery = true;
    const open: TokenType[] = [];
    for (;;) {
      const { type } = this.read();
      if (type === "end" || (type === "newline" && open.length === 0)) return;
      if (OPENING.has(type)) open.push(type === "%{" ? "${" : type);
      const opener = openerOf(type);
      if (opener === undefined) continue;
      while (open.length > 0 && open.at(-1) !== opener) open.pop();
      open.pop();
    }
  }
}

const OPENING: ReadonlySet<TokenType> = new Set(["{", "[", "(", "open-quote", "open-heredoc", "${", "%{"]);
