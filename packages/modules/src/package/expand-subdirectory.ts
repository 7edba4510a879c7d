import { join } from "node:path";
import { type FetchContext, FetchFailure } from "../fetch-context.ts";

/** The one folder of a package that the text behind `//` names, which may be a pattern as Go's `path.Match` has it. */
export async function expandSubdirectory(
  { runtime: { disk } }: FetchContext,
  root: string,
  pattern: string,
): Promise<string> {
  let found = [""];
  for (const part of pattern.split("/")) {
    const next: string[] = [];
    for (const folder of found) {
      const place = join(root, folder);
      if (!/[*?[\\]/.test(part)) {
        if ((await disk.stat(join(place, part))) !== undefined) next.push(join(folder, part));
        continue;
      }
      if ((await disk.stat(place))?.kind !== "directory") continue;
      const fits = matcherOf(part);
      for (const { name } of await disk.list(place)) if (fits(name)) next.push(join(folder, name));
    }
    found = next;
  }
  const [only, ...more] = found;
  if (only === undefined) throw new FetchFailure(`subdir ${JSON.stringify(pattern)} not found`);
  if (more.length > 0) throw new FetchFailure(`subdir ${JSON.stringify(pattern)} matches multiple paths`);
  return only;
}

type Piece = "star" | ((character: string) => boolean);

/** `*`, `?`, `[a-z]`, `[^a-z]` and `\\` before a character that is meant itself. */
function matcherOf(pattern: string): (name: string) => boolean {
  const pieces: Piece[] = [];
  for (const [, escaped, set, character = ""] of pattern.matchAll(/\\(.)|(\[\^?[^\]]+\])|(.)/gsu)) {
    if (set !== undefined) pieces.push(setMatcher(set.slice(1, -1)));
    else if (escaped === undefined && character === "*") pieces.push("star");
    else if (escaped === undefined && character === "?") pieces.push(() => true);
    else pieces.push((one) => one === (escaped ?? character));
  }
  return (name) => matches(pieces, [...name]);
}

function setMatcher(set: string): (character: string) => boolean {
  const negated = set.startsWith("^");
  const ranges = [...set.slice(negated ? 1 : 0).matchAll(/(.)(?:-(.))?/gsu)];
  return (character) =>
    ranges.some(([, from = "", to = from]) => character >= from && character <= to) !== negated;
}

/** Goes back to the last star only, so that no pattern takes more than its length times the name's. */
function matches(pieces: readonly Piece[], name: readonly string[]): boolean {
  let [at, from] = [0, 0];
  let star: number | undefined;
  for (let character = name[from]; character !== undefined; character = name[from]) {
    const piece = pieces[at];
    if (piece === "star") {
      star = from;
      at += 1;
    } else if (piece?.(character) === true) {
      at += 1;
      from += 1;
    } else if (star !== undefined) {
      star += 1;
      from = star;
      at = pieces.slice(0, at).lastIndexOf("star") + 1;
    } else return false;
  }
  return pieces.slice(at).every((piece) => piece === "star");
}
