import type { ResourceDefinition } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { STATE_ONLY } from "../state-only.ts";
import { replaceWithKeepers } from "./keepers.ts";

type Kept = Pick<ResourceDefinition<Runtime>, "adjust" | "update" | "read" | "delete">;

/** A value that lies in the state alone and stays until its keepers, or what it is drawn by, change. */
export const KEPT_VALUE: Kept & { readonly adjust: NonNullable<Kept["adjust"]> } = {
  ...STATE_ONLY,
  adjust: replaceWithKeepers,
  // Keepers that do not count are written down as they are.
  update: async () => ({}),
};
