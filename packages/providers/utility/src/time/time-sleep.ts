import {
  block,
  computed,
  type Fields,
  optional,
  type ProviderDiagnostic,
  ProviderFailure,
  type ResourceDefinition,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { parseDuration, STRING } from "@tutti/values";
import { invalidCombination, invalidValue, isWritten } from "../attribute-rules.ts";
import { utilityError } from "../errors.ts";
import { STATE_ONLY } from "../state-only.ts";
import { momentOf, TRIGGERS, writeMoment } from "./moment.ts";

const NAMES = ["create_duration", "destroy_duration"] as const;
const DURATION = /^[0-9]+(\.[0-9]+)?(ms|s|m|h)$/;

/** `time_sleep`: waiting, at creation and at destruction. */
export const TIME_SLEEP: ResourceDefinition<Runtime> = {
  block: block({
    create_duration: optional(STRING, { description: 'How long creation waits: "30s".' }),
    destroy_duration: optional(STRING, {
      description: 'How long destruction waits: "30s". What the state says counts.',
    }),
    id: computed(STRING, { description: "When it was created." }),
    triggers: TRIGGERS,
  }),
  validate: (config) => [...atLeastOne(config), ...NAMES.flatMap((name) => durationMistakes(config, name))],
  read: STATE_ONLY.read,
  watch: STATE_ONLY.watch,
  create: async (planned, { client: { clock }, signal }) => {
    await wait(planned.string("create_duration"), clock, signal);
    return { id: writeMoment(momentOf(clock)) };
  },
  update: async () => ({}),
  delete: (state, { client: { clock }, signal }) => wait(state.string("destroy_duration"), clock, signal),
  import: async (id, { client: { clock } }) => {
    const [create = "", destroy = "", ...more] = id.split(",");
    if (!id.includes(",") || more.length > 0 || (create === "" && destroy === ""))
      throw new ProviderFailure(
        utilityError("unexpected-format-of-id"),
        `Unexpected format of ID ("${id}"), expected CREATEDURATION,DESTROYDURATION where at least one value is non-empty`,
      );
    for (const text of [create, destroy]) if (text !== "") milliseconds(text);
    return {
      id: writeMoment(momentOf(clock)),
      create_duration: create || null,
      destroy_duration: destroy || null,
      triggers: {},
    };
  },
};

/** Told at each of them, in the framework's words. */
function atLeastOne(config: Fields): readonly ProviderDiagnostic[] {
  if (NAMES.some((name) => isWritten(config, name))) return [];
  return NAMES.map((name) => {
    const other = NAMES.find((one) => one !== name);
    const detail = `At least one attribute out of [${other},${name}] must be specified`;
    return invalidCombination(name, detail);
  });
}

function durationMistakes(config: Fields, name: string): readonly ProviderDiagnostic[] {
  const text = config.string(name);
  if (text === undefined || DURATION.test(text)) return [];
  const rule = `must be a number immediately followed by ms (milliseconds), s (seconds), m (minutes), or h (hours). For example, "30s" for 30 seconds.`;
  return [invalidValue(name, `Attribute ${name} ${rule}, got: ${text}`)];
}

async function wait(text: string | undefined, clock: Runtime["clock"], signal: AbortSignal): Promise<void> {
  if (text !== undefined && text !== "") await clock.sleep(milliseconds(text), signal);
}

function milliseconds(text: string): number {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new ProviderFailure(utilityError("attribute-value-not-allowed"), parsed.text);
  return parsed.ns / 1e6;
}
