import { Buffer } from "node:buffer";
import { startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSeededRandom, createSimulation } from "@tutti/simulation";
import { createMemoryStore } from "@tutti/store";
import { expect, test } from "vitest";
import { StateStore } from "../state/state-store.ts";
import { LOOKED_AT_MAX, type PageAsked, readPage } from "./page.ts";
import { KvView } from "./view.ts";

const KEYS = ["a", "a/1", "a/2", "a/b/", "a/b/1", "a/b/2", "a/c/d/e", "a0", "b/x/y", "c"];

async function start(keys: readonly string[] = KEYS) {
  const { call } = await startSimulatedAgent(createSimulation(3));
  for (const rest of keys) await call("kv.write", { rest, body: "v" });
  return async (rest: string, query: Readonly<Record<string, string>>) => {
    const answer = await call("kv.read", { rest, query });
    if (answer.status !== 200) return `${answer.status} ${answer.text()}`;
    const found = answer.json() as readonly (string | { readonly Key: string })[];
    const names = found.map((one) => (typeof one === "string" ? one : one.Key)).join(" ");
    const next = answer.headers.get("x-next-key");
    return next === undefined ? names : `${names} > ${decodeURIComponent(next)}`;
  };
}

test.each<[string, Readonly<Record<string, string>>, string]>([
  ["", { keys: "", limit: "3" }, "a a/1 a/2 > a/b/"],
  ["", { keys: "", limit: "3", start: "a/b/" }, "a/b/ a/b/1 a/b/2 > a/c/d/e"],
  ["", { recurse: "", limit: "2", start: "b" }, "b/x/y c"],
  ["", { keys: "", start: "a/2", end: "a/b/2" }, "a/2 a/b/ a/b/1"],
  ["a/", { keys: "", start: "0", end: "zz" }, "a/1 a/2 a/b/ a/b/1 a/b/2 a/c/d/e"],
  ["a/", { keys: "", start: "b" }, ""],
  ["", { keys: "", depth: "1" }, "a a/ a0 b/ c"],
  ["", { keys: "", depth: "2" }, "a a/1 a/2 a/b/ a/c/ a0 b/x/ c"],
  ["a/", { keys: "", depth: "1" }, "a/1 a/2 a/b/ a/c/"],
  ["a/", { keys: "", separator: "/", limit: "2" }, "a/1 a/2 > a/b/"],
  ["a/", { recurse: "", depth: "1" }, "a/1 a/2 a/b/"],
  ["a/", { recurse: "", depth: "2" }, "a/1 a/2 a/b/ a/b/1 a/b/2"],
  ["", { keys: "", depth: "0" }, KEYS.join(" ")],
  ["none", { keys: "", limit: "1" }, ""],
  ["", { keys: "", limit: "0" }, "400 a page cannot have 0 keys: it has 1 to 1000"],
  ["", { recurse: "", limit: "1001" }, "400 a page cannot have 1001 keys: it has 1 to 1000"],
  ["", { keys: "", depth: "x" }, '500 strconv.ParseUint: parsing "x": invalid syntax'],
])("below %j with %j: %s", async (prefix, query, wanted) => {
  expect(await (await start())(prefix, query)).toBe(wanted);
});

