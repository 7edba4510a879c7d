import { goQuote } from "@tutti/values";

/** What a piece of grammar found, and where what it found ends. */
export interface Match<T> {
  readonly value: T;
  readonly end: number;
}

/** A piece of a grammar; undefined where it does not match. */
export type Piece<T> = (parsing: Parsing, at: number) => Match<T> | undefined;

/**
 * One run over a text. It keeps what was expected where the run came farthest:
 * with ordered choice that is where the mistake is. Each rule runs once at each
 * place, so that no text takes more than its length times the rules.
 */
export class Parsing {
  readonly text: string;
  readonly #mistakes = new Set<string>();
  readonly #known = new Map<string, Match<unknown> | undefined>();
  readonly #rules: string[] = [];
  #expected = new Set<string>();
  #farthest = 0;
  #inverted = false;

  constructor(text: string) {
    this.text = text;
  }

  /** Mistakes that end the matter, whatever else matches. */
  get mistakes(): readonly string[] {
    return [...this.#mistakes];
  }

  /** Notes that `what` did match at a place or did not. Under a `not`, what matches is what was not expected. */
  met(at: number, what: string, matched: boolean): void {
    if (matched !== this.#inverted || at < this.#farthest) return;
    if (at > this.#farthest) {
      this.#farthest = at;
      this.#expected = new Set();
    }
    this.#expected.add(this.#inverted ? `!${what}` : what);
  }

  mistake(at: number, text: string): void {
    this.#mistakes.add(`${this.#place(at)}: rule ${this.#rules.at(-1) ?? "Input"}: ${text}`);
  }

  /** How often a rule is on the way from the start of the grammar to here. */
  within(name: string): number {
    return this.#rules.filter((one) => one === name).length;
  }

  inverted<T>(run: () => T): T {
    this.#inverted = !this.#inverted;
    try {
      return run();
    } finally {
      this.#inverted = !this.#inverted;
    }
  }

  /** Runs a rule, or remembers what it came to. */
  rule<T>(name: string, piece: Piece<T>, at: number): Match<T> | undefined {
    const key = `${this.#inverted} ${at} ${name}`;
    // Entries of a name are made by the line below only, so they are of its type.
    if (this.#known.has(key)) return this.#known.get(key) as Match<T> | undefined;
    this.#rules.push(name);
    const found = piece(this, at);
    this.#rules.pop();
    this.#known.set(key, found);
    return found;
  }

  /** "1:5 (4): no match found, expected: …", the end of the text last. */
  get nothingMatched(): string {
    const expected = [...this.#expected].filter((what) => what !== "!.").sort();
    if (this.#expected.has("!.")) expected.push("EOF");
    const last = expected.pop() ?? "";
    const listed = expected.length === 0 ? last : `${expected.join(", ")} or ${last}`;
    return `${this.#place(this.#farthest)}: no match found, expected: ${listed}`;
  }

  /** Line and column by characters, and the offset in bytes; a line break stands in column 0 of the next line. */
  #place(at: number): string {
    const through = this.text.slice(0, at + 1);
    const line = through.split("\n").length;
    const atBreak = this.text[at] === "\n";
    const before = this.text.slice(0, at);
    const column = atBreak ? 0 : [...before.slice(before.lastIndexOf("\n") + 1)].length + 1;
    return `${line}:${column} (${new TextEncoder().encode(before).length})`;
  }
}

export function rule<T>(name: string, piece: Piece<T>): Piece<T> {
  return (parsing, at) => parsing.rule(name, piece, at);
}

/** A word as it stands. */
export function word(expected: string): Piece<string> {
  const shown = goQuote(expected);
  return (parsing, at) => {
    const matched = parsing.text.startsWith(expected, at);
    parsing.met(at, shown, matched);
    return matched ? { value: expected, end: at + expected.length } : undefined;
  };
}

/** One character of a class; `shown` is the class as a message has it. */
export function oneOf(pattern: RegExp, shown: string): Piece<string> {
  return (parsing, at) => {
    const code = parsing.text.codePointAt(at);
    const found = code === undefined ? undefined : String.fromCodePoint(code);
    const matched = found !== undefined && pattern.test(found);
    parsing.met(at, shown, matched);
    return matched ? { value: found, end: at + found.length } : undefined;
  };
}

/** One piece after the other; the value is the list of theirs. */
export function sequence<T extends readonly unknown[]>(
  ...pieces: { readonly [I in keyof T]: Piece<T[I]> }
): Piece<T> {
  return (parsing, at) => {
    const values: unknown[] = [];
    let end = at;
    for (const piece of pieces) {
      const found = piece(parsing, end);
      if (found === undefined) return undefined;
      values.push(found.value);
      end = found.end;
    }
    // As many values as pieces, each of its piece's type.
    return { value: values as unknown as T, end };
  };
}

/** The first piece that matches. */
export function choice<T>(...pieces: readonly Piece<T>[]): Piece<T> {
  return (parsing, at) => {
    for (const piece of pieces) {
      const found = piece(parsing, at);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

export function many<T>(piece: Piece<T>): Piece<readonly T[]> {
  return (parsing, at) => {
    const value: T[] = [];
    let end = at;
    for (;;) {
      const found = piece(parsing, end);
      if (found === undefined) return { value, end };
      value.push(found.value);
      end = found.end;
    }
  };
}

export function optional<T>(piece: Piece<T>): Piece<T | undefined> {
  return (parsing, at) => piece(parsing, at) ?? { value: undefined, end: at };
}

/** Matches where the piece does, and takes nothing. */
export function ahead(piece: Piece<unknown>): Piece<undefined> {
  return (parsing, at) => (piece(parsing, at) === undefined ? undefined : { value: undefined, end: at });
}

/** Matches where the piece does not, and takes nothing. */
export function not(piece: Piece<unknown>): Piece<undefined> {
  return (parsing, at) =>
    parsing.inverted(() => piece(parsing, at)) === undefined ? { value: undefined, end: at } : undefined;
}

/** Never matches: whoever came here made this mistake. */
export function fails(text: string): Piece<never> {
  return (parsing, at) => {
    parsing.mistake(at, text);
    return undefined;
  };
}

/** What a piece found, turned into something else; `text` is what it stood for. */
export function map<T, U>(piece: Piece<T>, to: (value: T, text: string) => U): Piece<U> {
  return (parsing, at) => {
    const found = piece(parsing, at);
    return found === undefined
      ? undefined
      : { value: to(found.value, parsing.text.slice(at, found.end)), end: found.end };
  };
}
