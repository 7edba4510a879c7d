import type { BlockSchema } from "@tutti/plugin";
import { BOOL, listType, mapType, STRING } from "@tutti/values";

/** The arguments of a `local-exec` provisioner. */
export const LOCAL_EXEC: BlockSchema = {
  attributes: new Map([
    ["command", { type: STRING, required: true }],
    ["interpreter", { type: listType(STRING), optional: true }],
    ["working_dir", { type: STRING, optional: true }],
    ["environment", { type: mapType(STRING), optional: true }],
    ["quiet", { type: BOOL, optional: true }],
  ]),
  blocks: new Map(),
};
