import { block, type ListDefinition, optional } from "@tutti/plugin";
import { STRING } from "@tutti/values";
import type { DockerClient } from "../docker-client.ts";
import { byName, engineList, LIST_ARGUMENTS } from "../engine-list.ts";

/** Containers, those that do not run too. */
export const CONTAINER_LIST: ListDefinition<DockerClient> = {
  block: block({
    ...LIST_ARGUMENTS,
    name: optional(STRING, { description: "A part of the name." }),
    image: optional(STRING, { description: "Made of this image, or of one that was built on it." }),
    network: optional(STRING, { description: "On this network, by its name or id." }),
    status: optional(STRING, { description: "`created`, `running`, `paused`, `exited` and so on." }),
  }),
  async *list(config, context) {
    const filters = {
      name: config.string("name"),
      ancestor: config.string("image"),
      network: config.string("network"),
      status: config.string("status"),
    };
    const found = await engineList(config, context, "/containers/json", filters, { all: true });
    yield* byName(
      found.map((one) => ({
        displayName: (one.strings("Names")[0] ?? "").replace(/^\//, ""),
        identity: { id: one.text("Id") },
      })),
    );
  },
};
