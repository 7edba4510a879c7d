/** What people read of plans, applies and drawings: the configurations of the other generators, and the words themselves. */

import fc from "fast-check";
import type { Line, Script } from "./play-lines.ts";
import { meeting } from "./random-blocks.ts";
import { twoSteps } from "./random-config.ts";
import { featured, type Played } from "./random-features.ts";

/** Of `validate -json` other tests tell; a state whose identifiers differ is compared at the end. */
const spoken = ({ files, steps }: Played): Script => ({
  files,
  lines: steps.flatMap((args): readonly Line[] => {
    if (args.includes("-json")) return args[0] === "show" ? [{ args: ["show", "-no-color"] }] : [];
    return args.includes("-out=p") ? [{ args }, { args: ["show", "-no-color", "p"] }] : [{ args }];
  }),
});

const APPLY: Line = { args: ["apply", "-no-color", "-auto-approve", "-parallelism=1"] };

const grown = fc
  .tuple(twoSteps, fc.constantFrom([], ["-compact-warnings"], ["-refresh-only"], ["-destroy"], ["-concise"]))
  .map(
    ([{ first, second }, flags]): Script => ({
      files: first,
      lines: [
        { args: ["init", "-no-color"] },
        { args: ["plan", "-no-color", ...flags] },
        APPLY,
        { args: ["plan", "-no-color", "-out=p", ...flags], files: second },
        { args: ["show", "-no-color", "p"] },
        APPLY,
        { args: ["show", "-no-color"] },
        { args: ["output", "-no-color"] },
        { args: ["destroy", "-no-color", "-auto-approve", "-parallelism=1"] },
      ],
    }),
  );

export const texts: fc.Arbitrary<Script> = fc.oneof(featured.map(spoken), meeting.map(spoken), grown);

/** The lines of a drawing have no order. */
const drawn = (stdout: string): unknown => stdout.split("\n").toSorted();

const graphed = fc.tuple(
  fc.oneof(featured, meeting),
  fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 2, maxLength: 4 }),
);

/** The drawings of each type, before and after an apply, and of a saved plan. */
export const graphs: fc.Arbitrary<Script> = graphed.map(([{ files }, chosen]) => ({
  files,
  lines: [
    { args: ["init", "-no-color"] },
    ...chosen.map((index): Line => {
      const flags = [
        [],
        ["-type=plan"],
        ["-type=plan-destroy"],
        ["-type=apply"],
        ["-draw-cycles"],
        ["-plan=p"],
        ["-type=plan-refresh-only"],
      ][index];
      return { args: ["graph", ...(flags ?? [])], told: drawn };
    }),
    { args: ["plan", "-no-color", "-out=p"] },
    { args: ["graph", "-plan=p"], told: drawn },
    { args: ["graph", "-type=apply", "-plan=p"], told: drawn },
    { ...APPLY, told: () => "" },
    ...chosen.slice(0, 2).map(
      (index): Line => ({
        args: [
          "graph",
          ...([[], ["-type=plan"], ["-type=plan-destroy"], ["-type=apply"], [], [], []][index] ?? []),
        ],
        told: drawn,
      }),
    ),
  ],
}));
