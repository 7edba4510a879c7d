/** What self-signed certificates and those that another signs have in common. */

import { computed, type Fields, optional, type ResourceDefinition, required } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { BOOL, listType, NUMBER, STRING } from "@tutti/values";
import { atLeast, invalidValue } from "../attribute-rules.ts";
import { EXTENDED_USAGES, KEY_USAGES } from "./certificate-uses.ts";

const USES = [...Object.keys(KEY_USAGES), ...Object.keys(EXTENDED_USAGES)].sort();
const HOUR_MS = 3_600_000;

export const CERTIFICATE_ATTRIBUTES = {
  id: computed(STRING, { description: "The serial number." }),
  validity_period_hours: required(NUMBER, { forceNew: true, description: "How long it is valid." }),
  allowed_uses: required(listType(STRING), {
    forceNew: true,
    description: `What it may be used for: ${USES.map((use) => `\`${use}\``).join(", ")}.`,
  }),
  early_renewal_hours: optional(NUMBER, {
    default: 0,
    description: "It is made anew so long before it ends, when a plan sees it then.",
  }),
  is_ca_certificate: optional(BOOL, { forceNew: true, default: false, description: "It may sign others." }),
  set_subject_key_id: optional(BOOL, {
    forceNew: true,
    default: false,
    description: "It tells its key (the extension `subjectKeyIdentifier`).",
  }),
  cert_pem: computed(STRING, { description: "The certificate, as PEM." }),
  ready_for_renewal: computed(BOOL, { description: "It has ended, or is within `early_renewal_hours`." }),
  validity_start_time: computed(STRING, { description: "From when on it is valid (RFC 3339)." }),
  validity_end_time: computed(STRING, { description: "Until when it is valid (RFC 3339)." }),
};

/** How a certificate lives: it is nowhere but in the state, and made anew when its time has come. */
export const CERTIFICATE_LIFE: Pick<
  ResourceDefinition<Runtime>,
  "validate" | "read" | "update" | "delete" | "adjust"
> = {
  validate: (config) => [
    ...atLeast(config, "validity_period_hours", 0),
    ...atLeast(config, "early_renewal_hours", 0),
    ...usesMistakes(config),
  ],
  read: async (state, { client }) => (isDue(state, client.clock.now()) ? { ready_for_renewal: true } : {}),
  update: async () => ({}),
  delete: async () => {},
  adjust: (planned, prior, client) => {
    const hours = planned.number("validity_period_hours");
    if (prior === undefined)
      return { set: { ready_for_renewal: (planned.number("early_renewal_hours") ?? 0) >= (hours ?? 1) } };
    return client !== undefined && isDue(planned, client.clock.now())
      ? { unknown: ["ready_for_renewal"], replace: ["ready_for_renewal"] }
      : {};
  },
};

function usesMistakes(config: Fields) {
  return config
    .strings("allowed_uses")
    .filter((use) => !USES.includes(use))
    .map((use) => {
      const list = USES.map((one) => `"${one}"`).join(" ");
      return invalidValue(
        "allowed_uses",
        `Attribute allowed_uses value must be one of: [${list}], got: "${use}"`,
      );
    });
}

/** True within the hours before its end. */
function isDue(state: Fields, now: number): boolean {
  const end = Date.parse(state.text("validity_end_time"));
  return end - (state.number("early_renewal_hours") ?? 0) * HOUR_MS <= now;
}
