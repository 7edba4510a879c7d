import { hold, wellFormed } from "@tutti/simulation/testkit";
import { type Diagnostic, renderDiagnostic, type SourceRange } from "../src/index.ts";

const RENDERED_MAX = 8;

/** Each diagnostic has words and a place inside the text that it names, and can be shown. */
export function holdDiagnostics(
  diagnostics: readonly Diagnostic[],
  textOf: (filename: string) => string | undefined,
): void {
  // Diagnostics are many and texts are few: each is asked for once.
  const texts = new Map<string, string | undefined>();
  const knownText = (filename: string): string | undefined => {
    if (!texts.has(filename)) texts.set(filename, textOf(filename));
    return texts.get(filename);
  };
  for (const diagnostic of diagnostics) {
    const { summary, code, detail, subject, context } = diagnostic;
    hold(
      summary !== "" && code !== "" && !/\bundefined\b|\[object /.test(detail),
      () => `says "${summary}: ${detail}"`,
    );
    hold(!/fault of its own|<Tutti> bug/i.test(detail), () => `blames itself: ${summary}: ${detail}`);
    for (const range of [subject, context])
      if (range !== undefined) holdRange(range, knownText(range.filename), `${summary}: ${detail}`);
  }
  for (const diagnostic of diagnostics.slice(0, RENDERED_MAX))
    renderDiagnostic(diagnostic, { sources: knownText });
}

/**
 * A range goes forwards and ends where its text ends at the latest; JSON's may name what is missing
 * behind it. What is told at no place at all names no file, and stands before the first line.
 */
export function holdRange(
  { filename, start, end }: SourceRange,
  text: string | undefined,
  what: string,
): void {
  if (filename === "" && start.line === 0 && end.line === 0) return;
  const length = byteLength(text ?? "") + (filename.endsWith(".json") ? 1 : 0);
  hold(
    start.byte >= 0 && start.byte <= end.byte && end.byte <= length && start.line >= 1 && start.column >= 1,
    () => `a range outside of its text (${start.byte}..${end.byte} of ${length}): ${what}`,
  );
}

/** One text has many diagnostics, of several files in turn. */
const measured = new Map<string, number>();
const MEASURED_MAX = 16;

function byteLength(text: string): number {
  let length = measured.get(text);
  if (length === undefined) {
    length = new TextEncoder().encode(text).length - 2 * (text.split(BAD_BYTE).length - 1);
    if (measured.size >= MEASURED_MAX) measured.clear();
    measured.set(text, length);
  }
  return length;
}

/** A drawn text as it could come out of a file: what is no character there is a byte that is not UTF-8. */
export function drawnSource(text: string): string {
  return wellFormed(text, BAD_BYTE);
}

const BAD_BYTE = "\udcff";
