import {
  block,
  computed,
  Fields,
  optional,
  optionalComputed,
  type PlainRecord,
  required,
} from "@tutti/plugin";
import { listType, NUMBER, STRING } from "@tutti/values";
import { type ApiResource, nothingToImport } from "../api/api-resource.ts";
import { between, matching, notEmpty } from "../api/argument-rules.ts";
import type { DnsimpleClient } from "./dnsimple-client.ts";

/** `dnsimple_zone_record`: a record of a zone. */
export const ZONE_RECORD: ApiResource<DnsimpleClient> = {
  noun: "record",
  version: 1,
  block: block({
    id: computed(NUMBER, { description: "The number of the record." }),
    zone_name: required(STRING, { forceNew: true, description: "The name of its zone." }),
    zone_id: computed(STRING, { description: "What DNSimple calls the zone." }),
    name: required(STRING, { description: 'The name in the zone; "" is the zone itself.' }),
    name_normalized: computed(STRING, { description: "The name, as DNSimple keeps it." }),
    qualified_name: computed(STRING, { description: "The whole name." }),
    type: required(STRING, { forceNew: true, description: "`A`, `CNAME`, `MX` …, in capital letters." }),
    value: required(STRING, { description: "An address, a name, a text." }),
    value_normalized: computed(STRING, { description: "The value, as DNSimple keeps it." }),
    ttl: optional(NUMBER, { default: 3600, description: "How long it may be kept, in seconds." }),
    priority: optionalComputed(NUMBER, { description: "Of MX and SRV: the lowest counts first." }),
    regions: optional(listType(STRING), {
      description: "From where it is answered, like `SV1`; by default from everywhere.",
    }),
  }),
  rules: [
    notEmpty("zone_name"),
    matching("type", /^[A-Z0-9]+$/, "The type of a record is written in capital letters"),
    between("ttl", 1, 2 ** 31 - 1),
    between("priority", 0, 65535),
  ],
  aliases: { content: "value", prio: "priority" },

  adjust(planned, prior) {
    if (prior === undefined) return {};
    const isOther = (name: string): boolean => planned.plain(name) !== prior.plain(name);
    return {
      unknown: [
        ...(isOther("name") ? ["name_normalized", "qualified_name"] : []),
        ...(isOther("value") ? ["value_normalized"] : []),
      ],
    };
  },

  async create(planned, { client, signal }) {
    const zone = planned.text("zone_name");
    const doing = `create the record "${planned.text("name")}" of ${zone}`;
    const body = { type: planned.text("type"), ...bodyOf(planned) };
    const made = await client.call("POST", pathOf(planned), { signal, doing, body });
    client.forget(zone);
    return observe(planned, made);
  },

  async read(state, { client, signal }) {
    const [id, zone] = [state.number("id") ?? 0, state.text("zone_name")];
    const found = await client.record(zone, id, { signal, doing: `read the record ${id} of ${zone}` });
    return found && observe(state, found);
  },

  async update(planned, prior, { client, signal }) {
    const zone = planned.text("zone_name");
    const doing = `change the record ${prior.number("id")} of ${zone}`;
    const made = await client.call("PATCH", pathOf(prior, prior.number("id")), {
      signal,
      doing,
      body: bodyOf(planned),
    });
    client.forget(zone);
    return observe(planned, made);
  },

  async delete(state, { client, signal }) {
    const zone = state.text("zone_name");
    const doing = `delete the record ${state.number("id")} of ${zone}`;
    await client.remove(pathOf(state, state.number("id")), { signal, doing });
    client.forget(zone);
  },

  async import(id, { client, signal }) {
    const [, zone_name = "", number = ""] = /^(.+)_(\d+)$/.exec(id) ?? [];
    const of = new Fields({ zone_name });
    const asked = { signal, doing: `import the record ${number} of ${zone_name}` };
    const found = number === "" ? undefined : await client.find(pathOf(of, Number(number)), asked);
    if (found === undefined) throw nothingToImport("record (ZONE_NUMBER)", id);
    return { ...observe(of, found), zone_name };
  },
};

function pathOf(fields: Fields, id?: number): string {
  const records = `/zones/${encodeURIComponent(fields.text("zone_name"))}/records`;
  return id === undefined ? records : `${records}/${id}`;
}

function bodyOf(planned: Fields): PlainRecord {
  const regions = planned.strings("regions");
  return {
    name: planned.text("name"),
    content: planned.text("value"),
    ttl: planned.number("ttl"),
    priority: planned.number("priority"),
    regions: regions.length === 0 ? ["global"] : regions,
  };
}

/** What was written stays as long as it comes to what DNSimple keeps. */
function observe(of: Fields, record: Fields): PlainRecord {
  const [name, content] = [record.text("name"), record.text("content")];
  const zone = of.text("zone_name");
  const regions = record.strings("regions");
  return {
    id: record.number("id") ?? null,
    zone_id: record.string("zone_id") ?? null,
    type: record.text("type"),
    name: name === of.string("name_normalized") ? of.plain("name") : name,
    name_normalized: name,
    qualified_name: name === "" ? zone : `${name}.${zone}`,
    value: content === of.string("value_normalized") ? of.plain("value") : content,
    value_normalized: content,
    ttl: record.number("ttl") ?? null,
    priority: record.number("priority") ?? 0,
    regions:
      regions.length === 1 && regions[0] === "global" && of.strings("regions").length === 0 ? null : regions,
  };
}
