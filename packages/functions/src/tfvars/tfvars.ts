/** The functions that the built-in `terraform` provider brings. */

import { type Diagnostics, evaluate, hasErrors, isIdentifier, parseConfig } from "@tutti/hcl";
import {
  DYNAMIC,
  FuncError,
  goQuote,
  objectValue,
  STRING,
  stringValue,
  unknownNotNull,
  type Value,
} from "@tutti/values";
import { anyParam, define, type FunctionGroup, textParam } from "../define.ts";
import { diagnosticsText } from "../template/render.ts";
import { encodeArguments, encodeExpression } from "./encode-expression.ts";

/** By the names that the provider gives them; the language calls them `provider::terraform::…`. */
export const TFVARS: FunctionGroup = {
  decode_tfvars: define({
    description: "The variables that a text in the syntax of .tfvars files sets.",
    params: [textParam("src")],
    returns: DYNAMIC,
    call: (args) => decode(args.text(0)),
  }),
  encode_expr: define({
    description: "A value as an expression.",
    params: [anyParam("value")],
    returns: STRING,
    call: (args) =>
      args.value(0).isWhollyKnown ? stringValue(encodeExpression(args.value(0))) : unknownNotNull(STRING),
  }),
  encode_tfvars: define({
    description: "An object as a text in the syntax of .tfvars files.",
    params: [anyParam("value")],
    returns: STRING,
    call: (args) => encode(args.value(0)),
  }),
};

function encode(value: Value): Value | FuncError {
  if (value.type.kind !== "object" && value.type.kind !== "map") {
    return new FuncError(
      "invalid value to encode: must be an object whose attribute names will become the encoded variable names",
    );
  }
  if (!value.isWhollyKnown) return unknownNotNull(STRING);
  for (const name of value.asEntries.keys()) {
    if (isIdentifier(name)) continue;
    return new FuncError(
      `invalid variable name ${goQuote(name)}: must be a valid identifier, per <Tutti>'s rules for input variable declarations`,
    );
  }
  return stringValue(encodeArguments([...value.asEntries], ""));
}

const FILENAME = "<decode_tfvars argument>";

function decode(text: string): Value | FuncError {
  const file = parseConfig(text, FILENAME);
  const refused = (what: string, diagnostics: Diagnostics): FuncError =>
    new FuncError(`${what}: ${diagnosticsText(diagnostics)}`);
  if (hasErrors(file.diagnostics)) return refused("invalid tfvars syntax", file.diagnostics);
  const content = file.body.justAttributes();
  if (hasErrors(content.diagnostics)) return refused("invalid tfvars content", content.diagnostics);
  const out: [string, Value][] = [];
  for (const [name, { expression }] of content.attributes) {
    const { value, diagnostics } = evaluate(expression);
    if (hasErrors(diagnostics))
      return refused(`invalid expression for variable ${goQuote(name)}`, diagnostics);
    out.push([name, value]);
  }
  return objectValue(out);
}
