declare const declared: unique symbol;

/** A code that was declared, like `unsupported-argument`: nothing but `declareErrors` makes one. */
export type ErrorCode = string & { readonly [declared]: true };

/** One kind of error: its code, which stays from version to version, and its words, which may change. */
export interface ErrorKind {
  readonly code: ErrorCode;
  /** A few words, without a full stop. */
  readonly summary: string;
}

/** One text or number for each `{}` of the words. */
type Fillings<Words extends string> = Words extends `${string}{}${infer Rest}`
  ? readonly [string | number, ...Fillings<Rest>]
  : readonly [];

/** Gives the kind of a declared code; what its words leave open (`{}`) is filled in, in their order. */
export type ErrorKinds<Declared extends Readonly<Record<string, string>>> = <Code extends keyof Declared>(
  code: Code,
  ...fillings: Fillings<Declared[Code]>
) => ErrorKind;

/**
 * Declares the kinds of errors that a room makes. The comment before each says
 * what the error means and what to do about it: docs/errors.md is made of them
 * (`node scripts/error-codes.mjs --write`), and `explain CODE` shows them.
 */
export function declareErrors<const Declared extends Readonly<Record<string, string>>>(
  words: Declared,
): ErrorKinds<Declared> {
  return (code, ...fillings) => {
    const [first = "", ...parts] = words[code]?.split("{}") ?? [];
    const summary = parts.reduce((text, part, at) => `${text}${fillings[at]}${part}`, first);
    // The only place where a code is made of a text: the text is a key of what was declared.
    return { code: String(code) as ErrorCode, summary };
  };
}
