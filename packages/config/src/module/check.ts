import type { Expression, SourceRange } from "@tutti/hcl";

/** A condition with its message: `validation`, `precondition`, `postcondition`, `assert`. Undefined where it was left out (an error was reported). */
export interface CheckRule {
  readonly condition: Expression | undefined;
  readonly errorMessage: Expression | undefined;
  readonly declRange: SourceRange;
}

/** A `check` block; its data source is among the module's resources, with `inCheck` set. */
export interface Check {
  readonly name: string;
  /** Key of its data source in `Module.resources`. */
  readonly dataResource: string | undefined;
  readonly asserts: readonly CheckRule[];
  readonly declRange: SourceRange;
}
