import {
  block,
  defineProvider,
  definitionSchema,
  optional,
  type ProviderDefinition,
  type ProviderFactory,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { BOOL, STRING } from "@tutti/values";
import { apiResource } from "../api/api-resource.ts";
import { DnsimpleClient } from "./dnsimple-client.ts";
import { DOMAIN } from "./domain.ts";
import { RECORD } from "./record.ts";
import { ZONE, ZONE_DATA } from "./zone.ts";
import { ZONE_RECORD } from "./zone-record.ts";

/** `dnsimple/dnsimple`: domains, zones and their records. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const definition: ProviderDefinition<DnsimpleClient> = {
    block: block({
      token: optional(STRING, { sensitive: true, description: "Who we are. By default `DNSIMPLE_TOKEN`." }),
      account: optional(STRING, { description: "Whose domains are meant. By default `DNSIMPLE_ACCOUNT`." }),
      sandbox: optional(BOOL, {
        description: "The service for tries is asked. By default what `DNSIMPLE_SANDBOX` says (`true`).",
      }),
      prefetch: optional(BOOL, {
        description:
          "All records of a zone are read at once. By default so where `DNSIMPLE_PREFETCH` is set.",
      }),
      user_agent: optional(STRING, { description: "What stands at the end of the header `User-Agent`." }),
    }),
    resources: {
      dnsimple_domain: apiResource(DOMAIN),
      dnsimple_record: apiResource(RECORD),
      dnsimple_zone: apiResource(ZONE),
      dnsimple_zone_record: apiResource(ZONE_RECORD),
    },
    dataSources: { dnsimple_zone: ZONE_DATA },
    configure: async (config) => new DnsimpleClient(runtime, config),
  };
  return {
    source: "registry.terraform.io/dnsimple/dnsimple",
    version: "1.9.0",
    schema: async () => definitionSchema(definition),
    create: async () => defineProvider(definition),
  };
}
