/** What users see as characters: the units in which lengths and offsets of strings are counted. */

let segmenter: Intl.Segmenter | undefined;

/** True for texts of which each UTF-16 unit is a character of its own. */
function isSimple(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7e || unit === 0x0d) return false;
  }
  return true;
}

/** The characters of a text, in order. */
export function graphemes(text: string): readonly string[] {
  if (isSimple(text)) return text.split("");
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** How many characters a text has. */
export function graphemeCount(text: string): number {
  return isSimple(text) ? text.length : graphemes(text).length;
}
