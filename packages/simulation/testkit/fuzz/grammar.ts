import type { Draw } from "./draw.ts";

/**
 * A grammar as data: what each name may stand for. `<name>` in a text is
 * another name; `<name*>` is up to three of them. What stands first in a list
 * has to come to an end by itself: it is taken where the text got deep.
 */
export type Grammar = Readonly<Record<string, readonly string[]>>;

const DEPTH_MAX = 7;
const REPEATED_MAX = 3;
const NAME = /<([a-z-]+)(\*?)>/g;

/** A text by the grammar, from that name on. */
export function drawText(grammar: Grammar, name: string, draw: Draw, depth = 0): string {
  const choices = grammar[name];
  if (choices === undefined) throw new Error(`the grammar has no <${name}>`);
  const chosen = depth >= DEPTH_MAX ? (choices[0] ?? "") : draw.pick(choices);
  return chosen.replace(NAME, (_, inner: string, star: string) => {
    const count = star === "" ? 1 : depth >= DEPTH_MAX ? 0 : draw.below(REPEATED_MAX + 1);
    let text = "";
    for (let each = 0; each < count; each++) text += drawText(grammar, inner, draw, depth + 1);
    return text;
  });
}
