import {
  block,
  defineProvider,
  definitionSchema,
  optional,
  type ProviderDefinition,
  type ProviderFactory,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { NUMBER, STRING } from "@tutti/values";
import { apiResource } from "../api/api-resource.ts";
import { LIST_DATA } from "./data-lists.ts";
import { SINGLE_DATA } from "./data-sources.ts";
import { DoClient } from "./do-client.ts";
import { DOMAIN } from "./domain.ts";
import { DROPLET } from "./droplet.ts";
import { FIREWALL } from "./firewall.ts";
import { LOAD_BALANCER } from "./load-balancer.ts";
import { PROJECT } from "./project.ts";
import { RECORD } from "./record.ts";
import { SSH_KEY } from "./ssh-key.ts";
import { VOLUME } from "./volume.ts";
import { VOLUME_ATTACHMENT } from "./volume-attachment.ts";
import { VPC } from "./vpc.ts";

const RETRIES = "of a request that failed for a while (429, 5xx)";

/** `digitalocean/digitalocean`: droplets, and what is around them. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const definition: ProviderDefinition<DoClient> = {
    block: block({
      token: optional(STRING, {
        sensitive: true,
        description: "Who we are. By default `DIGITALOCEAN_TOKEN`, else `DIGITALOCEAN_ACCESS_TOKEN`.",
      }),
      api_endpoint: optional(STRING, {
        description:
          "Where the API is. By default `DIGITALOCEAN_API_URL`, else `https://api.digitalocean.com`.",
      }),
      requests_per_second: optional(NUMBER, {
        description: "So many at most. By default `DIGITALOCEAN_REQUESTS_PER_SECOND`, else without limit.",
      }),
      http_retry_max: optional(NUMBER, {
        description: `So many repetitions at most ${RETRIES}. By default \`DIGITALOCEAN_HTTP_RETRY_MAX\`, else 4.`,
      }),
      http_retry_wait_min: optional(NUMBER, {
        description: `Seconds until the first repetition ${RETRIES}; then twice as many, and so on. By default \`DIGITALOCEAN_HTTP_RETRY_WAIT_MIN\`, else 1.`,
      }),
      http_retry_wait_max: optional(NUMBER, {
        description:
          "The most seconds between two of them. By default `DIGITALOCEAN_HTTP_RETRY_WAIT_MAX`, else 30.",
      }),
      spaces_access_id: optional(STRING, {
        sensitive: true,
        description: "Taken; nothing here is asked of Spaces.",
      }),
      spaces_secret_key: optional(STRING, {
        sensitive: true,
        description: "Taken; nothing here is asked of Spaces.",
      }),
      spaces_endpoint: optional(STRING, { description: "Taken; nothing here is asked of Spaces." }),
    }),
    resources: {
      digitalocean_domain: apiResource({ ...DOMAIN, olderKit: true }),
      digitalocean_droplet: apiResource({ ...DROPLET, olderKit: true }),
      digitalocean_firewall: apiResource({ ...FIREWALL, olderKit: true }),
      digitalocean_loadbalancer: apiResource({ ...LOAD_BALANCER, olderKit: true }),
      digitalocean_project: apiResource({ ...PROJECT, olderKit: true }),
      digitalocean_record: apiResource({ ...RECORD, olderKit: true }),
      digitalocean_ssh_key: apiResource({ ...SSH_KEY, olderKit: true }),
      digitalocean_volume: apiResource({ ...VOLUME, olderKit: true }),
      digitalocean_volume_attachment: apiResource({ ...VOLUME_ATTACHMENT, olderKit: true }),
      digitalocean_vpc: apiResource({ ...VPC, olderKit: true }),
    },
    dataSources: { ...SINGLE_DATA, ...LIST_DATA },
    configure: async (config) => new DoClient(runtime, config),
  };
  return {
    source: "registry.terraform.io/digitalocean/digitalocean",
    version: "2.99.1",
    schema: async () => definitionSchema(definition),
    create: async () => defineProvider(definition),
  };
}
