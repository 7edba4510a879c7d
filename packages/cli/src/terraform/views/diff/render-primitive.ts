import { DYNAMIC, formatNumber, goQuote, type Value } from "@tutti/values";
import { alignLines } from "./align.ts";
import { diffValue } from "./compute-value.ts";
import type { Diff, DiffAction } from "./diff.ts";
import { jsonInString } from "./json-string.ts";
import { margin, nullSuffix, type RenderOptions, replaceSuffix } from "./render-options.ts";

type PrimitiveShape = Diff["shape"] & { readonly kind: "primitive" };

/** Where it stands, how it is written, and what writes the JSON that lies within a text. */
interface Around {
  readonly indent: number;
  readonly options: RenderOptions;
  readonly renderDiff: (diff: Diff, indent: number, options: RenderOptions) => string;
}

/** A text, number or bool, as it was and as it will be. */
export function renderPrimitive(diff: Diff, shape: PrimitiveShape, around: Around): string {
  const sides = [shape.before, shape.after];
  if (sides.some((side) => side !== undefined && !side.isNull && side.type.kind === "string"))
    return renderString(diff, shape, around);
  const { options } = around;
  const replace = replaceSuffix(diff, options);
  switch (diff.action) {
    case "create":
      return `${scalarText(shape.after, options)}${replace}`;
    case "no-op":
      return `${scalarText(shape.before, options)}${replace}`;
    case "delete":
      return `${scalarText(shape.before, options)}${nullSuffix(diff, options)}${replace}`;
    case "update":
      return `${scalarText(shape.before, options)} -> ${scalarText(shape.after, options)}${replace}`;
  }
}

function scalarText(value: Value | undefined, { signsZero }: RenderOptions): string {
  if (value === undefined || value.isNull) return "null";
  switch (value.type.kind) {
    case "number":
      return value.asNumber === 0 && !signsZero ? "0" : formatNumber(value.asNumber);
    case "bool":
      return String(value.asBool);
    case "string":
      return goQuote(value.asString);
    default:
      return "null";
  }
}

function textOf(value: Value | undefined): string | undefined {
  return value === undefined || value.isNull ? undefined : value.asString;
}

function renderString(diff: Diff, shape: PrimitiveShape, around: Around): string {
  const { indent, options } = around;
  const before = textOf(shape.before);
  const after = textOf(shape.after);
  const jsonBefore = before === undefined ? undefined : jsonInString(before);
  const jsonAfter = after === undefined ? undefined : jsonInString(after);
  const replace = replaceSuffix(diff, options);
  if (diff.action === "update" && before !== undefined && after !== undefined) {
    if (jsonBefore !== undefined && jsonAfter !== undefined)
      return renderJsonString(diff, jsonBefore, jsonAfter, around);
    if (jsonBefore !== undefined || jsonAfter !== undefined)
      return `${renderSide(shape.before, "delete", around)} -> ${renderSide(shape.after, "create", around)}`;
    if (before.includes("\n") || after.includes("\n")) return renderLines(diff, before, after, around);
  }
  if (diff.action === "update")
    return `${scalarText(shape.before, options)} -> ${scalarText(shape.after, options)}${replace}`;
  const text = before ?? after;
  if (text === undefined) return `null${nullSuffix(diff, options)}${replace}`;
  const json = jsonBefore ?? jsonAfter;
  if (json !== undefined) {
    const gone = diff.action === "create" ? undefined : json;
    return renderJsonString(diff, gone, diff.action === "delete" ? undefined : json, around);
  }
  if (!text.includes("\n")) return `${goQuote(text)}${nullSuffix(diff, options)}${replace}`;
  const lines = text
    .trim()
    .split("\n")
    .map((line) => `${margin(indent + 1)}    ${line}`);
  return heredoc(lines, diff, around);
}

/** One side of a change by itself. */
function renderSide(
  text: Value | undefined,
  action: DiffAction,
  { indent, options, renderDiff }: Around,
): string {
  const before = action === "delete" ? text : undefined;
  const after = action === "create" ? text : undefined;
  const side: Diff = { action, replace: false, shape: { kind: "primitive", before, after } };
  return renderDiff(side, indent, { ...options, hideNull: true, hideReplace: true });
}

function heredoc(lines: readonly string[], diff: Diff, { indent, options }: Around): string {
  return `<<-EOT${replaceSuffix(diff, options)}\n${lines.join("\n")}\n${margin(indent)}    EOT${nullSuffix(diff, options)}`;
}

function renderLines(diff: Diff, before: string, after: string, around: Around): string {
  const { indent, options } = around;
  const old = before.trim().split("\n");
  const next = after.trim().split("\n");
  const lines = alignLines(old, next).map(({ before: i, after: j }) => {
    const action = i === undefined ? "create" : j === undefined ? "delete" : "no-op";
    return `${margin(indent + 1)}${options.symbol(action)}${(i === undefined ? next[j ?? 0] : old[i]) ?? ""}`;
  });
  return heredoc(lines, diff, around);
}

function renderJsonString(
  diff: Diff,
  before: Value | undefined,
  after: Value | undefined,
  { indent, options, renderDiff }: Around,
): string {
  const inner = diffValue(before, after, DYNAMIC) as Diff;
  const blanksOnly = inner.action === "no-op" && diff.action === "update";
  const note = blanksOnly
    ? diff.replace
      ? " # whitespace changes force replacement"
      : " # whitespace changes"
    : "";
  const replace = blanksOnly ? "" : replaceSuffix(diff, options);
  const text = renderDiff(inner, indent + 1, {
    ...options,
    hideNull: true,
    showUnchanged: options.showUnchanged || blanksOnly,
  });
  const symbol = diff.action === "update" ? inner.action : "no-op";
  return text.includes("\n")
    ? `jsonencode(${note}\n${margin(indent + 1)}${options.symbol(symbol)}${text}${replace}\n${margin(indent)}    )${nullSuffix(diff, options)}`
    : `jsonencode(${text}${note})${replace}${nullSuffix(diff, options)}`;
}
