/** Which process of a provider answers whom. */

import { createRealRuntime, RuntimeError } from "@tutti/runtime";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenPlugin, openPlugin } from "../../testkit/open-plugin.ts";
import { connectPlugin } from "../process/connect-plugin.ts";
import type { RunningPlugin } from "../process/running-plugin.ts";
import { PluginSessions } from "./plugin-sessions.ts";

let plugin: OpenPlugin;
let started: { closed: boolean }[];
let sessions: PluginSessions;
/** Of the starts that are still to come those that fail. */
let failing: number;
beforeEach(async () => {
  plugin = await openPlugin();
  started = [];
  failing = 0;
  sessions = new PluginSessions(createRealRuntime(), start);
});
afterEach(async () => {
  await sessions.close();
  await plugin.end();
});

async function start(): Promise<RunningPlugin> {
  if (failing-- > 0) throw new RuntimeError("ENOENT", "kit", "no such program");
  const target = { socketPath: `${plugin.folder}/socket` };
  const connected = await connectPlugin(createRealRuntime(), { target, certificate: undefined }, undefined);
  const one = { closed: false };
  started.push(one);
  return {
    protocol: 6,
    channel: connected.channel,
    isGone: connected.isGone,
    blocking: connected.blocking,
    lastWords: async () => [],
    async close() {
      one.closed = true;
      connected.close();
    },
  };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Takes a process for a configuration; tells what was told. */
function take(config: string | undefined, told: string[] = []) {
  return sessions.take(config === undefined ? undefined : bytes(config), async () => {
    told.push(config ?? "");
    return { diagnostics: [] };
  });
}

test("whoever needs no configuration shares any process", async () => {
  const one = await sessions.any();
  expect(await sessions.any()).toBe(one);
  expect(started).toHaveLength(1);
});

test("a process that was told nothing is told the first configuration; others get their own", async () => {
  const told: string[] = [];
  const any = await sessions.any();
  const a = take("a", told);
  expect(await a.session).toBe(any);
  const b = take("b", told);
  expect(await b.session).not.toBe(any);
  // The same configuration is told once, and shared.
  expect(take("a", told)).toBe(a);
  await Promise.all([a.configured, b.configured]);
  expect([told, started.length]).toEqual([["a", "b"], 2]);
});

test.each(["ab", "abd", "abcd", "ab\u0000"])("%j is another configuration than abc", async (other) => {
  const one = take("abc");
  expect(take(other)).not.toBe(one);
  expect(take("abc")).toBe(one);
  await one.session;
});

test("one with something unknown in it is nobody else's, and ends with its user", async () => {
  const [one, other] = [take(undefined), take(undefined)];
  expect(other).not.toBe(one);
  await Promise.all([one.session, other.session]);
  await sessions.leave(one);
  expect(started.map(({ closed }) => closed)).toEqual([true, false]);
});

test("one that others may have waits for more to do", async () => {
  const one = take("a");
  await one.session;
  await sessions.leave(one);
  expect(started.map(({ closed }) => closed)).toEqual([false]);
  expect(take("a")).toBe(one);
});

test("one that did not start is tried again by the next who asks", async () => {
  failing = 1;
  await expect(sessions.any()).rejects.toThrow("no such program");
  await expect(sessions.any()).resolves.toBeDefined();
  expect(started).toHaveLength(1);
});

test("all end together", async () => {
  await Promise.all([take("a").session, take("b").session]);
  await sessions.close();
  expect(started.map(({ closed }) => closed)).toEqual([true, true]);
});
