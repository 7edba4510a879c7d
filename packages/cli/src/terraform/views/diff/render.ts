import { isIdentifier } from "@tutti/hcl";
import { goQuote } from "@tutti/values";
import type { Diff } from "./diff.ts";
import { margin, nullSuffix, type RenderOptions, replaceSuffix } from "./render-options.ts";
import { renderPrimitive } from "./render-primitive.ts";

/** Always shown, so that one sees what it is about. */
const IMPORTANT: ReadonlySet<string> = new Set(["id", "name", "tags"]);

/** `indent` counts the levels of the line on which the value begins. */
export function renderDiff(diff: Diff, indent: number, options: RenderOptions): string {
  const { shape } = diff;
  switch (shape.kind) {
    case "primitive":
      return renderPrimitive(diff, shape, { indent, options, renderDiff });
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
  for (const [name, nested] of shape.blocks) {
    // An empty line between the attributes and the blocks, and between blocks of different types.
    let first = shape.attributes.size > 0;
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
