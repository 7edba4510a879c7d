import { BOOL, listType, mapType, NUMBER, STRING } from "@tutti/values";
import type { BlockDefinition, NestedBlockDefinition } from "./definition.ts";
import { block, blockList, optional, optionalComputed } from "./definition.ts";

const CHECK: BlockDefinition = block({
  name: optional(STRING, { description: "Shown beside the check; by default made of its kind." }),
  http: optional(STRING, {
    description:
      "A URL, or a path (`/health`) on the instance's own address and port. 2xx is passing, 429 warning.",
  }),
  method: optional(STRING, { description: "Of the HTTP request; GET by default." }),
  header: optional(mapType(listType(STRING)), { description: "Headers of the HTTP request." }),
  body: optional(STRING, { description: "Of the HTTP request." }),
  tls_skip_verify: optional(BOOL, { description: "Takes any certificate." }),
  tcp: optional(STRING, {
    description: "`host:port`, or `:port` on the instance's own address. A connection is passing.",
  }),
  args: optional(listType(STRING), {
    description: "A program and its arguments; 0 is passing, 1 warning. The agent must allow script checks.",
  }),
  docker: optional(BOOL, { description: "Runs `args` inside of the container." }),
  shell: optional(STRING, { description: "The shell for a check inside of the container." }),
  ttl: optional(STRING, { description: "The instance reports by itself at least this often (`30s`)." }),
  interval: optional(STRING, { description: "Between two checks (`2s`); 10s by default." }),
  timeout: optional(STRING, { description: "How long one check may take; 10s by default." }),
  status: optional(STRING, {
    description: "Before the first check has run: `passing`, `warning` or `critical` (the default).",
  }),
  success_before_passing: optional(NUMBER, { description: "So many in a row until it passes." }),
  failures_before_critical: optional(NUMBER, { description: "So many in a row until it is critical." }),
  deregister_critical_service_after: optional(STRING, {
    description: "The registration goes when it was critical for so long.",
  }),
});

const SERVICE: BlockDefinition = block(
  {
    id: optionalComputed(STRING, {
      description: "Of the registration; by default made of the service's name and the instance.",
    }),
    port: optional(NUMBER, { description: "As the instance listens (inside of a container)." }),
    address: optionalComputed(STRING, {
      description: "Where the instance is reached; by default the container's own address, or this machine.",
    }),
    tags: optional(listType(STRING)),
    meta: optional(mapType(STRING)),
    enable_tag_override: optional(BOOL),
    min_healthy: optional(NUMBER, {
      description:
        "A plan that would leave fewer healthy instances of the service is refused, unless it is told that it may; 1 by default, 0 protects none.",
    }),
    wait_for_healthy: optional(BOOL, {
      description: "Whether what carries it counts as made only when the checks pass; true by default.",
    }),
  },
  { check: blockList(CHECK) },
);

/**
 * The block `service "NAME" { … }` that a managed resource of any type may
 * hold, unless its type has something of that name itself: each is an instance
 * of that service, and goes when the resource goes.
 */
export const SERVICE_BLOCK: NestedBlockDefinition = { nesting: "map", block: SERVICE };

/** The arguments of a provider that say where its resources' services are registered. */
export const AGENT_ATTRIBUTES = {
  agent_address: optional(STRING, {
    description: "Where service blocks are registered; by default CONSUL_HTTP_ADDR, else 127.0.0.1:8500.",
  }),
  agent_token: optional(STRING, { sensitive: true, description: "By default CONSUL_HTTP_TOKEN." }),
};
