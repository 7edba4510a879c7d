/** What a template is made of before directives are matched with their ends. */

import type { Expression } from "../ast/expression.ts";
import type { SourceRange } from "../source/range.ts";

/** Plain text; trimming and melding change it in place. */
export interface TextPart {
  readonly kind: "text";
  text: string;
  range: SourceRange;
}

interface InterpolationPart {
  readonly kind: "interpolation";
  readonly expression: Expression;
  readonly range: SourceRange;
}

export interface IfPart {
  readonly kind: "if";
  readonly condition: Expression;
  readonly range: SourceRange;
}

export interface ForPart {
  readonly kind: "for";
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Expression;
  readonly range: SourceRange;
}

/** `else`, `endif`, `endfor` */
export interface DirectiveEndPart {
  readonly kind: "else" | "endif" | "endfor";
  readonly range: SourceRange;
}

/** The end of the template. */
interface EndPart {
  readonly kind: "end";
  readonly range: SourceRange;
}

export type TemplatePart = TextPart | InterpolationPart | IfPart | ForPart | DirectiveEndPart | EndPart;
