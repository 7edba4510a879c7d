import type { Body } from "@tutti/hcl";
import type { BlockSchema } from "@tutti/plugin";
import type { Value } from "@tutti/values";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { bodyReferences } from "../schema/block-expressions.ts";
import { decodeBlock } from "../schema/decode-block.ts";
import type { UnknownScope } from "./unknown-scope.ts";

/** The value of a body, or nothing when something was wrong; references are told first, and then alone. */
export function validateBody(
  body: Body,
  schema: BlockSchema,
  scope: UnknownScope,
  diagnostics: DiagnosticList,
): Value | undefined {
  const { references, diagnostics: unreadable } = bodyReferences(body, schema);
  if (!diagnostics.addAll([...unreadable, ...scope.checkAll(references)])) return undefined;
  const { value, diagnostics: found } = decodeBlock(body, schema, scope.context, scope.evaluateChecked);
  return diagnostics.addAll(found) ? value : undefined;
}
