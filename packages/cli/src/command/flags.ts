/**
 * Command-line flags in Go's way: `-name`, `--name`, `-name=value` and
 * `-name value`; a boolean takes its value only behind `=`; the first word that
 * is no flag, or `--`, ends them. Errors have Go's own texts.
 */

import { readGoInteger } from "./go-integer.ts";

export interface FlagKinds {
  bool: boolean;
  text: string;
  number: number;
  uint64: bigint;
  duration: number;
  list: readonly string[];
}

export interface FlagSpec<K extends keyof FlagKinds = keyof FlagKinds> {
  readonly kind: K;
  readonly initial: FlagKinds[K];
  /** How a duration is read; brought along, so that commands without one load nothing for it. */
  readonly read?: (text: string) => number | undefined;
  /** Why a text is no value, where Go's flags do not say it in their own words. */
  readonly refuses?: (text: string) => string | undefined;
  /** Terraform 1.11 does not have it: called by that name it is unknown. */
  readonly beyond?: true;
  /** Undefined for a flag that does what it says. */
  readonly undone?: Undone;
}

/** A flag that is known and not done: its value cannot be had. */
export interface UndoneSpec<K extends keyof FlagKinds = keyof FlagKinds> extends FlagSpec<K> {
  readonly undone: Undone;
}

export interface Undone {
  /**
   * `refused`: setting it is an error. `warned`: it cannot harm, so it is taken
   * with a warning. `moot`: there is nothing here that it could act on, so that
   * doing nothing is all of it.
   */
  readonly how: "refused" | "warned" | "moot";
  /** A sentence: why, and what to do instead. */
  readonly why: string;
}

export type FlagSpecs = Readonly<Record<string, FlagSpec>>;

/** The values by name, of flags that are done; a duration is in milliseconds. */
export type FlagValues<S extends FlagSpecs> = {
  readonly [N in keyof S as S[N] extends UndoneSpec ? never : N]: S[N] extends FlagSpec<infer K>
    ? FlagKinds[K]
    : never;
};

/** Told which flags a run reads: a flag that nothing reads is not done (tests look). */
export interface FlagWatcher {
  declared(specs: FlagSpecs): void;
  read(name: string): void;
}

/** One use of a flag, in the order of the command line. */
export interface FlagUse {
  readonly name: string;
  readonly value: string;
}

export interface ParsedFlags<S extends FlagSpecs> {
  readonly values: FlagValues<S>;
  readonly uses: readonly FlagUse[];
  /** What stands behind the flags. */
  readonly rest: readonly string[];
  /** The first mistake; what came before it is in `values`. */
  readonly error: string | undefined;
  /** Why a flag that was set is refused, as a sentence. */
  readonly refusal: string | undefined;
  /** What is to be said of flags that were set and have no effect, a sentence each. */
  readonly warnings: readonly string[];
}

export function boolFlag(initial = false): FlagSpec<"bool"> {
  return { kind: "bool", initial };
}
export function textFlag(initial = ""): FlagSpec<"text"> {
  return { kind: "text", initial };
}
export function numberFlag(initial: number): FlagSpec<"number"> {
  return { kind: "number", initial };
}
/** Of 64 bits, exact: an index, or the flags of a key. */
export function uint64Flag(): FlagSpec<"uint64"> {
  return { kind: "uint64", initial: 0n };
}
/** May be given many times. */
export function listFlag(): FlagSpec<"list"> {
  return { kind: "list", initial: [] };
}

/** The flag is not known under the name `terraform`. */
export function beyond<K extends keyof FlagKinds>(spec: FlagSpec<K>): FlagSpec<K> {
  return { ...spec, beyond: true };
}

/** The flag is known; setting it to anything but its default is refused. */
export function refused<K extends keyof FlagKinds>(spec: FlagSpec<K>, why: string): UndoneSpec<K> {
  return { ...spec, undone: { how: "refused", why } };
}
/** The flag is taken, and a warning says that nothing comes of it. */
export function withoutEffect<K extends keyof FlagKinds>(spec: FlagSpec<K>, why: string): UndoneSpec<K> {
  return { ...spec, undone: { how: "warned", why } };
}
/** The flag is taken; there is nothing that it could act on. */
export function moot<K extends keyof FlagKinds>(spec: FlagSpec<K>, why: string): UndoneSpec<K> {
  return { ...spec, undone: { how: "moot", why } };
}

