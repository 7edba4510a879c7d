import { STRING } from "@tutti/values";
import { expect, test } from "vitest";
import { block, blockList, definitionSchema, optional, type ProviderDefinition } from "./index.ts";
import { SERVICE_BLOCK } from "./service.ts";
import { schemaWithServices } from "./service-schema.ts";

const TYPE = { create: async () => ({}), read: async () => ({}), delete: async () => {} };
const DEFINITION: ProviderDefinition<undefined> = {
  block: block({}),
  resources: {
    plain: { ...TYPE, block: block({ id: optional(STRING) }) },
    other: { ...TYPE, block: block({ id: optional(STRING) }) },
    with_attribute: { ...TYPE, block: block({ service: optional(STRING) }) },
    with_block: { ...TYPE, block: block({}, { service: blockList(block({})) }) },
  },
  dataSources: {},
  configure: async () => undefined,
};
const OWN = definitionSchema(DEFINITION);

test("schemaWithServices() gives the blocks to the named types alone", () => {
  const { resourceTypes } = schemaWithServices(OWN, new Set(["plain"]));
  expect(resourceTypes.get("plain")?.block.blocks.get("service")).toBe(SERVICE_BLOCK);
  expect(resourceTypes.get("other")).toBe(OWN.resourceTypes.get("other"));
});

test.each(["with_attribute", "with_block", "not_there"])("%s keeps what its provider says", (type) => {
  expect(schemaWithServices(OWN, new Set([type]))).toBe(OWN);
});

test("the same type gets the same schema each time", () => {
  const [first, second] = [1, 2].map(() => schemaWithServices(OWN, new Set(["plain"])));
  expect(first?.resourceTypes.get("plain")).toBe(second?.resourceTypes.get("plain"));
});
