import { expect, test } from "vitest";
import { createAgentTerminal } from "../../../testkit/agent-terminal.ts";

/** More than an answer may hold, with names that a header cannot: in their order. */
const KEYS = Array.from({ length: 1_020 }, (_, at) => `ä/${String(at).padStart(4, "0")} %`);

test("a list goes on over as many pages as it takes", async () => {
  const tree = JSON.stringify(KEYS.map((key) => ({ key, flags: 0, value: "dg==" })));
  const terminal = await createAgentTerminal({ "tree.json": tree });
  await terminal.consul("kv import @tree.json");
  const all = await terminal.consul("kv get -keys -start ä ä/");
  expect(all).toMatchObject({ status: 0, out: `${KEYS.join("\n")}\n`, err: "" });
  const some = await terminal.consul("kv get -recurse -limit 1010 ä/");
  expect(some.out).toBe(
    KEYS.slice(0, 1_010)
      .map((key) => `${key}:v\n`)
      .join(""),
  );
  expect(some.err).toBe('There are more keys: go on with -start="ä/1010 %"\n');
  const detailed = await terminal.consul("kv get -recurse -detailed -limit 1001 ä/");
  expect(detailed.out.split("\n\n").map((one) => /^Key +(.*)$/m.exec(one)?.[1])).toEqual(
    KEYS.slice(0, 1_001),
  );
  await terminal.stop();
});
