import type { CallOptions, RouteId } from "@tutti/agent-api";
import { expect, test } from "vitest";
import { type GuardedAgent, startGuardedAgent } from "../../testkit/index.ts";

/** Begins a read that waits for news, as the token; `ends` says with what it ended, and after how long. */
async function waiting(
  kit: GuardedAgent,
  secret: string,
  route: RouteId,
  { query, ...options }: CallOptions & { readonly query?: Readonly<Record<string, string>> },
): Promise<{ ends(): Promise<string> }> {
  const { index } = await kit.call(route, {
    ...options,
    ...(query === undefined ? {} : { query }),
    token: secret,
  });
  const runtime = kit.world.host("10.0.0.2");
  const begun = runtime.clock.monotonic();
  const asked = { ...options, query: { ...query, index: String(index), wait: "60s" }, token: secret };
  const ended = kit.client.call(route, asked).then((answer) => {
    const seconds = Math.round((runtime.clock.monotonic() - begun) / 1000);
    return `${answer.status} ${answer.text()} after ${seconds} s`;
  });
  await kit.world.until(runtime.clock.sleep(1000));
  return { ends: () => kit.world.until(ended) };
}

const READ = 'key_prefix "" { policy = "read" }';

test("a token that was revoked meanwhile is refused at the next news", async () => {
  const kit = await startGuardedAgent(1);
  await kit.master("kv.write", { rest: "a", body: "1" });
  const token = await kit.token(READ);
  const read = await waiting(kit, token.SecretID, "kv.read", { rest: "a" });
  await kit.master("acl.token-delete", { rest: token.AccessorID });
  await kit.master("kv.write", { rest: "a", body: "2" });
  expect(await read.ends()).toBe("403 ACL not found after 1 s");
});

test("a token that was revoked meanwhile is refused when the time is over", async () => {
  const kit = await startGuardedAgent(2);
  await kit.master("kv.write", { rest: "a", body: "1" });
  const token = await kit.token(READ);
  const read = await waiting(kit, token.SecretID, "kv.read", { rest: "a" });
  await kit.master("acl.token-delete", { rest: token.AccessorID });
  expect(await read.ends()).toMatch(/^403 ACL not found after 6[0-4] s$/);
});

test("rights that were taken meanwhile are not there any more", async () => {
  const kit = await startGuardedAgent(3);
  await kit.master("kv.write", { rest: "a", body: "1" });
  const token = await kit.token(READ);
  const read = await waiting(kit, token.SecretID, "kv.read", { rest: "a" });
  await kit.master("acl.token-update", { rest: token.AccessorID, body: { Policies: [] } });
  await kit.master("kv.write", { rest: "a", body: "2" });
  expect(await read.ends()).toBe("403 Permission denied after 1 s");
});

test("rights that were given meanwhile show what they allow", async () => {
  const kit = await startGuardedAgent(4);
  const register = (name: string) =>
    kit.master("catalog.register", { body: { Node: "n", Address: "10.1.1.1", Service: { Service: name } } });
  await register("one");
  const token = await kit.token('service "one" { policy = "read" } node_prefix "" { policy = "read" }');
  const read = await waiting(kit, token.SecretID, "catalog.services", {});
  await kit.master("acl.policy-create", {
    body: { Name: "more", Rules: 'service "two" { policy = "read" }' },
  });
  await kit.master("acl.token-update", { rest: token.AccessorID, body: { Policies: [{ Name: "more" }] } });
  await register("two");
  expect(await read.ends()).toBe('200 {"two":[]} after 1 s');
});

test("other rights that change nothing let a read wait for what is left of its time", async () => {
  const kit = await startGuardedAgent(5);
  await kit.master("kv.write", { rest: "a/b", body: "1" });
  await kit.master("kv.write", { rest: "a/c", body: "1" });
  const token = await kit.token(READ);
  const read = await waiting(kit, token.SecretID, "kv.read", { rest: "a/b", query: { raw: "" } });
  const clock = kit.world.host("10.0.0.2").clock;
  await kit.world.until(clock.sleep(40_000));
  // Every token's rights are looked at anew after this.
  await kit.token('key "x" { policy = "write" }');
  expect(await read.ends()).toMatch(/^200 1 after 6[0-4] s$/);
});
