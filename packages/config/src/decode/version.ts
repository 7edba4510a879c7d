import { type Attribute, evaluate, type SourceRange } from "@tutti/hcl";
import { STRING } from "@tutti/values";
import { parseVersionConstraint } from "../address/version-constraint.ts";
import { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Version } from "../module/version.ts";
import { decodeStatic } from "./static-value.ts";

const SUMMARY = configError("invalid-version-constraint");

/** A version constraint in its own argument (`version = …`, `required_version = …`). */
export function decodeVersion(
  attribute: Attribute | undefined,
  diagnostics: DiagnosticList,
): Version | undefined {
  if (attribute === undefined) return undefined;
  const { expression } = attribute;
  const { diagnostics: wrong } = evaluate(expression, undefined);
  if (!diagnostics.addAll(wrong)) return undefined;
  const value = decodeStatic(expression, STRING, new DiagnosticList());
  if (value === undefined) {
    diagnostics.error(SUMMARY, `A string value is required for ${attribute.name}.`, expression.range);
    return undefined;
  }
  if (value?.isKnown !== true) return undefined;
  return checkVersion(value.asString, expression.range, expression.range, diagnostics);
}

export function checkVersion(
  text: string,
  range: SourceRange,
  subject: SourceRange,
  diagnostics: DiagnosticList,
): Version | undefined {
  if (parseVersionConstraint(text) !== undefined) return { text, range };
  diagnostics.error(SUMMARY, "This string does not use correct version constraint syntax.", subject);
  return undefined;
}
