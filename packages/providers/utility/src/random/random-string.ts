import { computed } from "@tutti/plugin";
import { STRING } from "@tutti/values";
import { keptText } from "./kept-text.ts";

/** `random_string`: a text that anybody may see. */
export const RANDOM_STRING = keptText({
  version: 3,
  attributes: {
    id: computed(STRING, { description: "The text." }),
    result: computed(STRING, { description: "The text." }),
  },
  tell: (text) => ({ id: text, result: text }),
});
