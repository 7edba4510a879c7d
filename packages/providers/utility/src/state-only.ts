import { type ResourceDefinition, watchUnchanging } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";

/** Of an object that is nowhere but in the state: it is always as it was, and nothing is left of it. */
export const STATE_ONLY: Required<Pick<ResourceDefinition<Runtime>, "read" | "delete" | "watch">> = {
  read: async () => ({}),
  delete: async () => {},
  watch: (_, context) => watchUnchanging(context),
};
