import { STRING } from "@tutti/values";
import { expect, test } from "vitest";
import { defineProvider } from "./define-provider.ts";
import { block, blockList, optional, required } from "./definition.ts";
import { toPlain } from "./plain.ts";

const nothing = async () => ({});
const provider = (takes: boolean) =>
  defineProvider({
    block: block({}),
    configure: async () => ({}),
    dataSources: {},
    resources: {
      note: {
        block: block(
          { title: required(STRING), text: optional(STRING) },
          { line: blockList(block({ text: required(STRING) })) },
        ),
        ...(takes && {
          moveFrom: ({ provider, type, version, attributes }) =>
            provider.endsWith("/acme/old") && type === "old_note"
              ? { title: `${attributes["name"]}`, text: `of version ${version}` }
              : undefined,
        }),
        create: nothing,
        read: nothing,
        async delete() {},
      },
    },
  });

const moved = (sourceProvider: string, sourceJson = '{"name":"a"}') =>
  provider(true).moveState?.({
    type: "note",
    sourceProvider,
    sourceType: "old_note",
    sourceVersion: 2,
    sourceJson,
    sourcePrivate: undefined,
  });

test("moveFrom() makes an object of a stored one of another type, its blocks empty where nothing is told of them", async () => {
  const outcome = await moved("example.com/acme/old");
  expect(outcome?.value && toPlain(outcome.value.state)).toEqual({
    title: "a",
    text: "of version 2",
    line: [],
  });
});

test("moveFrom() that takes no such object refuses it", async () => {
  expect(await moved("example.com/acme/other")).toMatchObject({
    diagnostics: [
      {
        summary: "Unsupported move",
        detail:
          "An object of note cannot be made of a old_note of the provider example.com/acme/other. Take the moved block away, or let it lead from another resource.",
      },
    ],
    value: undefined,
  });
});

test("a provider none of whose types takes any says so", () => {
  expect(provider(false).moveState).toBeUndefined();
});
