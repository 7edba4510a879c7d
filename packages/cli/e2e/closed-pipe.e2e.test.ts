/** Whoever reads our output may stop reading: the command ends as SIGPIPE would end it, and its state is whole. */

import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { environment, must, PROGRAM, project, write } from "./tutti.ts";

const MANY = `resource "terraform_data" "many" {
  count = 2000
  input = "${"x".repeat(200)}"
}
`;

/** What `head -c` gets of the output, and how the command ends. */
function cutOff(folder: string, words: readonly string[]): { readonly got: string; readonly status: string } {
  const line = '"$@" 2>err | head -c 20; echo "|${PIPESTATUS[0]}"; cat err';
  const { stdout } = spawnSync("bash", ["-c", line, "bash", ...PROGRAM, ...words], {
    cwd: folder,
    env: environment(),
    encoding: "utf8",
  });
  const [got = "", status = ""] = stdout.split("|");
  return { got, status: status.trim() };
}

test("what is shown of a state, a plan and a list ends with its reader", async () => {
  const folder = project();
  write(folder, { "main.tf": MANY });
  await must(folder, ["plan", "-out=plan"]);
  await must(folder, ["apply", "plan"]);
  expect(cutOff(folder, ["show", "-json"])).toEqual({ got: '{"format_version":"1', status: "141" });
  expect(cutOff(folder, ["show", "-json", "plan"])).toEqual({ got: '{"format_version":"1', status: "141" });
  expect(cutOff(folder, ["show"]).status).toBe("141");
  expect(cutOff(folder, ["state", "pull"]).status).toBe("141");
});
