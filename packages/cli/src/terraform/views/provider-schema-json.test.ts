import type { ProviderSchema } from "@tutti/plugin";
import { listType, NUMBER, STRING } from "@tutti/values";
import { expect, test } from "vitest";
import { providerJson } from "./provider-schema-json.ts";

const EMPTY = { version: 0, block: { attributes: new Map(), blocks: new Map() } };
const CONFIG = {
  attributes: new Map([["signal", { type: STRING, optional: true }]]),
  blocks: new Map(),
};
const SCHEMA: ProviderSchema = {
  provider: EMPTY,
  resourceTypes: new Map([["cloud_disk", EMPTY]]),
  dataSources: new Map(),
  actions: new Map([["cloud_restart", { version: 0, block: CONFIG }]]),
  identities: new Map([
    [
      "cloud_disk",
      {
        version: 2,
        attributes: new Map([
          ["name", { type: STRING, requiredForImport: true, description: "What it is called." }],
          ["zones", { type: listType(NUMBER) }],
        ]),
      },
    ],
    ["cloud_bare", { version: 0, attributes: new Map() }],
  ]),
};

test("identities say what an import by them must give and what it may; actions what they take", () => {
  const shown = JSON.parse(JSON.stringify(providerJson(SCHEMA, true)));
  expect(shown.resource_identity_schemas).toEqual({
    cloud_disk: {
      version: 2,
      attributes: {
        name: { type: "string", description: "What it is called.", required_for_import: true },
        zones: { type: ["list", "number"], optional_for_import: true },
      },
    },
    cloud_bare: { version: 0 },
  });
  expect(shown.action_schemas).toEqual({
    cloud_restart: {
      version: 0,
      block: {
        attributes: { signal: { type: "string", description_kind: "plain", optional: true } },
        description_kind: "plain",
      },
    },
  });
});

test("as Terraform 1.11 writes it there are neither, nor where a provider has none", () => {
  const keys = (schema: ProviderSchema, beyond: boolean): readonly string[] =>
    Object.keys(JSON.parse(JSON.stringify(providerJson(schema, beyond))));
  expect(keys(SCHEMA, false)).toEqual(["provider", "resource_schemas"]);
  const { actions: _, identities: __, ...bare } = SCHEMA;
  expect(keys(bare, true)).toEqual(["provider", "resource_schemas"]);
  expect(keys({ ...bare, actions: new Map(), identities: new Map() }, true)).toEqual([
    "provider",
    "resource_schemas",
  ]);
});

test("functions say what they take and give, and for what they are, as far as the provider does", () => {
  const functions: ProviderSchema["functions"] = new Map([
    [
      "size",
      {
        parameters: [{ name: "disk", type: STRING, allowNull: true }],
        returnType: NUMBER,
        summary: "How large.",
        description: "How large a disk of that name would be.",
      },
    ],
    ["now", { parameters: [], returnType: NUMBER }],
  ]);
  const shown = JSON.parse(JSON.stringify(providerJson({ ...SCHEMA, functions }, false)));
  expect(shown.functions).toEqual({
    size: {
      description: "How large a disk of that name would be.",
      summary: "How large.",
      return_type: "number",
      parameters: [{ name: "disk", type: "string", is_nullable: true }],
    },
    now: { return_type: "number" },
  });
});
