import { block, isList, type ListDefinition, optional } from "@tutti/plugin";
import { STRING } from "@tutti/values";
import type { ConsulClient } from "./consul-client.ts";

/** The folders of keys right below a prefix: what ends at the next slash. */
export const KEY_PREFIX_LIST: ListDefinition<ConsulClient> = {
  block: block({
    prefix: optional(STRING, { description: "Where it is looked; by default at the top." }),
    datacenter: optional(STRING, { description: "By default the provider's." }),
  }),
  async *list(config, { client, signal }) {
    const query = { keys: "", separator: "/" };
    const found = await client.call("kv.read", {
      of: config,
      rest: config.string("prefix") ?? "",
      query,
      signal,
    });
    for (const key of isList(found) ? found : []) {
      // A key stands for itself, and is no folder.
      if (typeof key !== "string" || !key.endsWith("/")) continue;
      yield { displayName: key, identity: { path_prefix: key } };
    }
  },
};
