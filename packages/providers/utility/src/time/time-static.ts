import { block, computed, optionalComputed, type ResourceDefinition } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { STRING } from "@tutti/values";
import { STATE_ONLY } from "../state-only.ts";
import {
  MOMENT_PARTS,
  momentMistakes,
  momentOf,
  momentParts,
  readMoment,
  TRIGGERS,
  writeMoment,
} from "./moment.ts";

/** `time_static`: the moment of its creation, or one that is given. */
export const TIME_STATIC: ResourceDefinition<Runtime> = {
  block: block({
    ...MOMENT_PARTS,
    id: computed(STRING, { description: "As `rfc3339`." }),
    rfc3339: optionalComputed(STRING, { forceNew: true, description: "The moment; by default now." }),
    triggers: TRIGGERS,
  }),
  validate: (config) => momentMistakes(config, "rfc3339"),
  ...STATE_ONLY,
  create: async (planned, { client: { clock } }) => {
    const given = planned.string("rfc3339");
    const moment = given === undefined ? momentOf(clock) : readMoment(given);
    return told(writeMoment(moment));
  },
  update: async () => ({}),
  import: async (id) => ({ ...told(writeMoment(readMoment(id))), triggers: {} }),
};

function told(text: string) {
  return { ...momentParts(readMoment(text)), id: text, rfc3339: text };
}
