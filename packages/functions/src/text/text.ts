/** Functions on strings. */

import {
  BOOL,
  boolValue,
  compareCodePoints,
  FuncError,
  lengthRange,
  listType,
  listValue,
  refine,
  STRING,
  stringValue,
  unknownNotNull,
  Value,
} from "@tutti/values";
import {
  type Args,
  define,
  type FunctionGroup,
  numberParam,
  panicError,
  textListParam,
  textParam,
} from "../define.ts";
import { graphemes } from "./graphemes.ts";
import { toLower, toTitle, toUpper } from "./letter-case.ts";

/** Blanks as Unicode defines them; JavaScript's `trim` takes others. */
const SPACE = "[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const OUTER_SPACE = new RegExp(`^${SPACE}+|${SPACE}+$`, "g");

const TEXTS = listType(STRING);

/** Functions on strings that need no library. */
export const TEXT: FunctionGroup = {
  chomp: onText("The text without line breaks at its end.", (text) => text.replace(/(?:\r\n?|\n)+$/, "")),
  endswith: define({
    description: "True if the text ends with the suffix.",
    params: [textParam("str"), textParam("suffix")],
    returns: BOOL,
    call: (args) => boolValue(args.text(0).endsWith(args.text(1))),
  }),
  indent: define({
    description: "The text with blanks in front of each line but the first.",
    params: [numberParam("spaces"), textParam("str")],
    returns: STRING,
    call: (args) => {
      const spaces = args.whole(0);
      if (typeof spaces === "string") return new FuncError(spaces);
      if (spaces < 0) return panicError("strings: negative Repeat count");
      return stringValue(args.text(1).replaceAll("\n", `\n${" ".repeat(spaces)}`));
    },
  }),
  join: define({
    description: "The elements of lists in one text, with a separator between them.",
    params: [textParam("separator")],
    varParam: textListParam("lists"),
    returns: STRING,
    call: join,
  }),
  lower: onText("The text in lower case.", toLower),
  sort: define({
    description: "The texts of a list in the order of their code points.",
    params: [textListParam("list", { allowUnknown: true })],
    returns: TEXTS,
    call: (args) => sort(args.value(0)),
  }),
  split: define({
    description: "The parts of a text between separators.",
    params: [textParam("separator"), textParam("str")],
    returns: TEXTS,
    call: (args) => {
      const separator = args.text(0);
      const parts = separator === "" ? Array.from(args.text(1)) : args.text(1).split(separator);
      return listValue(STRING, parts.map(stringValue));
    },
  }),
  startswith: define({
    description: "True if the text begins with the prefix.",
    params: [textParam("str", { allowUnknown: true }), textParam("prefix")],
    returns: BOOL,
    call: (args) => startsWith(args.value(0), args.text(1)),
  }),
  strcontains: define({
    description: "True if the other text stands anywhere in the text.",
    params: [textParam("str"), textParam("substr")],
    returns: BOOL,
    call: (args) => boolValue(args.text(0).includes(args.text(1))),
    nullable: true,
  }),
  strrev: onText("The text with its characters from the last to the first.", (text) =>
    graphemes(text).toReversed().join(""),
  ),
  substr: define({
    description: "Some characters of a text, from an offset on.",
    params: ["str", "offset", "length"].map((name, i) =>
      i === 0 ? textParam(name, { allowDynamicType: true }) : numberParam(name, { allowDynamicType: true }),
    ),
    returns: STRING,
    call: substr,
  }),
  title: onText("The text with the first letter of each word in upper case.", toTitle),
  trim: define({
    description: "The text without the given characters at its ends.",
    params: [textParam("str"), textParam("cutset")],
    returns: STRING,
    call: (args) => stringValue(trim(args.text(0), new Set(args.text(1)))),
  }),
  trimprefix: define({
    description: "The text without a prefix, where it has it.",
    params: [textParam("str"), textParam("prefix")],
    returns: STRING,
    call: (args) => {
      const [text, prefix] = [args.text(0), args.text(1)];
      return stringValue(text.startsWith(prefix) ? text.slice(prefix.length) : text);
    },
  }),
  trimspace: onText("The text without blanks at its ends.", (text) => text.replace(OUTER_SPACE, "")),
  trimsuffix: define({
    description: "The text without a suffix, where it has it.",
    params: [textParam("str"), textParam("suffix")],
    returns: STRING,
    call: (args) => {
      const [text, suffix] = [args.text(0), args.text(1)];
      return stringValue(text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text);
    },
  }),
  upper: onText("The text in upper case.", toUpper),
};

function onText(description: string, change: (text: string) => string): FunctionGroup[string] {
  return define({
    description,
    params: [textParam("str", { allowDynamicType: true })],
    returns: STRING,
    call: (args) => stringValue(change(args.text(0))),
  });
}

function join(args: Args): Value | FuncError {
  const [separator, ...lists] = args.values;
  if (separator === undefined || lists.length === 0) return new FuncError("at least one list is required");
  if (lists.some((list) => !list.isWhollyKnown)) return unknownNotNull(STRING);
  const items: string[] = [];
  for (const [i, list] of lists.entries()) {
    for (const [j, item] of list.asItems.entries()) {
      if (item.isNull) {
        const which = lists.length > 1 ? `element ${j} of list ${i + 1}` : `element ${j}`;
        return new FuncError(`${which} is null; cannot concatenate null values`, i + 1);
      }
      items.push(item.asString);
    }
  }
  return stringValue(items.join(separator.asString));
}

function sort(list: Value): Value | FuncError {
  if (!list.isWhollyKnown) {
    const { min, max } = lengthRange(list);
    return refine(Value.unknown(TEXTS), {
      notNull: true,
      ...(min === 0 ? {} : { lengthMin: min }),
      ...(max === Number.POSITIVE_INFINITY ? {} : { lengthMax: max }),
    });
  }
  const nullAt = list.asItems.findIndex((item) => item.isNull);
  if (nullAt >= 0)
    return new FuncError(`given list element ${nullAt} is null; a null string cannot be sorted`);
  return listValue(
    STRING,
    list.asItems.toSorted((a, b) => compareCodePoints(a.asString, b.asString)),
  );
}

/** The known beginning of an unknown text may be enough to tell. */
function startsWith(value: Value, prefix: string): Value {
  if (value.isKnown) return boolValue(value.asString.startsWith(prefix));
  const known = value.refinement?.prefix ?? "";
  if (prefix === "" || known.startsWith(prefix)) return boolValue(true);
  return known.length >= prefix.length ? boolValue(false) : unknownNotNull(BOOL);
}

function substr(args: Args): Value | FuncError {
  const offset = args.whole(1);
  const length = args.whole(2);
  if (typeof offset === "string") return new FuncError(offset);
  if (typeof length === "string") return new FuncError(length);
  const letters = graphemes(args.text(0));
  if (offset >= 0 && length === 0) return stringValue("");
  // An offset before the beginning counts from the beginning; a length of 0 there takes all, as in Terraform.
  const start = Math.max(0, offset < 0 ? letters.length + offset : offset);
  const end = length <= 0 ? letters.length : start + length;
  return stringValue(letters.slice(start, end).join(""));
}

/** By code points, as Terraform does, even where several make one character. */
function trim(text: string, cutset: ReadonlySet<string>): string {
  const points = Array.from(text);
  const first = points.findIndex((point) => !cutset.has(point));
  const last = points.findLastIndex((point) => !cutset.has(point));
  return first < 0 ? "" : points.slice(first, last + 1).join("");
}