test("pages one after the other are the whole, names once, for keys at random", async () => {
  const random = createSeededRandom(5);
  const part = () => ["a", "b", "ab", ""][random.integer(4)] ?? "";
  const keys = Array.from({ length: 60 }, () =>
    Array.from({ length: 1 + random.integer(4) }, part).join("/"),
  );
  const known = [...new Set(keys.filter((key) => key !== "" && !key.includes("//") && !key.startsWith("/")))];
  const state = new StateStore(createMemoryStore());
  const kv = new KvView(state);
  for (const key of known)
    await state.write((draft) => {
      draft.put(kv.table, key, { value: Buffer.from("v"), flags: 0n, session: "", lockIndex: 0 });
    });
  for (const prefix of ["", "a", "a/", "ab/"])
    for (const depth of [0, 1, 2])
      for (const namesOnly of [true, false]) {
        const found: string[] = [];
        let start: string | undefined = "";
        while (start !== undefined) {
          const asked: PageAsked = { prefix, start, end: "", limit: 2, depth, separator: "/" };
          const { reply } = readPage(kv, asked, { namesOnly, pretty: false, visible: (rows) => [...rows] });
          if (reply.kind !== "whole") return expect.unreachable("not whole");
          const body = Buffer.isBuffer(reply.body) ? JSON.parse(reply.body.toString()) : reply.body.json;
          found.push(
            ...body.map((one: string | { readonly Key: string }) =>
              typeof one === "string" ? one : one.Key,
            ),
          );
          const next: string | undefined = reply.headers["X-Next-Key"];
          start = next === undefined ? undefined : decodeURIComponent(next);
        }
        const cut = (key: string): string => {
          const parts = key.slice(prefix.length).split("/");
          return depth === 0 || parts.length <= depth ? key : `${prefix}${parts.slice(0, depth).join("/")}/`;
        };
        const below = known.filter((key) => key.startsWith(prefix)).sort();
        const wanted = namesOnly ? [...new Set(below.map(cut))] : below.filter((key) => cut(key) === key);
        expect(found, JSON.stringify({ prefix, depth, namesOnly, known })).toEqual(wanted);
      }
});

test("what may not be seen is on no page, and of much of it a page is short", async () => {
  const { master, token, as } = await startGuardedAgent(6);
  for (const rest of ["a/1", "b/1", "c/1"]) await master("kv.write", { rest, body: "v" });
  const { SecretID } = await token('key_prefix "b/" { policy = "read" }');
  expect(await as(SecretID, "kv.read", { rest: "", query: { keys: "", limit: "1" } })).toBe('200 ["b/1"]');
  expect(await as(SecretID, "kv.read", { rest: "", query: { keys: "", depth: "1" } })).toBe('200 ["b/"]');
  const state = new StateStore(createMemoryStore());
  const many = new KvView(state);
  for (let at = 0; at <= LOOKED_AT_MAX; at += 50)
    await state.write((draft) => {
      for (let one = at; one < at + 50; one += 1)
        draft.put(many.table, `k${String(one).padStart(6, "0")}`, {
          value: Buffer.alloc(0),
          flags: 0n,
          session: "",
          lockIndex: 0,
        });
    });
  const asked: PageAsked = { prefix: "", start: "", end: "", limit: 1, depth: 0, separator: "/" };
  let looked = 0;
  const visible = (): [] => {
    looked += 1;
    return [];
  };
  const { reply } = readPage(many, asked, { namesOnly: true, pretty: false, visible });
  expect([looked, reply.headers["X-Next-Key"]]).toEqual([LOOKED_AT_MAX, "k005000"]);
});

test("values fill a page before keys do, and one that is larger has its own", async () => {
  const state = new StateStore(createMemoryStore());
  const kv = new KvView(state);
  for (const [key, kilobytes] of [
    ["a", 600],
    ["b", 400],
    ["c", 600],
    ["d", 2_000],
  ] as const)
    await state.write((draft) => {
      const value = Buffer.alloc(kilobytes << 10);
      draft.put(kv.table, key, { value, flags: 0n, session: "", lockIndex: 0 });
    });
  const next: (string | undefined)[] = [];
  for (const start of ["", "c", "d"]) {
    const asked: PageAsked = { prefix: "", start, end: "", limit: 9, depth: 0, separator: "/" };
    const { reply } = readPage(kv, asked, { namesOnly: false, pretty: false, visible: (rows) => [...rows] });
    next.push(reply.headers["X-Next-Key"]);
  }
  expect(next).toEqual(["c", "d", undefined]);
});
