import { expect, test } from "vitest";
import { createTerminal } from "../../testkit/terminal.ts";

test("why nothing can be watched is told with the line that it stands in, until it is interrupted", async () => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": 'resource "terraform_data" "a" {\n  nothing = 1\n}\n' });
  const watch = await terminal.start(["drift", "watch", "-no-color"], /not expected here/, {
    product: "tutti",
  });
  const { status, err } = await watch.interrupt();
  expect([status, err]).toEqual([0, expect.stringContaining("2:   nothing = 1")]);
});

test.each([
  ["-heal=most", '-heal must be services or all, but "most" was given.'],
  ["-heal=all -heal-rate=0", "-heal-rate must be at least 1, and -heal-window at least 1s."],
  ["-heal=all -heal-window=10ms", "-heal-rate must be at least 1, and -heal-window at least 1s."],
  ["-refresh-every=10ms", "-refresh-every must be at least 1s, but 0.01s was given."],
  ["folder", "Too many command line arguments"],
  ["-none", "flag provided but not defined: -none"],
])("drift watch %s", async (words, wanted) => {
  const { status, out, err } = await createTerminal().run(`drift watch ${words}`, { product: "tutti" });
  expect([status, `${out}${err}`.replaceAll(/\s+/g, " ")]).toEqual([1, expect.stringContaining(wanted)]);
});
