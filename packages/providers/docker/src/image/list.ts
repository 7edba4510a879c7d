import { block, type ListDefinition, optional } from "@tutti/plugin";
import { STRING } from "@tutti/values";
import type { DockerClient } from "../docker-client.ts";
import { byName, engineList, LIST_ARGUMENTS } from "../engine-list.ts";

/** The names of images: one that has two is there twice, one without any not at all. */
export const IMAGE_LIST: ListDefinition<DockerClient> = {
  block: block({
    ...LIST_ARGUMENTS,
    reference: optional(STRING, { description: "A pattern for the name, as `nginx:1.*`." }),
  }),
  async *list(config, context) {
    const found = await engineList(config, context, "/images/json", {
      reference: config.string("reference"),
    });
    const names = found.flatMap((one) => one.strings("RepoTags")).filter((name) => name !== "<none>:<none>");
    yield* byName(names.map((name) => ({ displayName: name, identity: { name } })));
  },
};
