/** A provider whose objects are files of a folder: with everything that the kit can say. */

import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  blockList,
  blockMap,
  blockSet,
  blockSingle,
  bool,
  computed,
  defineProvider,
  Failure,
  FunctionFailure,
  lengthBetween,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  optionalComputed,
  parameter,
  required,
  set,
  string,
  writeOnly,
} from "../src/index.ts";

interface Note {
  readonly text: string;
  readonly revision: number;
}

class Folder {
  readonly #path: string;
  constructor(path: string) {
    this.#path = path;
  }
  async names(): Promise<readonly string[]> {
    const files = await readdir(this.#path);
    return files
      .filter((file) => file.endsWith(".json"))
      .map((file) => file.slice(0, -5))
      .sort();
  }
  async read(name: string): Promise<Note | undefined> {
    const names = await this.names();
    return names.includes(name)
      ? JSON.parse(await readFile(join(this.#path, `${name}.json`), "utf8"))
      : undefined;
  }
  async write(name: string, note: Note): Promise<void> {
    await writeFile(join(this.#path, `${name}.json`), JSON.stringify(note));
  }
  async remove(name: string): Promise<void> {
    await rm(join(this.#path, `${name}.json`), { force: true });
  }
}

export const notes = defineProvider({
  name: "notes",
  source: "example.com/acme/notes",
  schema: { folder: required(string, { validate: lengthBetween(1, 200) }) },
  configure: ({ folder }) => new Folder(folder),
})
  .resource("notes_note", {
    description: "A note in a file.",
    version: 2,
    schema: {
      id: computed(string),
      title: required(string, { forceNew: true, validate: lengthBetween(1, 20) }),
      text: optional(string, { default: "" }),
      kind: optional(string, { validate: oneOf("short", "long") }),
      size: optional(number),
      done: optional(bool, { default: false }),
      labels: optional(map(string)),
      lines: optional(list(string)),
      marks: optional(set(number)),
      shape: optional(object({ a: string, b: list(number) })),
      slug: optionalComputed(string),
      secret: optional(string, { sensitive: true }),
      token: writeOnly(string),
      revision: computed(number, { volatile: true }),
      line: blockList({ text: required(string, { validate: lengthBetween(1, 9) }), at: optional(number) }),
      tag: blockSet({ name: required(string) }, { maxItems: 2 }),
      place: blockSingle({ room: required(string) }),
      part: blockMap({ size: required(number) }),
    },
    timeouts: { create: "20m", delete: "5m" },
    identity: { attributes: { title: { requiredForImport: true } }, importId: ({ title }) => `${title}` },
    validate: ({ kind, text }) =>
      kind === "short" && (text?.length ?? 0) > 10
        ? [{ at: "text", detail: "A short note has ten characters at most." }]
        : [],
    upgrade: {
      0: ({ name, ...rest }) => ({ ...rest, title: name }),
      1: ({ body, ...rest }) => ({ ...rest, text: body }),
    },
    plan: ({ planned, prior }) => (prior?.done && planned.done === false ? { replace: ["done"] } : undefined),
    async create(planned, { client, config, progress, sleep, log }) {
      if (planned.title === "taken")
        throw new Failure("Title taken", "There is a note of this title. Choose another one.", {
          at: "title",
        });
      if (planned.title === "broken") throw new Error("the disk is full");
      if (planned.title === "slow") await sleep(60_000);
      progress("writing");
      log("info", "writes a note", { title: planned.title });
      await client.write(planned.title, { text: `${planned.text}${config.token ?? ""}`, revision: 1 });
      const told = { id: planned.title, revision: 1, slug: planned.slug ?? planned.title.toLowerCase() };
      if (planned.title === "half")
        throw new Failure("Half done", "The note was written, and no more.", { made: told });
      return told;
    },
    async read({ id }, { client }) {
      const found = await client.read(id);
      return found && { revision: found.revision };
    },
    async update(planned, { client, prior }) {
      const revision = prior.revision + 1;
      await client.write(prior.id, { text: planned.text, revision });
      return { revision };
    },
    delete: ({ id }, { client }) => client.remove(id),
    async import(id, { client }) {
      const found = await client.read(id);
      if (found === undefined) throw new Failure("No such note", `There is no note ${id}.`);
      return { id, title: id, slug: id.toLowerCase(), text: found.text, revision: found.revision };
    },
    moveFrom: ({ type, attributes }) =>
      type === "old_note"
        ? { id: `${attributes["name"]}`, title: `${attributes["name"]}`, revision: 1 }
        : undefined,
    list: {
      schema: { prefix: optional(string) },
      async *list({ prefix = "" }, { client }) {
        for (const title of await client.names())
          if (title.startsWith(prefix)) yield { displayName: `note ${title}`, identity: { title } };
      },
    },
  })
  .data("notes_titles", {
    schema: { prefix: optional(string, { default: "" }), titles: computed(list(string)) },
    async read({ prefix }, { client }) {
      return { titles: (await client.names()).filter((title) => title.startsWith(prefix)) };
    },
  })
  .ephemeral("notes_pass", {
    schema: { length: required(number), value: computed(string) },
    open: async ({ length }) => ({ told: { value: "x".repeat(length) }, handle: "h" }),
    async close() {},
  })
  .action("notes_touch", {
    schema: { title: required(string) },
    async invoke({ title }, { client, progress }) {
      progress(`touching ${title}`);
      await client.write(title, { text: "touched", revision: 0 });
    },
  })
  .function("shout", {
    parameters: [parameter("text", string)],
    variadic: parameter("more", string),
    returns: string,
    summary: "Loud text.",
    call(text, ...more) {
      if (text === "") throw new FunctionFailure("nothing to shout", 0);
      return `${[text, ...more].join(" ").toUpperCase()}!`;
    },
  });
