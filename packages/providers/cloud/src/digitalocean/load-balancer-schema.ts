import {
  type BlockDefinition,
  block,
  blockList,
  blockSet,
  computed,
  optional,
  optionalComputed,
  required,
} from "@tutti/plugin";
import { BOOL, listType, mapType, NUMBER, STRING, setType } from "@tutti/values";

const FORWARDING_RULE = block({
  entry_protocol: required(STRING, { description: "`http`, `https`, `http2`, `http3`, `tcp` or `udp`." }),
  entry_port: required(NUMBER, { description: "On which the balancer listens." }),
  target_protocol: required(STRING, { description: "`http`, `https`, `http2`, `tcp` or `udp`." }),
  target_port: required(NUMBER, { description: "On which the droplets listen." }),
  certificate_name: optionalComputed(STRING, { description: "The certificate that is shown." }),
  certificate_id: optionalComputed(STRING, {
    deprecated: true,
    description: "Use `certificate_name`: ids change when a certificate is renewed.",
  }),
  tls_passthrough: optional(BOOL, {
    default: false,
    description: "What is encrypted goes on to the droplets as it is.",
  }),
});

const HEALTHCHECK = block({
  protocol: required(STRING, { description: "`http`, `https` or `tcp`." }),
  port: required(NUMBER, { description: "Of the droplets." }),
  path: optional(STRING, { description: "Of http and https, which need it." }),
  check_interval_seconds: optional(NUMBER, { default: 10, description: "3 to 300." }),
  response_timeout_seconds: optional(NUMBER, { default: 5, description: "3 to 300." }),
  unhealthy_threshold: optional(NUMBER, {
    default: 3,
    description: "2 to 10 checks must fail until it counts.",
  }),
  healthy_threshold: optional(NUMBER, {
    default: 5,
    description: "2 to 10 checks must pass until it counts.",
  }),
});

const STICKY_SESSIONS = block({
  type: optional(STRING, { default: "none", description: "`cookies` or `none`." }),
  cookie_name: optional(STRING, { description: "Of `cookies`, which need it." }),
  cookie_ttl_seconds: optional(NUMBER, { description: "Of `cookies`, which need it." }),
});

const FIREWALL = block({
  allow: optional(listType(STRING), { description: "Who may connect: `ip:1.2.3.4`, `cidr:1.2.0.0/16`." }),
  deny: optional(listType(STRING), { description: "Who may not." }),
});

const DOMAINS = block({
  name: required(STRING, { description: "The name." }),
  is_managed: optional(BOOL, { default: false, description: "The service answers for it." }),
  certificate_name: optionalComputed(STRING, { description: "The certificate that is shown." }),
  certificate_id: computed(STRING, { description: "Its id." }),
  verification_error_reasons: computed(listType(STRING), { description: "Why the name is not taken." }),
  ssl_validation_error_reasons: computed(listType(STRING), {
    description: "Why the certificate is not taken.",
  }),
});

const GLB_SETTINGS = block(
  {
    target_protocol: required(STRING, { description: "`http` or `https`." }),
    target_port: required(NUMBER, { description: "80 or 443." }),
    region_priorities: optional(mapType(NUMBER), {
      description: "Regions by their slugs: the lowest number counts first.",
    }),
    failover_threshold: optional(NUMBER, { description: "1 to 99 percent." }),
  },
  {
    cdn: blockList(
      block({ is_enabled: optional(BOOL, { default: false, description: "Answers are kept." }) }),
      { maxItems: 1 },
    ),
  },
);

const FORCE = { forceNew: true } as const;
const OFF = { default: false } as const;

/** What is written of a load balancer, and told. */
export const LOAD_BALANCER_BLOCK: BlockDefinition = block(
  {
    id: computed(STRING, { description: "Its id." }),
    urn: computed(STRING, { description: "Its name among all resources: `do:loadbalancer:ID`." }),
    name: required(STRING, { description: "What it is called." }),
    region: optional(STRING, {
      ...FORCE,
      description: "The slug of the region; all but `GLOBAL` ones need it.",
    }),
    size: optional(STRING, { description: "`lb-small`, `lb-medium` or `lb-large`; or `size_unit`." }),
    size_unit: optionalComputed(NUMBER, { description: "Of how many nodes it is, 1 to 200; or `size`." }),
    algorithm: optional(STRING, {
      default: "round_robin",
      deprecated: true,
      description: "It has no effect any more.",
    }),
    droplet_ids: optionalComputed(setType(NUMBER), {
      description: "The droplets behind it; or `droplet_tag`.",
    }),
    droplet_tag: optional(STRING, { description: "The tag of the droplets behind it." }),
    redirect_http_to_https: optional(BOOL, {
      ...OFF,
      description: "What comes on port 80 is sent to port 443.",
    }),
    enable_proxy_protocol: optional(BOOL, {
      ...OFF,
      description: "Droplets are told by the PROXY protocol who asks.",
    }),
    enable_backend_keepalive: optional(BOOL, { ...OFF, description: "Connections to droplets are kept." }),
    disable_lets_encrypt_dns_records: optional(BOOL, {
      ...OFF,
      description: "No records are made for certificates of Let's Encrypt.",
    }),
    http_idle_timeout_seconds: optionalComputed(NUMBER, {
      description: "How long an idle connection is kept.",
    }),
    project_id: optionalComputed(STRING, { description: "Its project; by default the default one." }),
    vpc_uuid: optionalComputed(STRING, { ...FORCE, description: "Its VPC; by default the region's own." }),
    subnet_uuid: optionalComputed(STRING, { ...FORCE, description: "Its subnet of `vpc_uuid`." }),
    ip: optionalComputed(STRING, { ...FORCE, description: "Its address; one of your own may be given." }),
    ipv6: computed(STRING, { description: "Its IPv6 address, with `DUALSTACK`." }),
    status: computed(STRING, { description: "`new`, `active` or `errored`." }),
    type: optionalComputed(STRING, {
      ...FORCE,
      description: "`REGIONAL` (the default), `REGIONAL_NETWORK` or `GLOBAL`.",
    }),
    network: optionalComputed(STRING, { ...FORCE, description: "`EXTERNAL` (the default) or `INTERNAL`." }),
    network_stack: optionalComputed(STRING, {
      ...FORCE,
      description: "`IPV4` (the default) or `DUALSTACK`.",
    }),
    tls_cipher_policy: optionalComputed(STRING, { description: "`DEFAULT` or `STRONG`." }),
    target_load_balancer_ids: optionalComputed(setType(STRING), {
      description: "Balancers behind a `GLOBAL` one.",
    }),
  },
  {
    forwarding_rule: blockSet(FORWARDING_RULE),
    healthcheck: blockList(HEALTHCHECK, { maxItems: 1, computed: true }),
    sticky_sessions: blockList(STICKY_SESSIONS, { maxItems: 1, computed: true }),
    firewall: blockSet(FIREWALL, { maxItems: 1, computed: true }),
    domains: blockSet(DOMAINS, { computed: true }),
    glb_settings: blockList(GLB_SETTINGS, { maxItems: 1, computed: true }),
  },
);
