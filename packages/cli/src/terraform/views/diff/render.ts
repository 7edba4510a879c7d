import { isIdentifier } from "@tutti/hcl";
import { DYNAMIC, formatNumber, goQuote, type Value } from "@tutti/values";
import { alignLines } from "./align.ts";
import { diffValue } from "./compute-value.ts";
import type { Diff, DiffAction } from "./diff.ts";
import { jsonInString } from "./json-string.ts";

/** How a difference is written. */
export interface RenderOptions {
  /** The four columns in front of a line: the action's symbol, perhaps coloured. */
  readonly symbol: (action: DiffAction) => string;
  /** Everything is shown, also what does not change. */
  readonly showUnchanged: boolean;
  /** `-> null` is said by something around. */
  readonly hideNull: boolean;
  readonly hideReplace: boolean;
}

export const PLAIN: RenderOptions = {
  symbol: (action) => ({ "no-op": "    ", create: "  + ", update: "  ~ ", delete: "  - " })[action],
  showUnchanged: false,
  hideNull: false,
  hideReplace: false,
};

/** The object as it is, without any symbols: `show`. */
export const STATE: RenderOptions = {
  symbol: () => "    ",
  showUnchanged: true,
  hideNull: true,
  hideReplace: true,
};

/** Always shown, so that one sees what it is about. */
const IMPORTANT: ReadonlySet<string> = new Set(["id", "name", "tags"]);

/** `indent` counts the levels of the line on which the value begins. */
export function renderDiff(diff: Diff, indent: number, options: RenderOptions): string {
  const { shape } = diff;
  switch (shape.kind) {
    case "primitive":
      return renderPrimitive(diff, shape, indent, options);
    case "unknown":
      return renderUnknown(diff, shape.before, indent, options);
    case "sensitive":
      return `(sensitive value)${nullSuffix(diff, options)}${replaceSuffix(diff, options)}`;
    case "write-only":
      return `(write-only attribute)${nullSuffix(diff, options)}${replaceSuffix(diff, options)}`;
    case "type-change": {
      const quiet = { ...options, hideNull: true, hideReplace: true };
      return `${renderDiff(shape.before, indent, quiet)} -> ${renderDiff(shape.after, indent, quiet)}`;
    }
    case "list":
      return renderList(diff, shape.elements, indent, options);
    case "set":
      return renderSet(diff, shape.elements, indent, options);
    case "map":
      return renderMembers(diff, shape.entries, indent, options, "element");
    case "object":
      return renderMembers(diff, shape.attributes, indent, options, "attribute");
    case "block":
      return renderBlock(diff, shape, indent, options);
  }
}

function margin(indent: number): string {
  return "    ".repeat(indent);
}

function nullSuffix(diff: Diff, options: RenderOptions): string {
  return diff.action === "delete" && !options.hideNull ? " -> null" : "";
}

function replaceSuffix(diff: Diff, options: RenderOptions): string {
  return diff.replace && !options.hideReplace ? " # forces replacement" : "";
}

function hiddenLine(count: number, what: string, indent: number): string {
  return count === 0
    ? ""
    : `${margin(indent)}    # (${count} unchanged ${what}${count === 1 ? "" : "s"} hidden)\n`;
}

function renderUnknown(diff: Diff, before: Diff | undefined, indent: number, options: RenderOptions): string {
  const known = `(known after apply)${replaceSuffix(diff, options)}`;
  if (before === undefined) return known;
  // As older providers mean it, a text without anything in it is none.
  if (isEmptyText(before)) return `null -> ${known}`;
  return `${renderDiff(before, indent, { ...options, hideNull: true, hideReplace: true })} -> ${known}`;
}

function isEmptyText({ shape }: Diff): boolean {
  if (shape.kind !== "primitive" || shape.before === undefined) return false;
  const { before } = shape;
  return before.isKnown && before.type.kind === "string" && before.asString === "";
}

type PrimitiveShape = Diff["shape"] & { readonly kind: "primitive" };

function renderPrimitive(diff: Diff, shape: PrimitiveShape, indent: number, options: RenderOptions): string {
  const sides = [shape.before, shape.after];
  if (sides.some((side) => side !== undefined && !side.isNull && side.type.kind === "string"))
    return renderString(diff, shape, indent, options);
  const replace = replaceSuffix(diff, options);
  switch (diff.action) {
    case "create":
      return `${scalarText(shape.after)}${replace}`;
    case "no-op":
      return `${scalarText(shape.before)}${replace}`;
    case "delete":
      return `${scalarText(shape.before)}${nullSuffix(diff, options)}${replace}`;
    case "update":
      return `${scalarText(shape.before)} -> ${scalarText(shape.after)}${replace}`;
  }
}

