import { type Diagnostic, errorDiagnostic, evaluate, hasErrors, hclError, parseExpression } from "@tutti/hcl";
import { ConversionError, convertOrError, goQuote, stringValue, type Type, type Value } from "@tutti/values";
import type { BackendDefinition, BackendSettings } from "./backend.ts";
import { stateError } from "./errors.ts";

/** What an argument of the command line sets, or what is wrong with it. */
export interface GivenArgument {
  readonly settings: BackendSettings;
  readonly diagnostics: readonly Diagnostic[];
}

/** `-backend-config=NAME=VALUE`: text as it stands, or an expression where the argument is a collection. */
export function parseArgumentText(definition: BackendDefinition, text: string): GivenArgument {
  const equals = text.indexOf("=");
  const name = text.slice(0, Math.max(equals, 0));
  const argument = definition.arguments.find((known) => known.name === name);
  if (argument === undefined || argument.isBlock === true)
    return refused(
      errorDiagnostic(
        stateError("invalid-backend-configuration-argument"),
        `The backend configuration argument "${name}" given on the command line is not expected for the selected backend type.`,
      ),
    );
  const given = `-backend-config=${goQuote(text)}`;
  const { type } = argument;
  const written = text.slice(equals + 1);
  const value = isPrimitive(type)
    ? parsePlain(written, type, given)
    : parseCollection(written, type, name, given);
  return "diagnostics" in value ? value : { settings: new Map([[name, value]]), diagnostics: [] };
}

function isPrimitive({ kind }: Type): boolean {
  return kind === "string" || kind === "number" || kind === "bool";
}

function parsePlain(text: string, type: Type, given: string): Value | GivenArgument {
  const value = convertOrError(stringValue(text), type);
  if (!(value instanceof ConversionError)) return value;
  const detail = `Invalid backend configuration argument ${given}: ${value.message}`;
  return refused(errorDiagnostic(stateError("invalid-backend-configuration-value"), detail));
}

/** Neither variables nor functions, as in a backend's block. */
function parseCollection(text: string, type: Type, name: string, given: string): Value | GivenArgument {
  const { expression, diagnostics } = parseExpression(text, given);
  if (hasErrors(diagnostics)) return refused(...diagnostics);
  const found = evaluate(expression, undefined);
  if (hasErrors(found.diagnostics)) return refused(...found.diagnostics);
  const value = convertOrError(found.value, type);
  if (!(value instanceof ConversionError)) return value;
  const { start, end } = expression.range;
  return refused(
    errorDiagnostic(
      hclError("incorrect-attribute-value-type"),
      `Inappropriate value for attribute ${goQuote(name)}: ${value.message}.`,
      { filename: "-backend-config=...", start, end },
    ),
  );
}

function refused(...diagnostics: readonly Diagnostic[]): GivenArgument {
  return { settings: new Map(), diagnostics };
}
