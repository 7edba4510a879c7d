import type { Variable } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, rangeText, type SourceRange } from "@tutti/hcl";
import { applyDefaults, ConversionError, convertOrError, Value } from "@tutti/values";
import type { GivenVariable } from "../request.ts";
import { conversionText } from "./evaluate-body.ts";

/** Where a value for a variable came from, as its errors say it. */
export interface Given {
  readonly value: Value;
  /** A place in a file to point at, or words such as `set using -var="x=..."`. */
  readonly from: { readonly range: SourceRange } | { readonly words: string };
}

export interface FinalValue {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

export function givenAtRoot(given: GivenVariable): Given {
  const { value, origin } = given;
  switch (origin.kind) {
    case "file":
      return { value, from: { range: origin.range } };
    case "argument":
      return { value, from: { words: `set using -var="${origin.name}=..."` } };
    case "environment":
      return { value, from: { words: `set using the TF_VAR_${origin.name} environment variable` } };
    case "prompt":
      return { value, from: { words: "set using an interactive prompt" } };
    case "plan":
      return { value, from: { words: "set from outside of the configuration" } };
  }
}

/** The value of a variable: what was given or the default, converted and marked. `address` names it in errors. */
export function finalValue(variable: Variable, address: string, given: Given | undefined): FinalValue {
  const fail = (diagnostic: Diagnostic): FinalValue => ({
    value: Value.unknown(variable.type),
    diagnostics: [diagnostic],
  });
  if (given === undefined && variable.default === undefined) {
    return fail(
      errorDiagnostic(
        "No value for required variable",
        `The root module input variable "${variable.name}" is not set, and has no default value. Use a -var or -var-file command line argument to provide a value for this variable.`,
        variable.declRange,
      ),
    );
  }
  const given0 = given?.value ?? variable.default ?? Value.null(variable.type);
  const wantsDefault = given0.isNull && variable.default !== undefined && !variable.nullable;
  const raw = wantsDefault ? (variable.default ?? given0) : given0;
  const filled =
    variable.typeDefaults === undefined || raw.isNull ? raw : applyDefaults(raw, variable.typeDefaults);
  const value = convertOrError(filled, variable.constraint);
  if (value instanceof ConversionError)
    return fail(unsuitable(variable, address, given, conversionText(value)));
  if (value.isNull && !variable.nullable && given !== undefined)
    return fail(notNull(variable, address, given));
  return { value: marked(variable, value), diagnostics: [] };
}

function marked(variable: Variable, value: Value): Value {
  const marks = [...(variable.sensitive ? ["sensitive"] : []), ...(variable.ephemeral ? ["ephemeral"] : [])];
  return marks.length === 0 ? value : value.withMarks(marks);
}

function unsuitable(variable: Variable, address: string, given: Given | undefined, why: string): Diagnostic {
  const summary = "Invalid value for input variable";
  if (given !== undefined && "words" in given.from) {
    return errorDiagnostic(
      summary,
      `Unsuitable value for ${address} ${given.from.words}: ${why}.`,
      variable.declRange,
    );
  }
  const detail = `The given value is not suitable for ${address} declared at ${rangeText(variable.declRange)}: ${why}.`;
  return errorDiagnostic(
    summary,
    detail,
    given === undefined || !("range" in given.from) ? variable.declRange : given.from.range,
  );
}

function notNull(variable: Variable, address: string, given: Given): Diagnostic {
  const summary = "Required variable not set";
  if ("words" in given.from) {
    const detail = `Unsuitable value for ${address} ${given.from.words}: required variable may not be set to null.`;
    return errorDiagnostic(summary, detail, variable.declRange);
  }
  return errorDiagnostic(
    summary,
    `The given value is not suitable for ${address} defined at ${rangeText(variable.declRange)}: required variable may not be set to null.`,
    given.from.range,
  );
}
