/**
 * What the formatter changes beside spaces: old forms that mean the same as
 * new ones. `"${x}"` becomes `x`, the type `"string"` becomes `string`, and
 * labels are put in quotes.
 */

import type { NativeBlock, NativeBody } from "../body/native-body.ts";
import { type SourceRange, TextRange } from "../source/range.ts";
import { escapeQuoted } from "./escape-quoted.ts";
import { type FormatToken, madeToken } from "./format-token.ts";

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly change: (tokens: readonly FormatToken[]) => readonly FormatToken[];
}

export function modernize(body: NativeBody, tokens: readonly FormatToken[]): readonly FormatToken[] {
  const edits: Edit[] = [];
  collectEdits(body, [], edits);
  edits.sort((a, b) => a.from - b.from);
  const out: FormatToken[] = [];
  let at = 0;
  for (const { from, to, change } of edits) {
    for (let token = tokens[at]; token !== undefined && token.from < from; token = tokens[at]) {
      out.push(token);
      at += 1;
    }
    const start = at;
    for (let token = tokens[at]; token !== undefined && token.from < to; token = tokens[at]) at += 1;
    for (const token of change(tokens.slice(start, at))) out.push(token);
  }
  return [...out, ...tokens.slice(at)];
}

function collectEdits(body: NativeBody, path: readonly string[], edits: Edit[]): void {
  for (const { name, expression } of body.attributes.values()) {
    const isType = name === "type" && path.length === 1 && path[0] === "variable";
    pushEdit(edits, expression.range, expression.range, isType ? modernType : unwrapInterpolation);
  }
  for (const block of body.blocks) {
    const [first] = block.labelRanges;
    const last = block.labelRanges.at(-1);
    if (first !== undefined && last !== undefined) {
      pushEdit(edits, first, last, () => quotedLabels(block));
    }
    collectEdits(block.body, [...path, block.type], edits);
  }
}

function pushEdit(edits: Edit[], first: SourceRange, last: SourceRange, change: Edit["change"]): void {
  if (first instanceof TextRange && last instanceof TextRange)
    edits.push({ from: first.from, to: last.to, change });
}

function quotedLabels({ labels }: NativeBlock): readonly FormatToken[] {
  return labels.flatMap((label) => [
    madeToken("open-quote", '"'),
    madeToken("quoted-text", escapeQuoted(label)),
    madeToken("close-quote", '"'),
  ]);
}

/** Collections of the language before this one held strings, where they said nothing else. */
const QUOTED_TYPES: ReadonlyMap<string, string> = new Map([
  ["string", "string"],
  ["list", "list(string)"],
  ["map", "map(string)"],
]);
const BARE_COLLECTIONS: ReadonlySet<string> = new Set(["list", "map", "set"]);

function modernType(tokens: readonly FormatToken[]): readonly FormatToken[] {
  const [first, second] = tokens;
  if (tokens.length === 1 && first?.type === "identifier" && BARE_COLLECTIONS.has(first.text)) {
    return [...tokens, madeToken("(", "("), madeToken("identifier", "any"), madeToken(")", ")")];
  }
  if (tokens.length !== 3 || first?.type !== "open-quote" || second?.type !== "quoted-text") return tokens;
  const modern = QUOTED_TYPES.get(second.text);
  if (modern === undefined) return tokens;
  const [name = "", element] = modern.split(/[()]/);
  const type = [madeToken("identifier", name)];
  if (element === undefined) return type;
  return [...type, madeToken("(", "("), madeToken("identifier", element), madeToken(")", ")")];
}

function unwrapInterpolation(tokens: readonly FormatToken[]): readonly FormatToken[] {
  const wrapped =
    tokens.length >= 5 &&
    tokens[0]?.type === "open-quote" &&
    tokens[1]?.type === "${" &&
    tokens.at(-2)?.type === "end-sequence" &&
    tokens.at(-1)?.type === "close-quote";
  if (!wrapped) return tokens;
  const inside = tokens.slice(2, -2);
  if (!isOneSequence(inside)) return tokens;
  const trimmed = trimNewlines(inside);
  const multiLine = trimmed.some(({ type }) => type === "newline");
  const inParentheses = trimmed[0]?.type === "(" && trimmed.at(-1)?.type === ")";
  // Over several lines it is only an expression in parentheses.
  return multiLine && !inParentheses ? [madeToken("(", "("), ...trimmed, madeToken(")", ")")] : trimmed;
}

/** False where another sequence or text stands between the quotes: `"${a}${b}"`. */
function isOneSequence(inside: readonly FormatToken[]): boolean {
  let quotes = 0;
  for (const { type } of inside) {
    if (type === "open-quote") quotes += 1;
    else if (type === "close-quote") quotes -= 1;
    else if (quotes <= 0 && (type === "${" || type === "end-sequence" || type === "quoted-text"))
      return false;
  }
  return true;
}

function trimNewlines(tokens: readonly FormatToken[]): readonly FormatToken[] {
  let start = 0;
  let end = tokens.length;
  while (start < end && tokens[start]?.type === "newline") start += 1;
  while (end > start && tokens[end - 1]?.type === "newline") end -= 1;
  return tokens.slice(start, end);
}
