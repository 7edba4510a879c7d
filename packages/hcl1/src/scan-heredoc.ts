import { Fault } from "./syntax-error.ts";
import type { Token } from "./token.ts";

const OPENING = /<<(-?)([\p{L}\p{Nd}_]*)(\r?)(\n?)/uy;

/**
 * `<<EOF` up to a line that is `EOF`, which may be indented; the text is the
 * lines between, each with its line end. `<<-EOF` takes the indent of the
 * closing line from all lines, where all have it.
 */
export function scanHeredoc(text: string, start: number): Token {
  OPENING.lastIndex = start;
  const opening = OPENING.exec(text);
  if (opening === null) throw new Fault("heredoc expected second '<', didn't see it", start, start + 2);
  const [written, dash, anchor = "", , lineEnd] = opening;
  const begin = start + written.length;
  if (lineEnd === "") {
    throw begin >= text.length
      ? new Fault("heredoc not terminated", start, text.length)
      : new Fault("invalid characters in heredoc anchor", begin);
  }
  if (anchor === "") throw new Fault("zero-length heredoc anchor", start, begin - 1);
  return closed(text, start, begin, anchor, dash === "-");
}

/** Each line is looked at once; the closing one needs a line end behind it. */
function closed(text: string, start: number, begin: number, anchor: string, dashed: boolean): Token {
  for (let line = begin; ; ) {
    const end = text.indexOf("\n", line);
    if (end < 0) throw new Fault("heredoc not terminated", start, text.length);
    const indent = indentOfClosing(text.slice(line, end), anchor);
    if (indent !== undefined) {
      const body = text.slice(begin, line);
      const value = dashed ? unindent(body, indent) : body;
      // The line end belongs to what follows: nothing may stand behind the anchor.
      return { type: "HEREDOC", value, start, end };
    }
    line = end + 1;
  }
}

/** What stands before the anchor on a line that is nothing but it; undefined for any other line. */
function indentOfClosing(line: string, anchor: string): string | undefined {
  let length = line.length;
  while (line[length - 1] === "\r") length -= 1;
  const content = line.slice(0, length);
  if (!content.endsWith(anchor)) return undefined;
  const indent = content.slice(0, content.length - anchor.length);
  return /^[ \t\v\f\r]*$/.test(indent) ? indent : undefined;
}

function unindent(body: string, indent: string): string {
  const lines = body.split("\n").slice(0, -1);
  if (!lines.every((line) => line.startsWith(indent))) return body;
  return lines.map((line) => `${line.slice(indent.length)}\n`).join("");
}
