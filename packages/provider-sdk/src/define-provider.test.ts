/** A provider of the kit, called in this process and over both versions of the plugin protocol. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromPlain, impliedType, type PlainRecord } from "@tutti/plugin";
import { createRealRuntime, createStop } from "@tutti/runtime";
import { objectOfType, STRING, Value } from "@tutti/values";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkContract, type OpenedProvider, openProvider } from "../testkit/index.ts";
import { notes } from "../testkit/notes-provider.ts";
import { computed, defineProvider, number, optional, required, string } from "./index.ts";

const nothing = async (): Promise<Record<string, never>> => ({});

let folder: string;
let opened: OpenedProvider | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sdk-notes-"));
});
afterEach(async () => {
  await opened?.close();
  opened = undefined;
  rmSync(folder, { recursive: true });
});

const WHOLE: PlainRecord = {
  title: "First",
  text: "one",
  size: 3,
  labels: { a: "b" },
  lines: ["x", "y"],
  marks: [2, 1],
  shape: { a: "s", b: [1, 2.5] },
  secret: "s3cret",
  line: [{ text: "one", at: 1 }, { text: "two" }],
  tag: [{ name: "t" }],
  place: { room: "attic" },
  part: { left: { size: 1 } },
};

describe.each(["process", 5, 6] as const)("over %s", (over) => {
  const open = async (): Promise<OpenedProvider> => {
    opened = await openProvider(notes, { config: { folder }, over });
    return opened;
  };
  const file = (title: string): string => join(folder, `${title}.json`);

  test("an object is made, changed in place, replaced and removed", async () => {
    const note = (await open()).object("notes_note");
    expect(await note.apply(WHOLE)).toMatchObject({
      ...WHOLE,
      id: "First",
      revision: 1,
      slug: "first",
      done: false,
      marks: [1, 2],
      line: [
        { text: "one", at: 1 },
        { text: "two", at: null },
      ],
      kind: null,
      token: null,
    });
    expect(await note.plan({ ...WHOLE, text: "two" })).toMatchObject({
      action: "update",
      planned: { id: "First", text: "two", revision: null },
    });
    expect(await note.apply({ ...WHOLE, text: "two" })).toMatchObject({ text: "two", revision: 2 });
    expect((await note.plan({ ...WHOLE, title: "Second" })).action).toBe("replace");
    expect(await note.apply({ ...WHOLE, title: "Second" })).toMatchObject({ id: "Second", revision: 1 });
    expect([existsSync(file("First")), existsSync(file("Second"))]).toEqual([false, true]);
    await note.destroy();
    expect([note.state, existsSync(file("Second"))]).toEqual([null, false]);
  });

  test("what is gone is seen, and what is there is imported", async () => {
    const provider = await open();
    const note = provider.object("notes_note");
    await note.apply({ title: "a" });
    rmSync(file("a"));
    expect(await note.refresh()).toBeNull();
    writeFileSync(file("b"), JSON.stringify({ text: "by hand", revision: 7 }));
    const found = await provider.import("notes_note", "b");
    expect(found.state).toMatchObject({
      id: "b",
      title: "b",
      text: "by hand",
      revision: 7,
      done: false,
      line: [],
    });
    expect((await found.plan({ title: "b", text: "by hand" })).action).toBe("none");
    await expect(provider.import("notes_note", "c")).rejects.toThrow("No such note: There is no note c.");
  });

  test.each<[string, PlainRecord, string]>([
    [
      "an attribute's check",
      { title: "x".repeat(21) },
      "It has 21 characters, and may have 1 to 20. (at title)",
    ],
    ["one of a list of texts", { title: "a", kind: "odd" }, '"odd" is none of "short", "long". (at kind)'],
    [
      "one within a block",
      { title: "a", line: [{ text: "ok" }, { text: "much too long" }] },
      "It has 13 characters, and may have 1 to 9. (at line[1].text)",
    ],
    [
      "the type's own",
      { title: "a", kind: "short", text: "eleven char" },
      "A short note has ten characters at most. (at text)",
    ],
    [
      "a time that is none",
      { title: "a", timeouts: { create: "soon" } },
      '"soon" is no time that something may take. Write it like "90s" or "20m". (at timeouts.create)',
    ],
  ])("%s refuses with the place", async (_, config, words) => {
    const note = (await open()).object("notes_note");
    await expect(note.apply(config)).rejects.toThrow(`Invalid Attribute Value: ${words}`);
  });

  test.each<[string, string]>([
    ["taken", "Title taken: There is a note of this title. Choose another one. (at title)"],
    ["broken", "Failed to create notes_note: the disk is full."],
  ])("a create that fails for what is %s is told", async (title, words) => {
    const note = (await open()).object("notes_note");
    await expect(note.apply({ title })).rejects.toThrow(words);
    expect(note.state).toBeNull();
  });

  test("of a create that fails half-way is kept what there is", async () => {
    const note = (await open()).object("notes_note");
    await expect(note.apply({ title: "half" })).rejects.toThrow(
      "Half done: The note was written, and no more.",
    );
    expect(note.state).toMatchObject({ id: "half", revision: 1 });
  });

  test("a create that takes too long is told", async () => {
    const note = (await open()).object("notes_note");
    await expect(note.apply({ title: "slow", timeouts: { create: "20ms" } })).rejects.toThrow(
      'Timeout: To create notes_note took longer than 20ms. To allow more, write a block timeouts with create = "…" into the resource.',
    );
  });

  test("a write-only argument reaches the handler and no state", async () => {
    const note = (await open()).object("notes_note");
    const state = await note.apply({ title: "a", text: "t-", token: "secret" });
    expect(state["token"]).toBeNull();
    expect(readFileSync(file("a"), "utf8")).toContain("t-secret");
  });

  test("plan() has the last word", async () => {
    const note = (await open()).object("notes_note");
    await note.apply({ title: "a", done: true });
    expect((await note.plan({ title: "a", done: false })).action).toBe("replace");
  });

  test("what is looked up, what lives for one run, what is done", async () => {
    const provider = await open();
    await provider.object("notes_note").apply({ title: "a" });
    await provider.object("notes_note").apply({ title: "b" });
    expect(await provider.data("notes_titles")).toEqual({ prefix: "", titles: ["a", "b"] });
    expect(await provider.data("notes_titles", { prefix: "b" })).toMatchObject({ titles: ["b"] });
    expect(await provider.ephemeral("notes_pass", { length: 3 })).toEqual({ length: 3, value: "xxx" });
    expect(await provider.invoke("notes_touch", { title: "c" })).toEqual(["touching c"]);
    expect(await provider.data("notes_titles", { prefix: "c" })).toMatchObject({ titles: ["c"] });
  });

  test("stored objects of older versions go through every step, those of another type are taken over", async () => {
    const { provider } = await open();
    const upgraded = await provider.upgradeState({
      type: "notes_note",
      version: 0,
      json: JSON.stringify({ name: "a", body: "b", id: "a", gone: true }),
    });
    expect(upgraded.value?.state.asEntries.get("title")?.asString).toBe("a");
    expect(upgraded.value?.state.asEntries.get("text")?.asString).toBe("b");
    const source = { sourceProvider: "example.com/a/old", sourceVersion: 0, sourcePrivate: undefined };
    const moved = await provider.moveState?.({
      ...source,
      type: "notes_note",
      sourceType: "old_note",
      sourceJson: '{"name":"n"}',
    });
    expect(moved?.value?.state.asEntries.get("title")?.asString).toBe("n");
    const refused = await provider.moveState?.({
      ...source,
      type: "notes_note",
      sourceType: "other",
      sourceJson: "{}",
    });
    expect(refused?.diagnostics[0]?.summary).toBe("Unsupported move");
  });

  test("a configuration that the provider refuses is told", async () => {
    await expect(openProvider(notes, { config: { folder: "" }, over })).rejects.toThrow(
      "Invalid Attribute Value: It has 0 characters, and may have 1 to 200. (at folder)",
    );
  });
});

test("a function answers, and says which argument is wrong", async () => {
  opened = await openProvider(notes, { config: { folder } });
  expect(await opened.call("shout", "a", "b")).toBe("A B!");
  await expect(opened.call("shout", "")).rejects.toThrow("nothing to shout");
});

test("a provider that does not tell what its schema promises has failed, and what it told is kept", async () => {
  const forgetful = defineProvider({ name: "a" }).resource("a_b", {
    schema: {
      id: computed(string),
      revision: computed(number, { volatile: true }),
      text: optional(string),
    },
    create: async () => ({ id: "1", revision: 1 }),
    read: async () => ({}),
    update: async () => ({}),
    async delete() {},
  });
  opened = await openProvider(forgetful);
  const object = opened.object("a_b");
  await object.apply({ text: "x" });
  await expect(object.apply({ text: "y" })).rejects.toThrow(
    "Provider told too little: The provider did not say what revision of a_b became, as its schema promises.",
  );
  expect(object.state).toMatchObject({ id: "1", text: "y" });
});

test.each<[string, () => unknown, string]>([
  [
    "a name of the language",
    () => notes.data("notes_a", { schema: { count: required(number) }, read: nothing }),
    "count",
  ],
  [
    "one that cannot be written",
    () => notes.data("notes_b", { schema: { "a-b": required(number) }, read: nothing }),
    "a-b",
  ],
  [
    "a type of another provider",
    () => notes.data("other" as "notes", { schema: {}, read: nothing }),
    "notes_",
  ],
  ["one that is there", () => notes.data("notes_titles", { schema: {}, read: nothing }), "two dataSources"],
  ["a provider's own", () => defineProvider({ name: "a", schema: { alias: required(number) } }), "alias"],
])("%s is refused when the provider is defined", (_, define, words) => {
  expect(define).toThrow(words);
});

test("while a part of the provider's configuration is not known, plans go on and nothing is looked up", async () => {
  const provider = notes.open(createRealRuntime());
  const { block } = provider.schema().provider;
  const unknown = objectOfType(impliedType(block), [["folder", Value.unknown(STRING)]]);
  const { signal } = createStop();
  expect(await provider.configure({ config: unknown, signal })).toEqual({ diagnostics: [] });
  const type = provider.schema().dataSources.get("notes_titles");
  const config = type && fromPlain(impliedType(type.block), {});
  const outcome = config && (await provider.readData({ type: "notes_titles", config, signal }));
  expect(outcome?.diagnostics[0]?.summary).toBe("Provider configuration not known yet");
});

test("the provider holds the contract of all providers", async () => {
  await checkContract(notes, {
    type: "notes_note",
    provider: { folder },
    config: { ...WHOLE, title: "a" },
    updated: { ...WHOLE, title: "a", text: "two" },
    replaced: { title: "b" },
    importBy: {
      attribute: "id",
      ignore: Object.keys(WHOLE).filter((name) => !["title", "text"].includes(name)),
    },
  });
});
