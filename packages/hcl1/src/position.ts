/** A place in a text; both numbers begin at 1, columns count characters (code points), not bytes. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The place of an offset. It walks the text from its beginning; `positionsIn` is for many. */
export function positionAt(text: string, offset: number): Position {
  return positionsIn(text)(offset);
}

/** Tells the places of offsets that never go back: all of them together walk the text once. */
export function positionsIn(text: string): (offset: number) => Position {
  let line = 1;
  let column = 1;
  let seen = 0;
  return (offset) => {
    for (let at = text.indexOf("\n", seen); at >= 0 && at < offset; at = text.indexOf("\n", seen)) {
      line += 1;
      column = 1;
      seen = at + 1;
    }
    for (const character of text.slice(seen, offset)) {
      column += 1;
      seen += character.length;
    }
    return { line, column };
  };
}
