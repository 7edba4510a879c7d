/** A provider whose objects are files of a folder: small, with something of everything that the protocol carries. */

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  block,
  blockList,
  blockSet,
  computed,
  defineProvider,
  optional,
  optionalComputed,
  type Provider,
  ProviderFailure,
  providerError,
  required,
} from "@tutti/plugin";
import {
  BOOL,
  DYNAMIC,
  encodeJson,
  FuncError,
  listType,
  mapType,
  NUMBER,
  numberValue,
  objectType,
  STRING,
  setType,
  stringValue,
  type Value,
} from "@tutti/values";

const NOTE = block(
  {
    id: computed(STRING),
    name: required(STRING, { forceNew: true }),
    text: optional(STRING, { default: "" }),
    number: optional(NUMBER),
    flags: optional(mapType(BOOL)),
    list: optional(listType(STRING)),
    set: optional(setType(NUMBER)),
    shape: optional(objectType({ a: STRING, b: listType(NUMBER) })),
    any: optional(DYNAMIC),
    secret: optional(STRING, { sensitive: true }),
    token: optional(STRING, { writeOnly: true }),
    revision: optionalComputed(NUMBER, { volatile: true }),
  },
  {
    line: blockList(block({ text: required(STRING), at: optional(NUMBER) })),
    tag: blockSet(block({ name: required(STRING) })),
  },
);

let counted = 0;

function formatPlain(value: Value): string {
  return value.isNull ? "null" : value.isWhollyKnown ? encodeJson(value) : "partly unknown";
}

/** A note as it lies in its file. */
interface Stored {
  readonly text: string;
  readonly revision: number;
}

export function kitProvider(): Provider {
  return defineProvider<string>({
    block: block({ folder: required(STRING) }),
    configure: async (config) => config.text("folder"),
    resources: {
      kit_note: {
        version: 1,
        block: NOTE,
        identity: {
          attributes: { name: { requiredForImport: true } },
          importId: (identity) => identity.text("name"),
        },
        moveFrom: ({ type, attributes }) =>
          type === "old_note" ? { name: `${attributes["name"]}`, id: `${attributes["name"]}` } : undefined,
        async create(planned, { client, config, progress }) {
          progress("writing");
          const name = planned.text("name");
          if (name === "refused")
            throw new ProviderFailure(
              providerError("provider-call-failed", "make a note"),
              "It must not be called so.",
              {
                path: [{ kind: "attribute", name: "name" }],
              },
            );
          const token = config.string("token");
          write(client, name, { text: `${planned.text("text")}${token ?? ""}`, revision: 1 });
          return { id: name, revision: 1 };
        },
        async read(state, { client }) {
          const stored = readNote(client, state.text("name"));
          return stored === undefined ? undefined : { revision: stored.revision };
        },
        async update(planned, prior, { client }) {
          const revision = (readNote(client, prior.text("name"))?.revision ?? 0) + 1;
          write(client, planned.text("name"), { text: planned.text("text"), revision });
          return { revision };
        },
        async delete(state, { client }) {
          rmSync(join(client, `${state.text("name")}.json`), { force: true });
        },
        async import(id, { client }) {
          const stored = readNote(client, id);
          if (stored === undefined)
            throw new ProviderFailure(
              providerError("cannot-import-non-existent-remote-object"),
              `There is no note ${id}.`,
            );
          return { id, name: id, text: stored.text, revision: stored.revision };
        },
        list: {
          block: block({ prefix: optional(STRING) }),
          *list(config, { client }) {
            const prefix = config.string("prefix") ?? "";
            for (const name of names(client))
              if (name.startsWith(prefix)) yield { displayName: `note ${name}`, identity: { name } };
          },
        },
      },
    },
    dataSources: {
      kit_notes: {
        block: block({ names: computed(listType(STRING)) }),
        read: async (_, { client }) => ({ names: names(client) }),
      },
    },
    ephemeral: {
      kit_pass: {
        block: block({ length: required(NUMBER), value: computed(STRING) }),
        open: async (config) => ({
          computed: { value: "x".repeat(config.number("length") ?? 0) },
          handle: "h",
        }),
        close: async () => undefined,
      },
    },
    functions: {
      shout: {
        schema: {
          parameters: [{ name: "text", type: STRING }],
          variadic: { name: "more", type: STRING },
          returnType: STRING,
          summary: "Loud text.",
        },
        call: (words) => {
          const texts = words.map((word) => word.asString);
          const empty = texts.indexOf("");
          return empty < 0
            ? stringValue(`${texts.join(" ").toUpperCase()}!`)
            : new FuncError("nothing to shout", empty);
        },
      },
      describe: {
        schema: {
          parameters: [
            { name: "any", type: DYNAMIC, allowNull: true, allowUnknown: true, description: "Anything." },
            { name: "list", type: listType(STRING) },
          ],
          variadic: { name: "flags", type: BOOL, allowNull: true },
          returnType: STRING,
          summary: "What it was given.",
          description: "Says what it was given.",
        },
        call: (args) => {
          const [any] = args;
          if (any?.isUnknown === true) return stringValue(`unknown ${any.type.kind}`);
          if (args[1]?.asItems.length === 0) return new FuncError("what was given cannot be described");
          return stringValue(args.map((arg) => formatPlain(arg)).join(" "));
        },
      },
      /** Something else each time, which no function may be. */
      count: {
        schema: { parameters: [], returnType: NUMBER },
        call: () => {
          counted += 1;
          return numberValue(counted);
        },
      },
    },
    actions: {
      kit_touch: {
        block: block({ name: required(STRING) }),
        async invoke(config, { client, progress }) {
          progress(`touching ${config.text("name")}`);
          write(client, config.text("name"), { text: "touched", revision: 0 });
        },
      },
    },
  });
}

function names(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
}

function readNote(folder: string, name: string): Stored | undefined {
  const path = join(folder, `${name}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

function write(folder: string, name: string, note: Stored): void {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(note));
}
