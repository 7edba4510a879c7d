import { expect, test } from "vitest";
import { createReplyCache, questionKey } from "./reply-cache.ts";

const query = Uint8Array.of(7, 8, 9);
const reply = (mark: number) => Uint8Array.of(0, 0, mark);

function open(picked: (below: number) => number = () => 0) {
  const cache = createReplyCache(picked);
  cache.at("v1");
  const put = (mark: number, { key = "k", choices = 1, version = "v1" } = {}) =>
    cache.put(key, reply(mark), choices, version);
  const get = (key = "k") => cache.get(key, query)?.[2];
  return { cache, put, get };
}

test("a kept reply has the id of who asks, and stays as it is", () => {
  const { cache, put } = open();
  put(1);
  expect(cache.get("k", query)).toEqual(Uint8Array.of(7, 8, 1));
  expect(cache.get("k", Uint8Array.of(1, 2))).toEqual(Uint8Array.of(1, 2, 1));
});

test("what there is no choice in is kept once, and the first stays", () => {
  const { put, get } = open(() => {
    throw new Error("nothing is drawn where there is one");
  });
  put(1);
  put(2);
  expect([get(), get("other")]).toEqual([1, undefined]);
});

test("of what there is a choice in 32 orders are kept, each as likely", () => {
  const drawn: number[] = [];
  let next = 0;
  const { put, get } = open((below) => {
    drawn.push(below);
    return next;
  });
  put(1, { choices: 2 });
  expect(get()).toBe(1);
  next = 1;
  // Not there yet: it is to be made anew.
  expect(get()).toBeUndefined();
  for (let mark = 2; mark <= 40; mark += 1) put(mark, { choices: 2 });
  next = 31;
  expect(get()).toBe(32);
  expect(drawn).toEqual([32, 32, 32]);
});

test("another version forgets, the same does not, and none does at once", () => {
  const { cache, put, get } = open();
  put(1);
  cache.at("v1");
  expect(get()).toBe(1);
  cache.at("v2");
  expect(get()).toBeUndefined();
  put(2);
  expect(get()).toBeUndefined();
  put(2, { version: "v2" });
  expect(get()).toBe(2);
  cache.at(undefined);
  expect(get()).toBeUndefined();
  put(3, { version: "v2" });
  expect(get()).toBeUndefined();
});

test("8192 questions are kept; the one after them begins anew", () => {
  const { put, get } = open();
  for (let at = 0; at < 8192; at += 1) put(1, { key: `k${at}` });
  put(1, { key: "k0" });
  expect([get("k0"), get("k8191")]).toEqual([1, 1]);
  put(2, { key: "more" });
  expect([get("k0"), get("more")]).toEqual([undefined, 2]);
});

test("what has no key is not kept", () => {
  const { cache, get } = open();
  cache.put(undefined, reply(1), 1, "v1");
  expect([cache.get(undefined, query), get("undefined")]).toEqual([undefined, undefined]);
});

test("the key is all behind the id, and how it came", () => {
  const key = (...bytes: number[]) => questionKey(Uint8Array.from(bytes), "udp");
  expect(key(1, 2, 65, 255, 0)).toBe("udpA\u00ff\u0000");
  expect(key(3, 4, 65, 255, 0)).toBe(key(1, 2, 65, 255, 0));
  expect(questionKey(Uint8Array.of(1, 2, 65), "tcp")).toBe("tcpA");
  expect(questionKey(new Uint8Array(512), "udp")).toHaveLength(3 + 510);
  expect(questionKey(new Uint8Array(513), "udp")).toBeUndefined();
});
