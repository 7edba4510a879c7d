/**
 * From text to tokens. The lexer never fails: what it cannot read becomes an
 * `invalid` token, which `checkTokens` reports. Nested quotes, heredocs and
 * template sequences are kept on a stack of modes, so that it reads any depth
 * in one pass.
 */

import { characterAt, identifierEnd, isBadByte, isDigit } from "../source/characters.ts";
import type { Token, TokenType } from "./token.ts";

type Mode =
  | { readonly kind: "main" }
  | { readonly kind: "quoted" }
  | { readonly kind: "bare" }
  | { readonly kind: "heredoc"; readonly marker: string; lineStart: boolean };

const MAIN: Mode = { kind: "main" };
const QUOTED: Mode = { kind: "quoted" };

/** `config` for files and expressions; `template` for text with sequences, without quotes around. */
export type LexerMode = "config" | "template";

export function lex(text: string, mode: LexerMode = "config", begin = 0): readonly Token[] {
  const lexer = new Lexer(text, begin, mode === "config" ? MAIN : { kind: "bare" });
  return lexer.run();
}

const NUMBER = /\d(?:(?:\d|\.|[eE][+-]?\d)*(?:\d|[eE][+-]?\d))?/y;
const HEREDOC = /<<-?/y;
const SPECIAL_IN_QUOTES = /["$%\\\r\n\ud800-\udfff]/g;
const SPECIAL_IN_TEXT = /[$%\r\n\ud800-\udfff]/g;

/** Longest first, by first character. */
const SYMBOLS: ReadonlyMap<number, readonly TokenType[]> = byFirstCharacter([
  ["==", "=>", "="],
  ["!=", "!"],
  ["<=", "<"],
  [">=", ">"],
  ["&&", "&"],
  ["||", "|"],
  ["::", ":"],
  ["...", "."],
  ...(["[", "]", "(", ")", ",", "*", "/", "%", "+", "-", "?", "^", ";", "`", "'", "~"] as const).map(
    (symbol): [TokenType] => [symbol],
  ),
]);

function byFirstCharacter(groups: readonly (readonly TokenType[])[]): Map<number, readonly TokenType[]> {
  return new Map(groups.map((group) => [group[0]?.charCodeAt(0) ?? 0, group]));
}

class Lexer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #modes: Mode[];
  #at: number;
  #braces = 0;
  /** Depths of braces at which a `}` ends a template sequence. */
  readonly #sequences: number[] = [];

  constructor(text: string, begin: number, mode: Mode) {
    this.#text = text;
    this.#at = begin;
    this.#modes = [mode];
  }

  run(): readonly Token[] {
    const end = this.#text.length;
    while (this.#at < end) {
      const mode = this.#modes.at(-1) ?? MAIN;
      switch (mode.kind) {
        case "main":
          this.#readMain();
          break;
        case "quoted":
          this.#readQuoted();
          break;
        case "bare":
          this.#readBare();
          break;
        case "heredoc":
          this.#readHeredoc(mode);
          break;
      }
    }
    this.#emit("end", end);
    return this.#tokens;
  }

  /** Gives true, so that a reader can end with it: something was read. */
  #emit(type: TokenType, to: number): true {
    this.#tokens.push({ type, from: this.#at, to });
    this.#at = to;
    return true;
  }

  #readMain(): boolean {
    const text = this.#text;
    const code = text.charCodeAt(this.#at);
    if (code === 0x20 || code === 0x09) {
      this.#at += 1;
      return true;
    }
    const name = identifierEnd(text, this.#at);
    if (name > this.#at) return this.#emit("identifier", name);
    if (isDigit(code)) {
      NUMBER.lastIndex = this.#at;
      NUMBER.exec(text);
      return this.#emit("number", NUMBER.lastIndex);
    }
    switch (code) {
      case 0x0a:
        return this.#emit("newline", this.#at + 1);
      case 0x0d:
        if (text.charCodeAt(this.#at + 1) === 0x0a) return this.#emit("newline", this.#at + 2);
        return this.#emit("invalid", this.#at + 1);
      case 0x22:
        this.#modes.push(QUOTED);
        return this.#emit("open-quote", this.#at + 1);
      case 0x7b:
        this.#braces += 1;
        return this.#emit("{", this.#at + 1);
      case 0x7d:
        return this.#closeBrace();
      default:
        return this.#readComment(code) || this.#openHeredoc(code) || this.#readSymbol(code);
    }
  }

  #readComment(code: number): boolean {
    const text = this.#text;
    const next = code === 0x2f ? text.charCodeAt(this.#at + 1) : 0;
    if (code === 0x23 || next === 0x2f) {
      const newline = text.indexOf("\n", this.#at);
      return this.#emit("comment", newline === -1 ? text.length : newline + 1);
    }
    if (next !== 0x2a) return false;
    const close = text.indexOf("*/", this.#at + 2);
    if (close === -1) return false;
    return this.#emit("comment", close + 2);
  }

  #openHeredoc(code: number): boolean {
    if (code !== 0x3c) return false;
    const text = this.#text;
    HEREDOC.lastIndex = this.#at;
    if (!HEREDOC.test(text)) return false;
    const start = HEREDOC.lastIndex;
    const end = identifierEnd(text, start);
    const newline = text.startsWith("\r\n", end) ? 2 : text.charCodeAt(end) === 0x0a ? 1 : 0;
    if (end === start || newline === 0) return false;
    this.#emit("open-heredoc", end + newline);
    this.#modes.push({ kind: "heredoc", marker: text.slice(start, end), lineStart: true });
    return true;
  }

  #readSymbol(code: number): boolean {
    const text = this.#text;
    // `~}` ends a sequence; where there is none, the parser complains of it.
    if (code === 0x7e && text.charCodeAt(this.#at + 1) === 0x7d) {
      if (this.#endsSequence()) return this.#endSequence(2);
      this.#braces -= 1;
      return this.#emit("end-sequence", this.#at + 2);
    }
    for (const symbol of SYMBOLS.get(code) ?? []) {
      if (symbol.length === 1 || text.startsWith(symbol, this.#at)) {
        return this.#emit(symbol, this.#at + symbol.length);
      }
    }
    if (isBadByte(text, this.#at)) return this.#emit("bad-utf8", this.#at + 1);
    return this.#emit("invalid", this.#at + characterAt(text, this.#at).length);
  }

  #closeBrace(): boolean {
    if (this.#endsSequence()) return this.#endSequence(1);
    this.#braces -= 1;
    return this.#emit("}", this.#at + 1);
  }

  #endsSequence(): boolean {
    return this.#sequences.length > 0 && this.#sequences.at(-1) === this.#braces;
  }

  #endSequence(length: number): boolean {
    this.#braces -= 1;
    this.#sequences.pop();
    this.#modes.pop();
    return this.#emit("end-sequence", this.#at + length);
  }

  /** `${`, `%{` and their escapes; false where the sign stands alone or none is. */
  #readSequence(code: number, literal: TokenType): boolean {
    const text = this.#text;
    if (code !== 0x24 && code !== 0x25) return false;
    const next = text.charCodeAt(this.#at + 1);
    if (next === 0x7b) {
      const strip = text.charCodeAt(this.#at + 2) === 0x7e ? 1 : 0;
      this.#emit(code === 0x24 ? "${" : "%{", this.#at + 2 + strip);
      this.#braces += 1;
      this.#sequences.push(this.#braces);
      this.#modes.push(MAIN);
      return true;
    }
    if (next === code && text.charCodeAt(this.#at + 2) === 0x7b) {
      const strip = text.charCodeAt(this.#at + 3) === 0x7e ? 1 : 0;
      return this.#emit(literal, this.#at + 3 + strip);
    }
    if (Number.isNaN(next)) {
      const bare = this.#modes.length === 1;
      return this.#emit(bare ? "text" : "invalid", text.length);
    }
    return this.#emit(literal, this.#at + 1);
  }

  #readQuoted(): boolean {
    const text = this.#text;
    const code = text.charCodeAt(this.#at);
    if (code === 0x22) {
      this.#modes.pop();
      return this.#emit("close-quote", this.#at + 1);
    }
    if (this.#readSequence(code, "quoted-text")) return true;
    if (code === 0x0a || code === 0x0d) {
      let to = this.#at + 1;
      while (text.charCodeAt(to) === 0x0a || text.charCodeAt(to) === 0x0d) to += 1;
      return this.#emit("quoted-newline", to);
    }
    const end = quotedTextEnd(text, this.#at);
    if (end > this.#at) return this.#emit("quoted-text", end);
    if (isBadByte(text, this.#at)) return this.#emit("bad-utf8", this.#at + 1);
    return this.#emit("invalid", this.#at + 1);
  }

  /** One line, or what of it comes before a sequence. */
  #readText(): { readonly to: number; readonly newline: 0 | 1 | 2 } {
    const text = this.#text;
    const to = textEnd(text, this.#at);
    const code = text.charCodeAt(to);
    const newline = code === 0x0a ? 1 : code === 0x0d && text.charCodeAt(to + 1) === 0x0a ? 2 : 0;
    return { to, newline };
  }

  #readBare(): boolean {
    if (this.#readSequence(this.#text.charCodeAt(this.#at), "text")) return true;
    const { to, newline } = this.#readText();
    if (to + newline > this.#at) return this.#emit("text", to + newline);
    if (isBadByte(this.#text, this.#at)) return this.#emit("bad-utf8", this.#at + 1);
    return this.#emit("text", this.#text.length);
  }

  #readHeredoc(mode: Mode & { kind: "heredoc" }): boolean {
    const text = this.#text;
    const signed = text.charCodeAt(this.#at) === 0x24 || text.charCodeAt(this.#at) === 0x25;
    if (signed) {
      this.#readSequence(text.charCodeAt(this.#at), "text");
      mode.lineStart = false;
      return true;
    }
    const { to, newline } = this.#readText();
    if (newline > 0) {
      if (mode.lineStart && text.slice(this.#at, to).trim() === mode.marker) {
        this.#modes.pop();
        this.#emit("close-heredoc", to);
        return this.#emit("newline", to + newline);
      }
      mode.lineStart = true;
      return this.#emit("text", to + newline);
    }
    mode.lineStart = false;
    if (to > this.#at) return this.#emit("text", to);
    if (isBadByte(text, this.#at)) return this.#emit("bad-utf8", this.#at + 1);
    return this.#emit("invalid", text.length);
  }
}

/** Where text in quotes ends: at a quote, a sign of a sequence, a newline or a byte that is not UTF-8. */
function quotedTextEnd(text: string, from: number): number {
  for (let at = from; ; ) {
    SPECIAL_IN_QUOTES.lastIndex = at;
    const match = SPECIAL_IN_QUOTES.exec(text);
    if (match === null) return text.length;
    at = match.index;
    const code = text.charCodeAt(at);
    if (code === 0x5c) {
      const escaped = text.charCodeAt(at + 1);
      if (Number.isNaN(escaped) || escaped === 0x0a || escaped === 0x0d || isBadByte(text, at + 1)) return at;
      at += 1 + characterAt(text, at + 1).length;
    } else if (code >= 0xd800 && !isBadByte(text, at)) at += 2;
    else return at;
  }
}

function textEnd(text: string, from: number): number {
  for (let at = from; ; ) {
    SPECIAL_IN_TEXT.lastIndex = at;
    const match = SPECIAL_IN_TEXT.exec(text);
    if (match === null) return text.length;
    at = match.index;
    if (text.charCodeAt(at) < 0xd800 || isBadByte(text, at)) return at;
    at += 2;
  }
}
