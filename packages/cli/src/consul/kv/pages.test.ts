import { expect, test } from "vitest";
import { createAgentTerminal } from "../../../testkit/agent-terminal.ts";
import { createTerminal } from "../../../testkit/terminal.ts";

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

test("keys are in the order of their bytes", async () => {
  const terminal = createTerminal({ CONSUL_HTTP_ADDR: "127.0.0.1:8500" });
  const [low, high] = ["\uFFFD", "\u{1F600}"];
  await terminal.host.network.serveHttp({ host: "127.0.0.1", port: 8500 }, (exchange) => {
    const isLast = exchange.target.includes(encodeURIComponent(high));
    const next = encodeURIComponent(exchange.target.includes(encodeURIComponent(low)) ? high : low);
    exchange.respond(200, isLast ? {} : { "X-Next-Key": next }, isLast ? '["c"]' : '["b"]');
  });
  const run = await terminal.run("kv get -keys -limit 50 k", { product: "consul" });
  expect([run.status, run.out, run.err]).toEqual([0, "b\nb\nc\n", ""]);
});

test.each([
  ["a", 'Error! X-Next-Key "a" does not come behind "a": the list would not end\n'],
  ["%ZZ", 'Error! X-Next-Key "%ZZ" does not come behind "": the list would not end\n'],
])("a list ends where X-Next-Key is %j", async (next, wanted) => {
  const terminal = createTerminal({ CONSUL_HTTP_ADDR: "127.0.0.1:8500" });
  await terminal.host.network.serveHttp({ host: "127.0.0.1", port: 8500 }, (exchange) =>
    exchange.respond(200, { "X-Next-Key": next }, '["k"]'),
  );
  const run = await terminal.run("kv get -keys -limit 50 k", { product: "consul" });
  expect([run.status, run.err]).toEqual([1, wanted]);
  const whole = await terminal.run("kv get -keys k", { product: "consul" });
  expect(whole).toMatchObject({ status: 0, out: "k\n" });
});