function scalarText(value: Value | undefined): string {
  if (value === undefined || value.isNull) return "null";
  switch (value.type.kind) {
    case "number":
      return formatNumber(value.asNumber);
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

function renderString(diff: Diff, shape: PrimitiveShape, indent: number, options: RenderOptions): string {
  const before = textOf(shape.before);
  const after = textOf(shape.after);
  const jsonBefore = before === undefined ? undefined : jsonInString(before);
  const jsonAfter = after === undefined ? undefined : jsonInString(after);
  const replace = replaceSuffix(diff, options);
  if (diff.action === "update" && before !== undefined && after !== undefined) {
    if (jsonBefore !== undefined && jsonAfter !== undefined)
      return renderJsonString(diff, jsonBefore, jsonAfter, indent, options);
    if (jsonBefore !== undefined || jsonAfter !== undefined) {
      const quiet = { ...options, hideNull: true, hideReplace: true };
      const side = (text: Value | undefined, action: DiffAction): string =>
        renderDiff(
          {
            action,
            replace: false,
            shape: {
              kind: "primitive",
              before: action === "delete" ? text : undefined,
              after: action === "create" ? text : undefined,
            },
          },
          indent,
          quiet,
        );
      return `${side(shape.before, "delete")} -> ${side(shape.after, "create")}`;
    }
    if (before.includes("\n") || after.includes("\n"))
      return renderLines(before, after, diff, indent, options);
  }
  if (diff.action === "update") return `${scalarText(shape.before)} -> ${scalarText(shape.after)}${replace}`;
  const text = before ?? after;
  if (text === undefined) return `null${nullSuffix(diff, options)}${replace}`;
  const json = jsonBefore ?? jsonAfter;
  if (json !== undefined) {
    const gone = diff.action === "create" ? undefined : json;
    return renderJsonString(diff, gone, diff.action === "delete" ? undefined : json, indent, options);
  }
  if (!text.includes("\n")) return `${goQuote(text)}${nullSuffix(diff, options)}${replace}`;
  const lines = text
    .trim()
    .split("\n")
    .map((line) => `${margin(indent + 1)}    ${line}`);
  return heredoc(lines, diff, indent, options);
}

function heredoc(lines: readonly string[], diff: Diff, indent: number, options: RenderOptions): string {
  return `<<-EOT${replaceSuffix(diff, options)}\n${lines.join("\n")}\n${margin(indent)}    EOT${nullSuffix(diff, options)}`;
}

function renderLines(
  before: string,
  after: string,
  diff: Diff,
  indent: number,
  options: RenderOptions,
): string {
  const old = before.trim().split("\n");
  const next = after.trim().split("\n");
  const lines = alignLines(old, next).map(({ before: i, after: j }) => {
    const action = i === undefined ? "create" : j === undefined ? "delete" : "no-op";
    return `${margin(indent + 1)}${options.symbol(action)}${(i === undefined ? next[j ?? 0] : old[i]) ?? ""}`;
  });
  return heredoc(lines, diff, indent, options);
}

function renderJsonString(
  diff: Diff,
  before: Value | undefined,
  after: Value | undefined,
  indent: number,
  options: RenderOptions,
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

function renderList(diff: Diff, elements: readonly Diff[], indent: number, options: RenderOptions): string {
  const ending = nullSuffix(diff, options);
  if (elements.length === 0) return `[]${ending}${replaceSuffix(diff, options)}`;
  const inside = { ...options, hideNull: true };
  const line = (element: Diff, showUnchanged: boolean): string =>
    `${margin(indent + 1)}${options.symbol(element.action)}${renderDiff(element, indent + 1, { ...inside, showUnchanged: showUnchanged || options.showUnchanged })},\n`;
  let out = `[${replaceSuffix(diff, options)}\n`;
  let skipped: Diff[] = [];
  let afterChange = false;
  for (const element of elements) {
    if (element.action === "no-op" && !options.showUnchanged) {
      // One unchanged neighbour stands on each side of a change.
      if (afterChange) out += line(element, true);
      else skipped.push(element);
      afterChange = false;
      continue;
    }
    const neighbour = skipped.pop();
    out += hiddenLine(skipped.length, "element", indent + 1);
    if (neighbour !== undefined) out += line(neighbour, true);
    skipped = [];
    out += line(element, false);
    afterChange = true;
  }
  return `${out}${hiddenLine(skipped.length, "element", indent + 1)}${margin(indent)}    ]${ending}`;
}

function renderSet(diff: Diff, elements: readonly Diff[], indent: number, options: RenderOptions): string {
  const ending = nullSuffix(diff, options);
  if (elements.length === 0) return `[]${ending}${replaceSuffix(diff, options)}`;
  let out = `[${replaceSuffix(diff, options)}\n`;
  let hidden = 0;
  for (const element of elements) {
    if (element.action === "no-op" && !options.showUnchanged) hidden += 1;
    else
      out += `${margin(indent + 1)}${options.symbol(element.action)}${renderDiff(element, indent + 1, { ...options, hideNull: true })},\n`;
  }
  return `${out}${hiddenLine(hidden, "element", indent + 1)}${margin(indent)}    ]${ending}`;
}

function attributeName(name: string): string {
  return isIdentifier(name) ? name : goQuote(name);
}

/** Members of an object, or entries of a map, whose keys are always quoted. */
function renderMembers(
  diff: Diff,
  members: ReadonlyMap<string, Diff>,
  indent: number,
  options: RenderOptions,
  what: "attribute" | "element",
): string {
  const ending = nullSuffix(diff, options);
  if (members.size === 0) return `{}${ending}${replaceSuffix(diff, options)}`;
  const inside = { ...options, hideNull: true };
  const { text, hidden } = memberLines(
    members,
    indent,
    inside,
    what === "attribute" ? attributeName : goQuote,
    what === "attribute",
  );
  return `{${replaceSuffix(diff, options)}\n${text}${hiddenLine(hidden, what, indent + 1)}${margin(indent)}    }${ending}`;
}

function memberLines(
  members: ReadonlyMap<string, Diff>,
  indent: number,
  options: RenderOptions,
  nameText: (name: string) => string,
  keepImportant: boolean,
): { readonly text: string; readonly hidden: number } {
  const width = Math.max(0, ...[...members.keys()].map((name) => [...nameText(name)].length));
  let text = "";
  let hidden = 0;
  for (const [name, member] of members) {
    let inside = options;
    if (member.action === "no-op" && !options.showUnchanged) {
      if (!keepImportant || !IMPORTANT.has(name)) {
        hidden += 1;
        continue;
      }
      inside = { ...options, showUnchanged: true };
    }
    for (const warning of warningLines(member, indent + 1)) text += warning;
    const shown = nameText(name);
    const padding = " ".repeat(Math.max(0, width - [...shown].length));
    text += `${margin(indent + 1)}${options.symbol(member.action)}${shown}${padding} = ${renderDiff(member, indent + 1, inside)}\n`;
  }
  return { text, hidden };
}

function warningLines(diff: Diff, indent: number): readonly string[] {
  return (diff.warnings ?? []).map((line) => `${margin(indent)}  # ${line}\n`);
}

type BlockShape = Diff["shape"] & { readonly kind: "block" };

function renderBlock(diff: Diff, shape: BlockShape, indent: number, options: RenderOptions): string {
  const replace = replaceSuffix(diff, options);
  if (shape.attributes.size === 0 && shape.blocks.size === 0) return `{}${replace}`;
  const { text, hidden } = memberLines(shape.attributes, indent, options, attributeName, true);
  let out = `{${replace}\n${text}${hiddenLine(hidden, "attribute", indent + 1)}`;
  let unchanged = 0;
  let first = shape.attributes.size > 0;
  for (const [name, nested] of shape.blocks) {
    for (const { key, diff: block } of nested) {
      if (block.action === "no-op" && !options.showUnchanged) {
        unchanged += 1;
        continue;
      }
      if (first) out += "\n";
      first = false;
      const label = key === undefined ? "" : ` ${goQuote(key)}`;
      const body = renderDiff(block, indent + 1, {
        ...options,
        hideNull: block.action === "delete" ? false : options.hideNull,
      });
      out += `${margin(indent + 1)}${options.symbol(block.action)}${attributeName(name)}${label} ${body}\n`;
    }
  }
  if (unchanged > 0) out += `\n${hiddenLine(unchanged, "block", indent + 1)}`;
  return `${out}${margin(indent)}    }`;
}
