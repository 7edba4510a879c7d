import {
  block,
  computed,
  Fields,
  optional,
  optionalComputed,
  type PlainRecord,
  required,
} from "@tutti/plugin";
import { NUMBER, STRING } from "@tutti/values";
import { ANY_CASE, type ApiResource } from "../api/api-resource.ts";
import type { DnsimpleClient } from "./dnsimple-client.ts";
import { ZONE_RECORD } from "./zone-record.ts";

/** `dnsimple_record`: how a record was called before version 1 of the public provider. */
export const RECORD: ApiResource<DnsimpleClient> = {
  noun: "record",
  block: {
    ...block({
      id: computed(STRING, { description: "The number of the record." }),
      domain: required(STRING, { forceNew: true, description: "The name of its zone." }),
      domain_id: computed(STRING, { description: "What DNSimple calls the zone." }),
      name: required(STRING, { description: 'The name in the zone; "" is the zone itself.' }),
      hostname: computed(STRING, { description: "The whole name." }),
      type: required(STRING, { forceNew: true, description: "`A`, `CNAME`, `MX` …, in capital letters." }),
      value: required(STRING, { description: "An address, a name, a text." }),
      ttl: optional(NUMBER, { default: 3600, description: "How long it may be kept, in seconds." }),
      priority: optionalComputed(NUMBER, { description: "Of MX and SRV: the lowest counts first." }),
    }),
    deprecated: true,
    description: "Use `dnsimple_zone_record`.",
  },
  rules: ZONE_RECORD.rules ?? [],
  aliases: { content: "value" },
  alike: {
    name: ANY_CASE,
    value: (one, other, state) =>
      ANY_CASE(String(one).replace(/\.$/, ""), String(other).replace(/\.$/, ""), state),
  },
  adjust: (planned, prior) => ({
    unknown: prior !== undefined && planned.plain("name") !== prior.plain("name") ? ["hostname"] : [],
  }),
  create: async (planned, context) => asOld(await ZONE_RECORD.create(asNew(planned), context)),
  async read(state, context) {
    const found = await ZONE_RECORD.read(asNew(state), context);
    return found && asOld(found);
  },
  update: async (planned, prior, context) =>
    asOld((await ZONE_RECORD.update?.(asNew(planned), asNew(prior), context)) ?? {}),
  delete: (state, context) => ZONE_RECORD.delete(asNew(state), context),
  async import(id, context) {
    const found = (await ZONE_RECORD.import?.(id, context)) ?? {};
    return { ...asOld(found), domain: found["zone_name"] };
  },
};

function asNew(fields: Fields): Fields {
  const { id, domain, ...rest } = fields.record;
  return new Fields({ ...rest, id: Number(id ?? 0), zone_name: domain });
}

function asOld(found: PlainRecord): PlainRecord {
  const { id, zone_id, qualified_name, name, value, type, ttl, priority } = found;
  return { id: String(id), domain_id: zone_id, hostname: qualified_name, name, value, type, ttl, priority };
}
