import type { ErrorKind } from "@tutti/errors";
import { type Diagnostic, errorDiagnostic, rangeText, type SourceRange } from "@tutti/hcl";
import { applyDefaults, convert, Value } from "@tutti/values";
import { configError } from "../errors.ts";
import type { Variable } from "../module/named-value.ts";
import type { InputValue } from "./input-value.ts";

/** The converted and checked value of a variable, or what is wrong with it. */
export type FinalValue =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/**
 * The value that references to a variable see: given or default, of the
 * variable's type, with its marks. `address` is `var.x` or `module.a.var.x`.
 */
export function finalVariableValue(
  variable: Variable,
  input: InputValue | undefined,
  address: string = `var.${variable.name}`,
): FinalValue {
  const given = input?.value;
  const fallback = variable.default;
  const useDefault = given === undefined || (given.isNull && !variable.nullable && fallback !== undefined);
  const raw = useDefault ? fallback : given;
  if (raw === undefined) {
    const detail = `The variable "${variable.name}" is required, but is not set.`;
    return {
      ok: false,
      diagnostic: errorDiagnostic(configError("required-variable-not-set"), detail, variable.declRange),
    };
  }
  const filled =
    variable.typeDefaults === undefined || raw.isNull ? raw : applyDefaults(raw, variable.typeDefaults);
  const converted = convert(filled, variable.constraint);
  if (!converted.ok) {
    const why = converted.error.message;
    return refused(
      configError("invalid-value-for-input-variable"),
      why,
      "declared",
      variable,
      input,
      address,
    );
  }
  const { value } = converted;
  if (value.isNull && !variable.nullable) {
    const why = "required variable may not be set to null";
    return refused(configError("required-variable-not-set"), why, "defined", variable, input, address);
  }
  return { ok: true, value: markedVariable(value, variable) };
}

/** With the marks that a variable gives to its value. */
export function markedVariable(value: Value, { sensitive, ephemeral }: Variable): Value {
  const marks: string[] = [];
  if (sensitive) marks.push("sensitive");
  if (ephemeral) marks.push("ephemeral");
  return marks.length === 0 ? value : value.withMarks(marks);
}

function refused(
  kind: ErrorKind,
  why: string,
  verb: "declared" | "defined",
  variable: Variable,
  input: InputValue | undefined,
  address: string,
): FinalValue {
  const { name, declRange } = variable;
  const source = input?.source ?? { kind: "given" };
  const fail = (detail: string, subject: SourceRange): FinalValue => ({
    ok: false,
    diagnostic: errorDiagnostic(kind, `${detail}: ${why}.`, subject),
  });
  switch (source.kind) {
    case "file":
    case "test":
      return fail(
        `The given value is not suitable for ${address} ${verb} at ${rangeText(declRange)}`,
        source.range,
      );
    case "argument":
      return fail(`Unsuitable value for ${address} set using -var="${name}=..."`, declRange);
    case "environment":
      return fail(
        `Unsuitable value for ${address} set using the TF_VAR_${name} environment variable`,
        declRange,
      );
    case "prompt":
      return fail(`Unsuitable value for ${address} set using an interactive prompt`, declRange);
    case "given":
      return fail(
        `The given value is not suitable for ${address} ${verb} at ${rangeText(declRange)}`,
        declRange,
      );
  }
}

/** While validating, a variable is unknown but of its type. */
export function unknownVariable(variable: Variable): Value {
  return markedVariable(Value.unknown(variable.type), variable);
}
