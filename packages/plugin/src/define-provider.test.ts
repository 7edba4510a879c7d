import { declareErrors } from "@tutti/errors";
import { BOOL, encodeJson, listType, NUMBER, STRING, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { checkProviderContract } from "./contract.ts";
import { defineProvider } from "./define-provider.ts";
import { block, blockList, blockSet, computed, optional, optionalComputed, required } from "./definition.ts";
import { ProviderFailure } from "./failure.ts";
import { impliedType } from "./implied-type.ts";
import { fromPlain, type PlainRecord } from "./plain.ts";
import type { RecoveringProvider } from "./provider.ts";

const told = declareErrors({ "half-done": "Half done", "not-done": "Not done", none: "None" });

const signal = new AbortController().signal;

/** Notes in memory: the smallest world that a provider can manage. */
function notes(): RecoveringProvider {
  const made = new Map<string, { readonly text: string; readonly operation: string }>();
  return defineProvider({
    block: block({}),
    resources: {
      note: {
        block: block(
          {
            id: computed(STRING),
            title: required(STRING, { forceNew: true }),
            text: optional(STRING, { default: "empty" }),
            size: computed(NUMBER, { volatile: true }),
            author: optionalComputed(STRING),
          },
          {
            line: blockList(block({ at: optional(NUMBER, { default: 1 }), seen: optionalComputed(BOOL) })),
            tag: blockSet(block({ name: required(STRING), words: optional(listType(STRING)) })),
          },
        ),
        async create(planned, { operationId }) {
          const title = planned.text("title");
          if (title === "half") {
            throw new ProviderFailure(told("half-done"), "It is there, and not right.", {
              partial: { id: "half" },
            });
          }
          if (title === "none") throw new ProviderFailure(told("not-done"), "Nothing is there.");
          made.set(title, { text: planned.text("text"), operation: operationId });
          const line = planned
            .blocks("line")
            .map((one) => ({ ...one.record, seen: one.bool("seen") ?? true }));
          return {
            id: title,
            size: planned.text("text").length,
            author: planned.string("author") ?? "me",
            line,
          };
        },
        async read(state) {
          const found = made.get(state.text("id"));
          return found === undefined ? undefined : { text: found.text, size: found.text.length };
        },
        async update(planned, prior) {
          const operation = made.get(prior.text("id"))?.operation ?? "";
          made.set(planned.text("title"), { text: planned.text("text"), operation });
          return { size: planned.text("text").length };
        },
        async delete(state) {
          made.delete(state.text("id"));
        },
        async import(id) {
          const found = made.get(id);
          if (found === undefined) throw new ProviderFailure(told("none"), id);
          return { id, title: id, text: found.text, size: found.text.length };
        },
        async recover(planned, { operationId }) {
          const found = made.get(planned.text("title"));
          if (found?.operation !== operationId) return undefined;
          return { id: planned.text("title"), size: found.text.length, author: "me" };
        },
      },
    },
    dataSources: {},
    configure: async () => "ready",
  });
}

async function open(): Promise<RecoveringProvider> {
  const provider = notes();
  await provider.configure({ config: fromPlain(impliedType(provider.schema().provider.block), {}), signal });
  return provider;
}

test("a defined provider holds the contract", async () => {
  await checkProviderContract(
    {
      type: "note",
      open,
      config: { title: "a", tag: [{ name: "x" }] },
      updated: { title: "a", text: "more", tag: [{ name: "y" }] },
      replaced: { title: "b" },
      importBy: { attribute: "title", ignore: ["author", "tag"] },
      recovers: true,
    },
    "run",
  );
});

function note(provider: RecoveringProvider, plain: PlainRecord | undefined): Value {
  const schema = provider.schema().resourceTypes.get("note");
  if (schema === undefined) throw new Error("no type");
  const type = impliedType(schema.block);
  return plain === undefined ? Value.null(type) : fromPlain(type, { line: [], tag: [], ...plain });
}

const STORED = { id: "a", title: "a", text: "old", size: 3, author: "me" };
const plans: readonly [
  string,
  PlainRecord | undefined,
  PlainRecord,
  PlainRecord,
  readonly string[],
  number,
][] = [
  ["a create", undefined, { title: "a" }, { title: "a", text: "empty" }, ["author", "id", "size"], 0],
  [
    "a given author",
    undefined,
    { title: "a", author: "x" },
    { title: "a", text: "empty", author: "x" },
    ["id", "size"],
    0,
  ],
  ["no change", STORED, { title: "a", text: "old" }, STORED, [], 0],
  ["another text", STORED, { title: "a", text: "new" }, { ...STORED, text: "new" }, ["size"], 0],
  ["a text left out", STORED, { title: "a" }, { ...STORED, text: "empty" }, ["size"], 0],
  ["another title", STORED, { title: "b", text: "old" }, { ...STORED, title: "b" }, ["size"], 1],
];
test.each(plans)("plan() of %s", async (_, prior, config, wanted, unknown, replace) => {
  const provider = await open();
  const given = note(provider, config);
  const request = { type: "note", config: given, proposed: given, private: undefined, signal };
  const { value } = await provider.plan({ ...request, prior: note(provider, prior) });
  const planned = value?.planned ?? given;
  const names = [...planned.asEntries].filter(([, entry]) => entry.isUnknown).map(([name]) => name);
  expect(names).toEqual(unknown);
  expect(value?.requiresReplace.length).toBe(replace);
  for (const [name, entry] of note(provider, wanted).asEntries) {
    const found = planned.asEntries.get(name);
    if (found?.isUnknown !== true) expect(encodeJson(found ?? entry)).toBe(encodeJson(entry));
  }
});

test("plan() fills defaults inside of blocks, and keeps what was computed there", async () => {
  const provider = await open();
  const config = note(provider, { title: "a", line: [{ at: null }, { at: 7 }] });
  const prior = note(provider, { ...STORED, line: [{ at: 1, seen: true }] });
  const request = { type: "note", config, proposed: config, prior, private: undefined, signal };
  const lines = (await provider.plan(request)).value?.planned.asEntries.get("line")?.asItems ?? [];
  expect(lines.map((line) => line.asEntries.get("at")?.asNumber)).toEqual([1, 7]);
  expect(lines[0]?.asEntries.get("seen")?.asBool).toBe(true);
  expect(lines[1]?.asEntries.get("seen")?.isUnknown).toBe(true);
});

test.each([
  ["half", "Half done", true],
  ["none", "Not done", false],
])("apply() of what fails (%s) says what is there", async (title, summary, left) => {
  const provider = await open();
  const config = note(provider, { title });
  const request = { type: "note", config, prior: note(provider, undefined), private: undefined, signal };
  const planned = (await provider.plan({ ...request, proposed: config })).value?.planned ?? config;
  const outcome = await provider.apply({ ...request, planned, operationId: "op" });
  expect(outcome.diagnostics.map((found) => found.summary)).toEqual([summary]);
  expect(outcome.value !== undefined).toBe(left);
  if (outcome.value !== undefined) expect(outcome.value.state.isWhollyKnown).toBe(true);
});

const LISTED = block({ id: computed(STRING), name: required(STRING) });

/** Things by their ids, of which those in `gone` cannot be brought, and finding `broken` fails. */
function shelf(ids: readonly string[], asked: string[]): RecoveringProvider {
  const nothing = async (): Promise<PlainRecord> => ({});
  return defineProvider({
    block: block({}),
    resources: {
      thing: {
        block: LISTED,
        identity: { attributes: { id: { requiredForImport: true } } },
        create: nothing,
        read: nothing,
        delete: async () => undefined,
        async import(id) {
          if (id === "gone") throw new ProviderFailure(told("none"), "It is gone.");
          return { id, name: `name of ${id}` };
        },
        list: {
          block: block({ prefix: optional(STRING) }),
          async *list(config) {
            for (const id of ids) {
              asked.push(id);
              if (id === "broken") throw new ProviderFailure(told("half-done"), "It broke.");
              if (id.startsWith(config.text("prefix"))) yield { displayName: `the ${id}`, identity: { id } };
            }
          },
        },
      },
      hidden: { block: LISTED, create: nothing, read: nothing, delete: async () => undefined },
    },
    dataSources: {},
    configure: async () => "shelf",
  });
}

async function listed(
  ids: readonly string[],
  {
    prefix = null,
    limit = 10,
    includeObject = false,
  }: { prefix?: string | null; limit?: number; includeObject?: boolean },
): Promise<{ readonly found: readonly string[]; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const provider = shelf(ids, asked);
  const config = fromPlain(impliedType(block({ prefix: optional(STRING) })), { prefix });
  await provider.configure({ config: Value.null({ kind: "dynamic" }), signal });
  const found: string[] = [];
  for await (const { value, diagnostics } of provider.lists?.list({
    type: "thing",
    config,
    limit,
    includeObject,
    signal,
  }) ?? []) {
    const state = value?.state === undefined ? "" : ` ${encodeJson(value.state)}`;
    if (value !== undefined) found.push(`${value.displayName} ${encodeJson(value.identity)}${state}`);
    found.push(...diagnostics.map(({ severity, summary }) => `${severity}: ${summary}`));
  }
  return { found, asked };
}

test.each([
  ["all", ["a", "b"], {}, ['the a {"id":"a"}', 'the b {"id":"b"}'], ["a", "b"]],
  ["by what is asked for", ["a", "b"], { prefix: "b" }, ['the b {"id":"b"}'], ["a", "b"]],
  // One more is looked at, to know that it is too much.
  [
    "no more than the limit",
    ["a", "b", "c", "d"],
    { limit: 2 },
    ['the a {"id":"a"}', 'the b {"id":"b"}'],
    ["a", "b", "c"],
  ],
  [
    "with the objects",
    ["a"],
    { includeObject: true },
    ['the a {"id":"a"} {"id":"a","name":"name of a"}'],
    ["a"],
  ],
  [
    "one that has gone",
    ["gone", "a"],
    { includeObject: true },
    ['the gone {"id":"gone"}', "warning: None", 'the a {"id":"a"} {"id":"a","name":"name of a"}'],
    ["gone", "a"],
  ],
  ["until it breaks", ["a", "broken", "b"], {}, ['the a {"id":"a"}', "error: Half done"], ["a", "broken"]],
] as const)("a list gives %s", async (_, ids, request, found, asked) => {
  expect(await listed(ids, request)).toEqual({ found, asked });
});

test("only types that have a list are among the lists", () => {
  expect([...(shelf([], []).schema().lists?.keys() ?? [])]).toEqual(["thing"]);
  expect(notes().schema().lists).toBeUndefined();
});
