import { Draw } from "./draw.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { mutateText, piece } from "./mutate.ts";

/** Two numbers make one seed, so that each case can be played by itself. */
function mixed(seed: number, index: number): number {
  return (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
}

/** The text that stands at this place of what a seed draws. */
export function fuzzText(target: FuzzTarget, seed: number, index: number): string {
  const draw = new Draw(mixed(seed, index));
  return drawn(target, draw);
}

function drawn({ draw: byGrammar, corpus, words }: FuzzTarget, draw: Draw): string {
  if (byGrammar !== undefined && (corpus.length === 0 || draw.chance(0.5))) {
    const text = byGrammar(draw);
    return draw.chance(0.6) ? text : mutateText(text, draw, words, corpus);
  }
  return mutateText(corpus.length === 0 ? "" : draw.pick(corpus), draw, words, corpus);
}

/** A text in which one piece stands as often as asked. */
export type GrowingText = (count: number) => string;

/** A text in which one piece can be repeated, to see what that costs. */
export function growingText(target: FuzzTarget, seed: number, index: number): GrowingText {
  const draw = new Draw(mixed(seed, index));
  const text = drawn(target, draw);
  const [from, to] = piece(text, draw);
  const repeated = (from < to ? text.slice(from, to) : draw.pick(target.words)).slice(0, PIECE_MAX);
  return (count) => text.slice(0, to) + repeated.repeat(count) + text.slice(to);
}

/** So that four thousand of them stay a text that one would write. */
const PIECE_MAX = 40;
