import { block, type ListDefinition, optional } from "@tutti/plugin";
import { STRING } from "@tutti/values";
import type { DockerClient } from "../docker-client.ts";
import { byName, engineList, LIST_ARGUMENTS } from "../engine-list.ts";

/** Volumes, those without a name that anybody gave too. */
export const VOLUME_LIST: ListDefinition<DockerClient> = {
  block: block({
    ...LIST_ARGUMENTS,
    name: optional(STRING, { description: "A part of the name." }),
    driver: optional(STRING, { description: "Volumes of this driver alone." }),
  }),
  async *list(config, context) {
    const filters = { name: config.string("name"), driver: config.string("driver") };
    const found = await engineList(config, context, "/volumes", filters);
    yield* byName(
      found.map((one) => ({ displayName: one.text("Name"), identity: { name: one.text("Name") } })),
    );
  },
};
