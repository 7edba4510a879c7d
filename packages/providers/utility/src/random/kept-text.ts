import {
  type AttributeDefinition,
  block,
  type Fields,
  type PlainRecord,
  type ResourceDefinition,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { STATE_ONLY } from "../state-only.ts";
import { KEEPERS, keepersChanged } from "./keepers.ts";
import {
  digitsAllowed,
  drawText,
  IMPORTED_TEXT,
  KEPT_TEXT_ARGUMENTS,
  specialChanged,
  textMistakes,
  upgradedText,
} from "./text-rules.ts";

/** What tells a kind of kept text from the other. */
interface KeptText {
  readonly version: number;
  readonly attributes: Readonly<Record<string, AttributeDefinition>>;
  /** What is told of a text; `stored` are the attributes of an older version of it. */
  tell(text: string, stored?: PlainRecord): PlainRecord | Promise<PlainRecord>;
}

/** `random_string`, `random_password`: a text that is drawn once by rules. */
export function keptText({ version, attributes, tell }: KeptText): ResourceDefinition<Runtime> {
  return {
    version,
    block: block({ ...KEPT_TEXT_ARGUMENTS, ...attributes, keepers: KEEPERS }),
    validate: textMistakes,
    ...STATE_ONLY,
    adjust: (planned, prior, _, config) => {
      const digits = digitsAllowed(config);
      const set = digits === undefined ? {} : { number: digits, numeric: digits };
      return { set, replace: prior === undefined ? [] : replacing(planned, prior) };
    },
    create: async (planned, { client }) => tell(drawText(planned, client.random)),
    update: async () => ({}),
    import: async (id) => ({ ...IMPORTED_TEXT, length: Buffer.byteLength(id), ...(await tell(id)) }),
    upgrade: async (stored) => {
      const result = typeof stored["result"] === "string" ? stored["result"] : "";
      return { ...stored, ...upgradedText(stored, result), ...(await tell(result, stored)) };
    },
  };
}

function replacing(planned: Fields, prior: Fields): readonly string[] {
  return [
    ...(keepersChanged(planned, prior) ? ["keepers"] : []),
    ...(specialChanged(planned, prior) ? ["override_special"] : []),
  ];
}
