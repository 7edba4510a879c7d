/** Functions on regular expressions, in RE2's syntax: linear in time, whatever the pattern. */

import {
  DYNAMIC,
  FuncError,
  listType,
  listValue,
  objectType,
  objectValue,
  STRING,
  stringValue,
  type Type,
  tupleType,
  tupleValue,
  UNKNOWN_DYNAMIC,
  Value,
} from "@tutti/values";
import { RE2JS, RE2JSSyntaxException } from "re2js";
import { type Args, define, type FunctionGroup, textParam } from "../define.ts";

/** Functions that search with patterns. */
export const REGEX: FunctionGroup = {
  regex: define({
    description: "The first match of a pattern, or of its groups.",
    params: [textParam("pattern"), textParam("string")],
    returns: (args) => (args.value(0).isKnown ? resultType(args.text(0)) : DYNAMIC),
    call: (args, type) => {
      const [match] = matches(compile(args.text(0)), args.text(1), 1);
      return match === undefined
        ? new FuncError("pattern did not match any part of the given string")
        : result(match, type);
    },
  }),
  regexall: define({
    description: "All matches of a pattern, or of its groups.",
    params: [textParam("pattern"), textParam("string")],
    returns: (args) => {
      if (!args.value(0).isKnown) return listType(DYNAMIC);
      const type = resultType(args.text(0));
      return type instanceof FuncError ? type : listType(type);
    },
    call: (args, type) => {
      if (type.kind !== "list") return UNKNOWN_DYNAMIC;
      const { element } = type;
      const found = matches(compile(args.text(0)), args.text(1), Number.POSITIVE_INFINITY);
      return listValue(
        element,
        found.map((match) => result(match, element)),
      );
    },
  }),
  replace: define({
    description: "A text with each place of another text, or of a /pattern/, replaced.",
    params: [textParam("str"), textParam("substr"), textParam("replace")],
    returns: STRING,
    call: replace,
  }),
};

interface Pattern {
  readonly re: RE2JS;
  /** The name of each group, "" where it has none. */
  readonly names: readonly string[];
}

interface Match {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly groups: readonly (string | null)[];
  readonly names: readonly string[];
}

let last: { readonly source: string; readonly pattern: Pattern } | undefined;

/** Throws on wrong syntax; the same pattern is often used many times in a row. */
function compile(source: string): Pattern {
  if (last?.source === source) return last.pattern;
  const re = RE2JS.compile(source);
  const names: string[] = new Array(re.groupCount()).fill("");
  for (const [name, index] of Object.entries(re.namedGroups())) names[Number(index) - 1] = name;
  const pattern = { re, names };
  last = { source, pattern };
  return pattern;
}

function resultType(source: string): Type | FuncError {
  let pattern: Pattern;
  try {
    pattern = compile(source);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    return new FuncError(`invalid regexp pattern: ${error.getDescription()} in ${error.getPattern()}`, 0);
  }
  const named = pattern.names.filter((name) => name !== "");
  if (pattern.names.length === 0) return STRING;
  if (named.length === 0) return tupleType(pattern.names.map(() => STRING));
  if (named.length < pattern.names.length)
    return new FuncError("invalid regexp pattern: cannot mix both named and unnamed capture groups", 0);
  return objectType(named.map((name) => [name, STRING] as const));
}

function result(match: Match, type: Type): Value {
  if (type.kind === "string") return stringValue(match.text);
  const groups = match.groups.map((group) => (group === null ? Value.null(STRING) : stringValue(group)));
  if (type.kind === "tuple") return tupleValue(groups);
  return objectValue(match.names.map((name, i) => [name, groups[i] ?? Value.null(STRING)] as const));
}

/** Go's rule: an empty match that touches the match before it does not count. */
function matches(pattern: Pattern, text: string, countMax: number): readonly Match[] {
  const out: Match[] = [];
  let previousEnd = -1;
  for (let at = 0; at <= text.length && out.length < countMax; ) {
    const match = find(pattern, text, at);
    if (match === undefined) break;
    const touches = match.end === at && match.start === previousEnd;
    at = match.end === at ? at + letterWidth(text, at) : match.end;
    previousEnd = match.end;
    if (!touches) out.push(match);
  }
  return out;
}

function find({ re, names }: Pattern, text: string, from: number): Match | undefined {
  const matcher = re.matcher(text);
  if (!matcher.find(from)) return undefined;
  return {
    start: matcher.start(),
    end: matcher.end(),
    text: matcher.group() ?? "",
    groups: names.map((_name, i) => matcher.group(i + 1) ?? null),
    names,
  };
}

function letterWidth(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function replace(args: Args): Value | FuncError {
  const [text, what, replacement] = [args.text(0), args.text(1), args.text(2)];
  const isPattern = what.length > 1 && what.startsWith("/") && what.endsWith("/");
  if (!isPattern) return stringValue(replaceText(text, what, replacement));
  try {
    return stringValue(replacePattern(text, compile(what.slice(1, -1)), replacement));
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    return new FuncError(`error parsing regexp: ${error.getDescription()}: \`${error.getPattern()}\``);
  }
}

function replaceText(text: string, what: string, replacement: string): string {
  if (what !== "") return text.replaceAll(what, () => replacement);
  return replacement + Array.from(text, (letter) => letter + replacement).join("");
}

function replacePattern(text: string, pattern: Pattern, replacement: string): string {
  let out = "";
  let lastEnd = 0;
  for (let at = 0; at <= text.length; ) {
    const match = find(pattern, text, at);
    if (match === undefined) break;
    out += text.slice(lastEnd, match.start);
    if (match.end > lastEnd || match.start === 0) out += expand(replacement, match);
    lastEnd = match.end;
    at = Math.max(match.end, at + letterWidth(text, at));
  }
  return out + text.slice(lastEnd);
}

const REFERENCE = /\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

/** `$1`, `$name`, `${name}` and `$$`; a group that is not there is empty, any other `$` stays. */
function expand(replacement: string, match: Match): string {
  return replacement.replace(
    REFERENCE,
    (_all, dollar: string | undefined, braced: string | undefined, bare: string | undefined) =>
      dollar ?? group(match, braced ?? bare ?? ""),
  );
}

function group(match: Match, name: string): string {
  if (!/^[0-9]+$/.test(name)) return match.groups[match.names.indexOf(name)] ?? "";
  return (name === "0" ? match.text : match.groups[Number(name) - 1]) ?? "";
}
