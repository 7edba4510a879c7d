import { block, type ListDefinition, optional } from "@tutti/plugin";
import { STRING } from "@tutti/values";
import type { DockerClient } from "../docker-client.ts";
import { byName, engineList, LIST_ARGUMENTS } from "../engine-list.ts";

/** Networks that somebody made; those that each engine has by itself are nobody's to manage. */
export const NETWORK_LIST: ListDefinition<DockerClient> = {
  block: block({
    ...LIST_ARGUMENTS,
    name: optional(STRING, { description: "A part of the name." }),
    driver: optional(STRING, { description: "Networks of this driver alone." }),
  }),
  async *list(config, context) {
    const filters = { type: "custom", name: config.string("name"), driver: config.string("driver") };
    const found = await engineList(config, context, "/networks", filters);
    yield* byName(found.map((one) => ({ displayName: one.text("Name"), identity: { id: one.text("Id") } })));
  },
};
