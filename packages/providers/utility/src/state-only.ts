import type { ResourceDefinition } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";

/** Of an object that is nowhere but in the state: it is always as it was, and nothing is left of it. */
export const STATE_ONLY: Pick<ResourceDefinition<Runtime>, "read" | "delete"> = {
  read: async () => ({}),
  delete: async () => {},
};
