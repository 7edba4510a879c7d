import { expect, onTestFinished, test } from "vitest";
import { createAgentTerminal } from "../../../testkit/agent-terminal.ts";

test("watch -deltas tells each change by itself, deletes too, until it is interrupted", async () => {
  const terminal = await createAgentTerminal();
  onTestFinished(async () => void (await terminal.stop()));
  await terminal.consul("kv put a/before 1");
  const watching = terminal.start("watch -type keyprefix -prefix a/ -deltas", /"Kind": "delete"/, {
    product: "consul",
  });
  let isTold = false;
  void watching.finally(() => {
    isTold = true;
  });
  // It begins to hear somewhere in between.
  while (!isTold) {
    await terminal.consul("kv put a/x 1");
    await terminal.consul("kv delete a/x");
  }
  const { out } = await (await watching).interrupt();
  expect(out).toContain('"Name": "a/x"');
  expect(out).not.toContain("a/before");
  expect(out).toContain('"After": null');
});
