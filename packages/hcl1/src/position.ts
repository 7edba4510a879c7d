/** A place in a text; both numbers begin at 1, columns count characters (code points), not bytes. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * The place of an offset. It walks the text from its beginning, so it is for
 * the few places that are shown, not for every token.
 */
export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: [...text.slice(lineStart, offset)].length + 1 };
}
