import type { SourceRange } from "@tutti/hcl";
import type { Value } from "@tutti/values";

/** Where the value of a root variable was given; later ones in `collectVariables` win. */
type InputSource =
  | { readonly kind: "environment" }
  | { readonly kind: "file"; readonly path: string; readonly range: SourceRange }
  | { readonly kind: "argument" }
  | { readonly kind: "prompt" }
  /** A test file, which is blamed for values that are refused. */
  | { readonly kind: "test"; readonly range: SourceRange }
  /** From a saved plan, or another caller that knows. */
  | { readonly kind: "given" };

/** A value as it was given, not yet of the variable's type. */
export interface InputValue {
  readonly value: Value;
  readonly source: InputSource;
}

/** `-var name=text` and `-var-file path`, in the order of the command line. */
export type VariableArgument =
  | { readonly kind: "value"; readonly text: string }
  | { readonly kind: "file"; readonly path: string };
