/**
 * Blocks that depend on each other, changed and applied with steps that fail: what is
 * done all the same, and what waits, can be told from the state that is left.
 */

import fc from "fast-check";
import { EFFECTS } from "./random-effects.ts";

/** A configuration that is applied whole, one whose apply fails here and there, and that one without what fails. */
export interface Failing {
  readonly whole: string;
  readonly failing: string;
  readonly mended: string;
}

interface Block {
  readonly before: Shape | undefined;
  readonly after: Shape | undefined;
  readonly change: "none" | "update" | "replace";
  readonly fails: "nothing" | "making" | "destroying" | "being right";
  readonly repeated: boolean;
}

interface Shape {
  /** Numbers of blocks before this one. */
  readonly needs: readonly number[];
  readonly createFirst: boolean;
}

const shape = (at: number): fc.Arbitrary<Shape> =>
  fc.record({
    needs: at === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(at - 1), { maxLength: 2 }),
    createFirst: fc.nat(3).map((n) => n === 0),
  });

const block = (at: number): fc.Arbitrary<Block> =>
  fc
    .record({
      before: shape(at),
      after: shape(at),
      stays: fc.boolean(),
      life: fc.constantFrom("stays", "stays", "stays", "stays", "comes", "goes"),
      change: fc.constantFrom("none", "update", "update", "replace", "replace"),
      fails: fc.constantFrom("nothing", "nothing", "nothing", "making", "destroying", "being right"),
      repeated: fc.nat(4).map((n) => n === 0),
    })
    .map(({ before, after, stays, life, change, fails, repeated }) => ({
      before: life === "comes" ? undefined : before,
      after: life === "goes" ? undefined : stays && life === "stays" ? before : after,
      change: change as Block["change"],
      fails: fails as Block["fails"],
      repeated,
    }));

const SIZE = 5;

export const failing: fc.Arbitrary<Failing> = fc
  .tuple(...Array.from({ length: SIZE }, (_, at) => block(at)))
  .map((blocks) => ({
    whole: blocks.map((each, at) => written(blocks, each, { at, of: "before", fails: false })).join(""),
    failing: blocks.map((each, at) => written(blocks, each, { at, of: "after", fails: true })).join(""),
    mended: blocks.map((each, at) => written(blocks, each, { at, of: "after", fails: false })).join(""),
  }));

interface Where {
  readonly at: number;
  readonly of: "before" | "after";
  readonly fails: boolean;
}

function written(blocks: readonly Block[], block: Block, { at, of, fails }: Where): string {
  const { [of]: shape, change, repeated } = block;
  const says = (what: string, ends: string) => `command = "echo ${what} ${at} >> ${EFFECTS}${ends}"`;
  const ends = (when: Block["fails"]) => (fails && block.fails === when ? "; exit 3" : "");
  const destroyer = `  provisioner "local-exec" {\n    when    = destroy\n    ${says("break", ends("destroying"))}\n  }\n`;
  if (shape === undefined) {
    if (of === "before") return "";
    return `removed {\n  from = terraform_data.b${at}\n  lifecycle {\n    destroy = true\n  }\n${destroyer}}\n`;
  }
  const needs = shape.needs.filter((other) => blocks[other]?.[of] !== undefined);
  const now = (what: Block["change"]) => (of === "after" && change === what ? "2" : "1");
  return `resource "terraform_data" "b${at}" {
${repeated ? `  count            = ${change === "none" && of === "after" ? 1 : 2}\n` : ""}  input            = "${now("update")}"
  triggers_replace = "${now("replace")}"
  depends_on       = [${needs.map((other) => `terraform_data.b${other}`).join(", ")}]
  lifecycle {
    create_before_destroy = ${shape.createFirst}
    postcondition {
      condition     = self.output != ${fails && block.fails === "being right" ? `"${now("update")}"` : '"no"'}
      error_message = "not right"
    }
  }
  provisioner "local-exec" {
    ${says("make", ends("making"))}
  }
${destroyer}}
`;
}
