import type { SourceRange } from "@tutti/hcl";

/** A version constraint as written, `>= 1.2, < 2.0`. */
export interface Version {
  readonly text: string;
  readonly range: SourceRange;
}
