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
import { type ApiResource, nothingToImport } from "../api/api-resource.ts";
import { between, isWritten, mistake, notEmpty, oneOf, type Rule } from "../api/argument-rules.ts";
import type { DoClient } from "./do-client.ts";

const TYPES = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "TXT", "SRV", "SOA"];
/** What must be said of records of a type. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  MX: ["priority"],
  SRV: ["priority", "weight", "port"],
  CAA: ["flags", "tag"],
};
const OF_TYPES = ["priority", "weight", "port", "flags", "tag"];
/** Their value is a name, which the service tells without the dot at its end. */
const OF_NAMES = new Set(["CNAME", "MX", "NS", "SRV", "CAA"]);

const needs: Rule = (config, path) =>
  (NEEDED[config.text("type")] ?? [])
    .filter((name) => !isWritten(config, name))
    .map((name) => mistake(path, name, `A record of the type ${config.text("type")} needs "${name}".`));

/** `digitalocean_record`: a record of a domain. */
export const RECORD: ApiResource<DoClient> = {
  noun: "record",
  block: block({
    id: computed(STRING, { description: "The number of the record." }),
    domain: required(STRING, { forceNew: true, description: "The name of its domain." }),
    type: required(STRING, { forceNew: true, description: `One of ${TYPES.join(", ")}.` }),
    name: required(STRING, { description: "The name in the domain; `@` is the domain itself." }),
    value: required(STRING, {
      description: "An address, a text, or a name; a name in full ends with a dot, `@` is the domain itself.",
    }),
    ttl: optionalComputed(NUMBER, {
      description: "How long it may be kept, in seconds. By default 1800; records of one name have one.",
    }),
    priority: optional(NUMBER, { description: "Of MX and SRV: the lowest counts first." }),
    weight: optional(NUMBER, { description: "Of SRV: the share among those of a priority." }),
    port: optional(NUMBER, { description: "Of SRV." }),
    flags: optional(NUMBER, { description: "Of CAA: 0 to 255." }),
    tag: optional(STRING, { description: "Of CAA: `issue`, `issuewild` or `iodef`." }),
    fqdn: computed(STRING, { description: "The whole name." }),
  }),
  rules: [
    notEmpty("domain", "name"),
    oneOf("type", TYPES),
    between("ttl", 1, 2 ** 31 - 1),
    between("priority", 0, 65535),
    between("weight", 0, 65535),
    between("port", 0, 65535),
    between("flags", 0, 255),
    oneOf("tag", ["issue", "issuewild", "iodef"]),
    needs,
  ],
  aliases: { data: "value" },
  alike: {
    name: (one, other, state) => inFull(String(one), state) === inFull(String(other), state),
    value: (one, other, state) =>
      one === other ||
      (OF_NAMES.has(state.text("type")) && inFull(String(one), state) === inFull(String(other), state)),
  },
  // It is made of the name.
  adjust: (planned, prior) => ({
    unknown:
      prior !== undefined && inFull(planned.text("name"), prior) !== inFull(prior.text("name"), prior)
        ? ["fqdn"]
        : [],
  }),

  async create(planned, { client, signal }) {
    const asked = {
      signal,
      doing: `create the record "${planned.text("name")}" of ${planned.text("domain")}`,
    };
    const body = { type: planned.text("type"), ...bodyOf(planned) };
    const answer = new Fields(await client.call("POST", pathOf(planned), { ...asked, body }));
    const id = answer.block("domain_record")?.number("id") ?? 0;
    return observe(planned, await client.made(pathOf(planned, id), "domain_record", asked));
  },

  async read(state, { client, signal }) {
    const doing = `read the record ${state.text("id")} of ${state.text("domain")}`;
    const found = await client.find(pathOf(state, state.text("id")), "domain_record", { signal, doing });
    return found && observe(state, found);
  },

  async update(planned, prior, { client, signal }) {
    const doing = `change the record ${prior.text("id")} of ${prior.text("domain")}`;
    const path = pathOf(prior, prior.text("id"));
    const answer = await client.call("PUT", path, { signal, doing, body: bodyOf(planned) });
    return observe(planned, new Fields(answer).block("domain_record") ?? new Fields({}));
  },

  delete: (state, { client, signal }) =>
    client.remove(pathOf(state, state.text("id")), {
      signal,
      doing: `delete the record ${state.text("id")} of ${state.text("domain")}`,
    }),

  async import(id, { client, signal }) {
    const [domain = "", record = ""] = id.split(",");
    const of = new Fields({ domain });
    const asked = { signal, doing: `import the record ${record} of ${domain}` };
    const found = /^\d+$/.test(record)
      ? await client.find(pathOf(of, record), "domain_record", asked)
      : undefined;
    if (found === undefined) throw nothingToImport("record (DOMAIN,NUMBER)", id);
    return observe(of, found);
  },
};

function pathOf(fields: Fields, id?: number | string): string {
  const records = `/domains/${encodeURIComponent(fields.text("domain"))}/records`;
  return id === undefined ? records : `${records}/${id}`;
}

function bodyOf(planned: Fields): PlainRecord {
  return {
    name: planned.text("name"),
    data: planned.text("value"),
    ttl: planned.number("ttl"),
    priority: planned.number("priority"),
    weight: planned.number("weight"),
    port: planned.number("port"),
    flags: planned.number("flags"),
    tag: planned.string("tag"),
  };
}

function observe(of: Fields, record: Fields): PlainRecord {
  const domain = of.text("domain");
  const type = record.text("type");
  const data = record.text("data");
  const isName =
    OF_NAMES.has(type) && data !== "@" && record.string("tag") !== "iodef" && !data.endsWith(".");
  const name = record.text("name");
  return {
    id: String(record.number("id") ?? of.text("id")),
    domain,
    type,
    name,
    value: isName ? `${data}.` : data,
    ttl: record.number("ttl") ?? null,
    // Other types are told with zeros, or with nothing.
    ...Object.fromEntries(
      OF_TYPES.map((part) => [part, NEEDED[type]?.includes(part) ? record.plain(part) : null]),
    ),
    fqdn: inFull(of.string("name") ?? name, of).replace(/\.$/, ""),
  };
}

/** A name as its domain completes it, with the dot at its end. */
function inFull(name: string, { record }: Fields): string {
  const domain = `${String(record["domain"])}.`;
  const small = name.toLowerCase();
  if (small === "@") return domain;
  return small === domain || small.endsWith(`.${domain}`) || small.endsWith(".")
    ? small
    : `${small}.${domain}`;
}