export function parseFlags<const S extends FlagSpecs>(
  specs: S,
  args: readonly string[],
  watcher?: FlagWatcher,
  /** False: flags that Terraform does not have are unknown. */
  takesBeyond = true,
): ParsedFlags<S> {
  watcher?.declared(specs);
  const values = new Map<string, FlagKinds[keyof FlagKinds]>();
  for (const [name, spec] of Object.entries(specs)) values.set(name, spec.initial);
  const uses: FlagUse[] = [];
  let at = 0;
  const finish = (error?: string): ParsedFlags<S> => ({
    values: watched(Object.fromEntries(values) as FlagValues<S>, watcher),
    uses,
    rest: args.slice(at),
    error,
    ...undoneUses(specs, values),
  });
  for (;;) {
    const word = args[at];
    if (word === undefined || word.length < 2 || !word.startsWith("-")) return finish();
    at += 1;
    if (word === "--") return finish();
    const body = word.slice(word.startsWith("--") ? 2 : 1);
    if (body.startsWith("-") || body.startsWith("=")) return finish(`bad flag syntax: ${word}`);
    const equals = body.indexOf("=");
    const name = equals < 0 ? body : body.slice(0, equals);
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec === undefined || (spec.beyond === true && !takesBeyond))
      return finish(`flag provided but not defined: -${name}`);
    let text = equals < 0 ? undefined : body.slice(equals + 1);
    if (text === undefined) {
      if (spec.kind === "bool") text = "true";
      else {
        text = args[at];
        if (text === undefined) return finish(`flag needs an argument: -${name}`);
        at += 1;
      }
    }
    const read = readValue(spec, text, values.get(name));
    if ("mistake" in read) return finish(refusal(spec.kind, name, text, read.mistake));
    values.set(name, read.value);
    uses.push({ name, value: text });
  }
}

function watched<T extends object>(values: T, watcher: FlagWatcher | undefined): T {
  if (watcher === undefined) return values;
  return new Proxy(values, {
    get(target, name, receiver) {
      if (typeof name === "string") watcher.read(name);
      return Reflect.get(target, name, receiver);
    },
  });
}

function undoneUses(
  specs: FlagSpecs,
  values: ReadonlyMap<string, FlagKinds[keyof FlagKinds]>,
): { readonly refusal: string | undefined; readonly warnings: readonly string[] } {
  const set = Object.entries(specs).filter(([name, { undone, initial }]) => {
    const value = values.get(name);
    return undone !== undefined && (Array.isArray(value) ? value.length > 0 : value !== initial);
  });
  const said = (how: Undone["how"]): readonly string[] =>
    set.flatMap(([name, { undone }]) => (undone?.how === how ? [`-${name}: ${undone.why}`] : []));
  return { refusal: said("refused")[0], warnings: said("warned") };
}

function refusal(kind: keyof FlagKinds, name: string, text: string, mistake: string): string {
  return kind === "bool"
    ? `invalid boolean value ${JSON.stringify(text)} for -${name}: ${mistake}`
    : `invalid value ${JSON.stringify(text)} for flag -${name}: ${mistake}`;
}

const BOOLS: ReadonlyMap<string, boolean> = new Map([
  ...["1", "t", "T", "TRUE", "true", "True"].map((text) => [text, true] as const),
  ...["0", "f", "F", "FALSE", "false", "False"].map((text) => [text, false] as const),
]);

/** A boolean as Go's functions and flags read it. */
export function readGoBool(text: string): boolean | undefined {
  return BOOLS.get(text);
}

type Read = { readonly value: FlagKinds[keyof FlagKinds] } | { readonly mistake: string };

function readValue(
  { kind, read, refuses }: FlagSpec,
  text: string,
  before: FlagKinds[keyof FlagKinds] | undefined,
): Read {
  const mistake = refuses?.(text);
  if (mistake !== undefined) return { mistake };
  switch (kind) {
    case "bool":
      return orMistake(readGoBool(text));
    case "text":
      return { value: text };
    case "number":
    case "uint64": {
      const integer = readGoInteger(text, kind === "number");
      if (typeof integer === "string") return { mistake: integer };
      return { value: kind === "number" ? Number(integer) : integer };
    }
    case "duration":
      return orMistake(read?.(text));
    case "list":
      return { value: [...(Array.isArray(before) ? before : []), text] };
  }
}

function orMistake(value: boolean | number | undefined): Read {
  return value === undefined ? { mistake: "parse error" } : { value };
}
