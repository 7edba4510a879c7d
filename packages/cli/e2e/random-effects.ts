/** Blocks with provisioners, each of which writes a line: what they do can be seen, and in which order. */

import fc from "fast-check";

/** The file that the provisioners write to, in the working directory. */
export const EFFECTS = "effects.log";

const block = fc.record({
  destroy: fc.boolean(),
  createFirst: fc.boolean(),
  fails: fc.nat(5).map((n) => n === 0),
  goesOn: fc.boolean(),
  repeated: fc.boolean(),
});

export const effectful: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .array(block, { minLength: 2, maxLength: 4 })
  .map((blocks) => ({
    "effects.tf": blocks
      .map(({ destroy, createFirst, fails, goesOn, repeated }, at) => {
        const says = (what: string) => `echo ${what} ${at}${repeated ? " ${self.input}" : ""} >> ${EFFECTS}`;
        // One after the other: what does not wait for another comes as it likes.
        const depends = at > 0 ? `  depends_on = [terraform_data.effect${at - 1}]\n` : "";
        return `resource "terraform_data" "effect${at}" {
${repeated ? '  for_each = toset(["y", "x"])\n  input    = each.key\n' : ""}${depends}${createFirst ? "  lifecycle {\n    create_before_destroy = true\n  }\n" : ""}  provisioner "local-exec" {
    command    = ${JSON.stringify(says("make"))}
  }
${fails ? `  provisioner "local-exec" {\n    command    = "exit 3"\n    on_failure = ${goesOn ? "continue" : "fail"}\n  }\n` : ""}${destroy ? `  provisioner "local-exec" {\n    when    = destroy\n    command = ${JSON.stringify(says("break"))}\n  }\n` : ""}}
`;
      })
      .join(""),
  }));

/** The lines as they must be: those of one block's instances have no order. */
export function ordered(log: string): readonly string[] {
  const lines = log.trim().split("\n");
  const block = (line: string): string => line.split(" ").slice(0, 2).join(" ");
  const runs: string[][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last?.[0] !== undefined && block(last[0]) === block(line)) last.push(line);
    else runs.push([line]);
  }
  return runs.flatMap((run) => run.sort());
}
