/** Explicit conversions, and what values are. */

import {
  BOOL,
  boolValue,
  ConversionError,
  canConvert,
  convertOrError,
  DYNAMIC,
  type Func,
  FuncError,
  goQuote,
  listType,
  mapType,
  NUMBER,
  STRING,
  setType,
  type Type,
  typeFriendlyName,
  typeFriendlyNameForConstraint,
  unmarkDeep,
  Value,
  withChildren,
} from "@tutti/values";
import { ALLOW_ALL, anyParam, define, type FunctionGroup } from "../define.ts";

/** Functions that change a value's type or marks. */
export const CONVERSION: FunctionGroup = {
  ephemeralasnull: define({
    description: "The value with null in place of everything ephemeral.",
    params: [anyParam("value", ALLOW_ALL)],
    returns: (args) => args.value(0).type,
    call: (args) => withoutEphemeral(args.value(0)),
    nullable: true,
  }),
  issensitive: define({
    description: "True if the value itself is sensitive.",
    params: [anyParam("value", ALLOW_ALL)],
    returns: BOOL,
    call: (args) => {
      const value = args.value(0);
      if (value.hasMark("sensitive")) return boolValue(true);
      // What is not known yet may turn out to be sensitive.
      return value.isUnknown ? Value.unknown(BOOL) : boolValue(false);
    },
  }),
  nonsensitive: define({
    description: "The value, no longer treated as sensitive.",
    params: [anyParam("value", ALLOW_ALL)],
    returns: (args) => args.value(0).type,
    call: (args) => {
      const value = args.value(0);
      const others = [...(value.marks ?? [])].filter((mark) => mark !== "sensitive");
      return value.withoutMarks().withMarks(others);
    },
    nullable: true,
  }),
  sensitive: define({
    description: "The value, from here on treated as sensitive.",
    params: [anyParam("value", ALLOW_ALL)],
    returns: (args) => args.value(0).type,
    call: (args) => args.value(0).withMarks(["sensitive"]),
    nullable: true,
  }),
  tobool: converter(BOOL),
  tolist: converter(listType(DYNAMIC)),
  tomap: converter(mapType(DYNAMIC)),
  tonumber: converter(NUMBER),
  toset: converter(setType(DYNAMIC)),
  tostring: converter(STRING),
};

function converter(wanted: Type): Func {
  const name = typeFriendlyNameForConstraint(wanted);
  return define({
    description: `The value as ${name}.`,
    params: [anyParam("v", { allowNull: true, allowDynamicType: true, allowMarked: true })],
    returns: (args) => {
      const { type } = args.value(0);
      return canConvert(type, wanted, { unsafe: true })
        ? wanted
        : new FuncError(`cannot convert ${typeFriendlyName(type)} to ${name}`, 0);
    },
    call: (args) => {
      const value = args.value(0);
      const converted = convertOrError(value, wanted);
      return converted instanceof ConversionError ? refusal(value, wanted) : converted;
    },
    nullable: true,
  });
}

/** Of a value that must not be shown, only its type is named. */
function refusal(value: Value, wanted: Type): FuncError {
  const { marks } = unmarkDeep(value);
  for (const mark of ["sensitive", "ephemeral"]) {
    if (!marks.has(mark)) continue;
    const [from, to] = [typeFriendlyName(value.type), typeFriendlyNameForConstraint(wanted)];
    return new FuncError(`cannot convert this ${mark} ${from} to ${to}`, 0);
  }
  if (value.type.kind === "string") {
    const what = value.isNull ? "string" : goQuote(value.asString);
    if (wanted.kind === "bool")
      return new FuncError(
        `cannot convert ${what} to bool; only the strings "true" or "false" are allowed`,
        0,
      );
    if (wanted.kind === "number")
      return new FuncError(
        `cannot convert ${what} to number; given string must be a decimal representation of a number`,
        0,
      );
  }
  const [from, to] = [typeFriendlyName(value.type), typeFriendlyNameForConstraint(wanted)];
  return new FuncError(`cannot convert ${from} to ${to}`, 0);
}

function withoutEphemeral(value: Value): Value {
  if (!value.containsMarks) return value;
  const others = [...(value.marks ?? [])].filter((mark) => mark !== "ephemeral");
  if (value.hasMark("ephemeral")) return Value.null(value.type).withMarks(others);
  return value.isKnown ? withChildren(value, withoutEphemeral) : value;
}
