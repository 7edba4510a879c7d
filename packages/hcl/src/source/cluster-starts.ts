let graphemes: Intl.Segmenter | undefined;

const WINDOW_UNITS = 128;

/**
 * Where each grapheme cluster of a text starts. One step of a segmenter costs
 * its whole text, so it is given windows: what it finds in one holds but for
 * the last two clusters, which may go on behind the window's end. A window
 * begins where a cluster does, so nothing before it counts.
 */
export function clusterStarts(text: string): readonly number[] {
  graphemes ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  const starts: number[] = [];
  let units = WINDOW_UNITS;
  for (let at = 0; at < text.length; ) {
    const isLast = at + units >= text.length;
    const found = Array.from(graphemes.segment(text.slice(at, at + units)), ({ index }) => at + index);
    const next = isLast ? text.length : (found.at(-2) ?? at);
    if (next === at) {
      units *= 2;
      continue;
    }
    for (const start of found) if (start < next) starts.push(start);
    at = next;
    units = WINDOW_UNITS;
  }
  return starts;
}
