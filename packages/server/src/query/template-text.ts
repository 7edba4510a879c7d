/** The texts of a template: plain ones, with `${…}` for what the name that is asked for says. */

/** What stands in `${…}`: a variable, a call, a text or a whole number. */
type Expression =
  | { readonly kind: "variable"; readonly name: string; readonly at: number }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly at: number;
    }
  | { readonly kind: "literal"; readonly value: string | number; readonly at: number };

type TemplateText = readonly (string | Expression)[];

/** A text that was filled in, or what is wrong with it. */
export type Filled = { readonly text: string } | { readonly mistake: string };

/** What a text may name. */
export interface TemplateScope {
  readonly variables: ReadonlyMap<string, string>;
  /** The group of that number in what the name matched; "" where there is none. */
  match(group: number): string;
}

/** A text read, or what is wrong with how it is written, with its place. */
export function parseTemplateText(
  text: string,
): { readonly parts: TemplateText } | { readonly mistake: string } {
  try {
    return { parts: new TemplateReader(text).parts() };
  } catch (error) {
    if (!(error instanceof Misplaced)) throw error;
    return { mistake: `parse error at ${placeOf(text, error.at)}: ${error.message}` };
  }
}

/** A text with what its expressions say, or which of them says nothing. */
export function fillTemplateText(text: string, parts: TemplateText, scope: TemplateScope): Filled {
  try {
    const filled = parts.map((part) => (typeof part === "string" ? part : String(evaluate(part, scope))));
    return { text: filled.join("") };
  } catch (error) {
    if (!(error instanceof Misplaced)) throw error;
    return { mistake: `${placeOf(text, error.at)}: ${error.message}` };
  }
}

function evaluate(expression: Expression, scope: TemplateScope): string | number {
  const { kind, at } = expression;
  if (kind === "literal") return expression.value;
  const { name } = expression;
  if (kind === "variable") {
    const value = scope.variables.get(name);
    if (value === undefined) throw new Misplaced(`unknown variable accessed: ${name}`, at);
    return value;
  }
  const given = expression.arguments;
  const [group] = given;
  if (name !== "match") throw new Misplaced(`unknown function called: ${name}`, at);
  if (given.length !== 1 || group === undefined)
    throw new Misplaced(`match: expected 1 arguments, got ${given.length}`, at);
  const number = evaluate(group, scope);
  if (typeof number !== "number") throw new Misplaced("match: a whole number is wanted here", group.at);
  return scope.match(number);
}

const PLAIN = /(?:[^$]|\$(?!\$?\{))+/y;
const BLANK = /\s*/y;
const NAME = /[A-Za-z_][\w.-]*/y;
const NUMBER = /\d+/y;
const QUOTED = /"([^"\\$]*)"/y;
/** Calls may stand in calls, so deep. */
const DEPTH_MAX = 16;

class TemplateReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parts(): TemplateText {
    const parts: (string | Expression)[] = [];
    while (this.#at < this.#text.length) {
      const plain = this.#take(PLAIN);
      if (plain !== undefined) parts.push(plain);
      else if (this.#took("$${")) parts.push("${");
      else if (this.#took("${")) parts.push(this.#interpolation());
    }
    return parts;
  }

  #interpolation(): Expression {
    const expression = this.#expression(0);
    this.#take(BLANK);
    if (!this.#took("}")) throw this.#expected('"}"');
    return expression;
  }

  #expression(depth: number): Expression {
    this.#take(BLANK);
    const at = this.#at;
    const number = this.#take(NUMBER);
    if (number !== undefined) return { kind: "literal", value: Number(number), at };
    const quoted = this.#take(QUOTED);
    if (quoted !== undefined) return { kind: "literal", value: quoted.slice(1, -1), at };
    const name = this.#take(NAME);
    if (name === undefined || depth > DEPTH_MAX) throw this.#expected("expression");
    if (!this.#took("(")) return { kind: "variable", name, at };
    return { kind: "call", name, arguments: this.#arguments(depth + 1), at };
  }

  #arguments(depth: number): readonly Expression[] {
    const given: Expression[] = [];
    this.#take(BLANK);
    while (!this.#took(")")) {
      if (given.length > 0 && !this.#took(",")) throw this.#expected('")"');
      given.push(this.#expression(depth));
      this.#take(BLANK);
    }
    return given;
  }

  #expected(what: string): Misplaced {
    const found = this.#text[this.#at];
    const shown = found === undefined ? "end of string" : JSON.stringify(found);
    return new Misplaced(`expected ${what} but found ${shown}`, this.#at);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #took(mark: string): boolean {
    if (!this.#text.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    return true;
  }
}

/** Thrown inside of this file only. */
class Misplaced extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

function placeOf(text: string, at: number): string {
  const lines = text.slice(0, at).split("\n");
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
