import type { FunctionSchema } from "@tutti/plugin";
import { DYNAMIC, type Func, FuncError, STRING, stringValue, Value } from "@tutti/values";
import { encodeEntries, encodeExpr, isIdentifier } from "./encode-expr.ts";

const encodeExprFunc: Func = {
  description:
    "A rarely-needed function which takes any value and produces a string containing Terraform language expression syntax approximating that value.",
  params: [{ name: "value", type: DYNAMIC, allowDynamicType: true }],
  returnType: () => STRING,
  call: ([value]) => (value?.isWhollyKnown === true ? stringValue(encodeExpr(value)) : Value.unknown(STRING)),
  notNull: true,
};

const encodeTfvarsFunc: Func = {
  description:
    "A rarely-needed function which takes an object value and produces a string containing a description of that object using the same syntax as Terraform CLI would expect in a `.tfvars`.",
  params: [{ name: "value", type: DYNAMIC, allowDynamicType: true }],
  returnType: () => STRING,
  call: ([value]) => encodeTfvars(value),
  notNull: true,
};

function encodeTfvars(value: Value | undefined): Value | FuncError {
  if (value === undefined || !value.isKnown) return Value.unknown(STRING);
  if (value.type.kind !== "object" && value.type.kind !== "map") {
    return new FuncError(
      "invalid value to encode: must be an object whose attribute names will become the encoded variable names",
      0,
    );
  }
  for (const name of value.asEntries.keys()) {
    if (!isIdentifier(name)) {
      return new FuncError(
        `invalid variable name "${name}": must be a valid identifier, per Terraform's rules for input variable declarations`,
        0,
      );
    }
  }
  if (!value.isWhollyKnown) return Value.unknown(STRING);
  return stringValue(encodeEntries(value.asEntries, ""));
}

/** Functions under `provider::terraform::`. */
export const FUNCTIONS: ReadonlyMap<string, Func> = new Map([
  ["encode_expr", encodeExprFunc],
  ["encode_tfvars", encodeTfvarsFunc],
]);

export const FUNCTION_SCHEMAS: ReadonlyMap<string, FunctionSchema> = new Map([
  [
    "encode_expr",
    {
      parameters: [{ name: "value", type: DYNAMIC }],
      returnType: STRING,
      summary: "Produce a string representation of an arbitrary value using Terraform expression syntax",
    },
  ],
  [
    "encode_tfvars",
    {
      parameters: [{ name: "value", type: DYNAMIC }],
      returnType: STRING,
      summary: "Produce a string representation of an object using the same syntax as for `.tfvars` files",
    },
  ],
]);
