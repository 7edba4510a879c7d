import type { Network } from "@tutti/runtime";
import { type Answer, type Json, type Route, type SimulatedApi, simulateApi } from "./simulated-api.ts";

/** DNSimple's API, version 2, as far as the provider asks it. */
export interface DnsimpleSimulator extends SimulatedApi {
  readonly domains: Map<string, Json>;
  readonly zones: Map<string, Json>;
  /** By zone, by number. */
  readonly records: Map<string, Map<number, Json>>;
  readonly knobs: { pageMax: number };
}

export const DNSIMPLE_TOKEN = "dnsimple_a_0123456789abcdef";
export const DNSIMPLE_ACCOUNT = "1010";

const NOT_FOUND: Answer = [404, { message: "not found" }];
const BASE = `/v2/${DNSIMPLE_ACCOUNT}`;

/** Listens on a free port of `host`. */
export async function simulateDnsimple(network: Network, host: string, port = 0): Promise<DnsimpleSimulator> {
  const domains = new Map<string, Json>();
  const zones = new Map<string, Json>();
  const records = new Map<string, Map<number, Json>>();
  const knobs = { pageMax: 100 };
  let count = 5000;
  const next = (): number => {
    count += 1;
    return count;
  };
  const one = (map: ReadonlyMap<string, Json>, name = ""): Answer => {
    const found = map.get(name);
    return found === undefined ? NOT_FOUND : [200, { data: found }];
  };
  const activation = (name: string, active: boolean): Answer => {
    const zone = zones.get(name);
    return zone === undefined ? NOT_FOUND : [200, { data: Object.assign(zone, { active }) }];
  };
  const routes: readonly Route[] = [
    [
      "POST",
      `${BASE}/domains`,
      ({ body }) => {
        const name = String(body["name"]);
        if (!/^[a-z0-9.-]+\.[a-z]+$/.test(name)) return failed({ name: ["is an invalid domain"] });
        if (domains.has(name)) return failed({ name: ["has already been taken"] });
        const account_id = Number(DNSIMPLE_ACCOUNT);
        const data: Json = {
          id: next(),
          account_id,
          registrant_id: null,
          name,
          unicode_name: name,
          state: "hosted",
          auto_renew: false,
          private_whois: false,
          trustee: false,
        };
        domains.set(name, data);
        zones.set(name, {
          id: next(),
          account_id,
          name,
          reverse: false,
          secondary: false,
          last_transferred_at: null,
          active: true,
        });
        records.set(name, new Map());
        return [201, { data }];
      },
    ],
    ["GET", `${BASE}/domains/:name`, ({ parts: [name] }) => one(domains, name)],
    [
      "DELETE",
      `${BASE}/domains/:name`,
      ({ parts: [name = ""] }) => {
        zones.delete(name);
        records.delete(name);
        return domains.delete(name) ? [204] : NOT_FOUND;
      },
    ],
    ["GET", `${BASE}/zones/:name`, ({ parts: [name] }) => one(zones, name)],
    ["PUT", `${BASE}/zones/:name/activation`, ({ parts: [name = ""] }) => activation(name, true)],
    ["DELETE", `${BASE}/zones/:name/activation`, ({ parts: [name = ""] }) => activation(name, false)],
    [
      "GET",
      `${BASE}/zones/:name/records`,
      ({ parts: [name = ""], query }) => {
        const all = [...(records.get(name)?.values() ?? [])];
        const size = Math.min(Number(query.get("per_page") ?? 30), knobs.pageMax);
        const page = Number(query.get("page") ?? 1);
        const pagination = {
          current_page: page,
          per_page: size,
          total_entries: all.length,
          total_pages: Math.ceil(all.length / size),
        };
        return [200, { data: all.slice((page - 1) * size, page * size), pagination }];
      },
    ],
    [
      "POST",
      `${BASE}/zones/:name/records`,
      ({ parts: [name = ""], body }) => {
        const zone = records.get(name);
        if (zone === undefined) return NOT_FOUND;
        const wrong = wrongRecord(body);
        if (wrong !== undefined) return wrong;
        const id = next();
        const data: Json = {
          id,
          zone_id: name,
          parent_id: null,
          ttl: 3600,
          priority: null,
          regions: ["global"],
          system_record: false,
          ...asKept(body),
        };
        zone.set(id, data);
        return [201, { data }];
      },
    ],
    [
      "GET",
      `${BASE}/zones/:name/records/:id`,
      ({ parts: [name = "", id] }) => {
        const found = records.get(name)?.get(Number(id));
        return found === undefined ? NOT_FOUND : [200, { data: found }];
      },
    ],
    [
      "PATCH",
      `${BASE}/zones/:name/records/:id`,
      ({ parts: [name = "", id], body }) => {
        const found = records.get(name)?.get(Number(id));
        if (found === undefined) return NOT_FOUND;
        return wrongRecord({ ...found, ...body }) ?? [200, { data: Object.assign(found, asKept(body)) }];
      },
    ],
    [
      "DELETE",
      `${BASE}/zones/:name/records/:id`,
      ({ parts: [name = "", id] }) => (records.get(name)?.delete(Number(id)) ? [204] : NOT_FOUND),
    ],
  ];
  const headers = () => ({
    "x-ratelimit-limit": "2400",
    "x-ratelimit-remaining": "2399",
    "x-ratelimit-reset": "4102444800",
  });
  const api = await simulateApi({ network, host, port, token: DNSIMPLE_TOKEN, routes, headers });
  return { ...api, domains, zones, records, knobs };
}

function failed(errors: Json): Answer {
  return [400, { message: "Validation failed", errors }];
}

function wrongRecord(body: Json): Answer | undefined {
  if (body["type"] === "A" && !/^\d+(\.\d+){3}$/.test(String(body["content"])))
    return failed({ content: ["must be a valid IPv4 address"] });
  if (body["type"] === "MX" && typeof body["priority"] !== "number")
    return failed({ priority: ["can't be blank"] });
  return undefined;
}

/** Names are kept small, and those that are values without the dot at their end. */
function asKept(body: Json): Json {
  const isName = ["CNAME", "MX", "NS"].includes(String(body["type"] ?? ""));
  const { content, name } = body;
  return {
    ...body,
    ...(name === undefined ? {} : { name: String(name).toLowerCase() }),
    ...(content === undefined
      ? {}
      : {
          content:
            isName || /\.$/.test(String(content))
              ? String(content).replace(/\.$/, "").toLowerCase()
              : content,
        }),
  };
}
