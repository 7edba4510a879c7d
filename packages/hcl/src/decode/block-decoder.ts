import type { Value } from "@tutti/values";
import type { Block } from "../body/body.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Spec } from "./spec.ts";

/** What decoding many blocks needs of decoding one. */
export interface BlockDecoder {
  report(diagnostics: readonly Diagnostic[]): void;
  /** A nested block's content, with the marks of what it was made from. */
  block(block: Block, spec: Spec): Value;
}
