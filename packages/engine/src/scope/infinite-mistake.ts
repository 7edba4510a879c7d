import { type Diagnostic, type Expression, errorDiagnostic } from "@tutti/hcl";
import { isFiniteInside, type Value } from "@tutti/values";
import { engineError } from "../errors.ts";

/** What keeps a value from being planned that no state could hold; `what` begins the sentence. */
export function infiniteMistake(what: string, value: Value, expression: Expression): Diagnostic | undefined {
  if (isFiniteInside(value)) return undefined;
  const detail = `${what} would be or hold an infinite number, which can be written neither into the state nor as JSON. It comes of a division by zero, or of a number that is too large.`;
  return { ...errorDiagnostic(engineError("infinite-number"), detail, expression.range), expression };
}
