import type { Expression, SourceRange, Traversal } from "@tutti/hcl";
import type { Defaults, Type, Value } from "@tutti/values";
import type { CheckRule } from "./check.ts";

/** A `variable` block. */
export interface Variable {
  readonly name: string;
  readonly description: string | undefined;
  /** Converted to `type`; undefined makes the variable required. */
  readonly default: Value | undefined;
  /** What values are converted to; attributes may be optional in it. */
  readonly constraint: Type;
  /** `constraint` without optional attributes: the type of the variable's value. */
  readonly type: Type;
  readonly typeDefaults: Defaults | undefined;
  /** How text from the environment or a `-var` is read. */
  readonly parsing: "literal" | "hcl";
  /** What its author says to those who still use it. */
  readonly deprecated?: string | undefined;
  readonly sensitive: boolean;
  readonly ephemeral: boolean;
  readonly nullable: boolean;
  readonly validations: readonly CheckRule[];
  readonly declRange: SourceRange;
}

/** One value of a `locals` block. */
export interface Local {
  readonly name: string;
  readonly expression: Expression;
  readonly declRange: SourceRange;
}

/** An `output` block. */
export interface Output {
  readonly name: string;
  readonly description: string | undefined;
  /** Undefined where it was left out (an error was reported). */
  readonly expression: Expression | undefined;
  readonly dependsOn: readonly Traversal[];
  /** What its author says to those who still use it. */
  readonly deprecated?: string | undefined;
  readonly sensitive: boolean;
  readonly ephemeral: boolean;
  readonly preconditions: readonly CheckRule[];
  readonly declRange: SourceRange;
}
