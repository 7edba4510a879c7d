import {
  between,
  inBlocks,
  isWritten,
  mistake,
  notBoth,
  notEmpty,
  oneOf,
  type Rule,
  together,
} from "../api/argument-rules.ts";

const PORT = [1, 65535] as const;

const pathOfHttp: Rule = (check, path) => {
  const protocol = check.string("protocol");
  if (protocol === undefined) return [];
  const needs = protocol === "http" || protocol === "https";
  if (needs === isWritten(check, "path")) return [];
  return [
    mistake(path, "path", needs ? `A check by ${protocol} needs "path".` : 'A check by tcp has no "path".'),
  ];
};

const cookies: Rule = (session, path) =>
  ["cookie_name", "cookie_ttl_seconds"].flatMap((name) => {
    const needs = session.string("type") === "cookies";
    if (session.isUnknown("type") || needs === isWritten(session, name)) return [];
    const words = needs ? `Sessions by cookies need "${name}".` : `"${name}" is for sessions by cookies.`;
    return [mistake(path, name, words)];
  });

const regionOfType: Rule = (config, path) => {
  const isGlobal = config.string("type")?.toUpperCase() === "GLOBAL";
  if (config.isUnknown("type") || isGlobal !== isWritten(config, "region")) return [];
  return [
    mistake(
      path,
      "region",
      isGlobal ? 'A GLOBAL load balancer has no "region".' : 'A load balancer needs "region".',
    ),
  ];
};

/** What a load balancer's arguments must keep. */
export const LOAD_BALANCER_RULES: readonly Rule[] = [
  notEmpty("name", "vpc_uuid", "subnet_uuid"),
  oneOf("size", ["lb-small", "lb-medium", "lb-large"]),
  between("size_unit", 1, 200),
  notBoth("size", "size_unit"),
  oneOf("algorithm", ["round_robin", "least_connections"]),
  notBoth("droplet_ids", "droplet_tag"),
  notBoth("glb_settings", "forwarding_rule"),
  together("subnet_uuid", "vpc_uuid"),
  oneOf("type", ["REGIONAL", "GLOBAL", "REGIONAL_NETWORK"], true),
  oneOf("network", ["EXTERNAL", "INTERNAL"], true),
  oneOf("network_stack", ["IPV4", "DUALSTACK"], true),
  oneOf("tls_cipher_policy", ["DEFAULT", "STRONG"], true),
  regionOfType,
  inBlocks(
    "forwarding_rule",
    oneOf("entry_protocol", ["http", "https", "http2", "http3", "tcp", "udp"]),
    between("entry_port", ...PORT),
    oneOf("target_protocol", ["http", "https", "http2", "tcp", "udp"]),
    between("target_port", ...PORT),
    notEmpty("certificate_name", "certificate_id"),
  ),
  inBlocks(
    "healthcheck",
    oneOf("protocol", ["http", "https", "tcp"]),
    between("port", ...PORT),
    between("check_interval_seconds", 3, 300),
    between("response_timeout_seconds", 3, 300),
    between("unhealthy_threshold", 2, 10),
    between("healthy_threshold", 2, 10),
    pathOfHttp,
  ),
  inBlocks(
    "sticky_sessions",
    oneOf("type", ["cookies", "none"]),
    between("cookie_ttl_seconds", 1, 2 ** 31 - 1),
    cookies,
  ),
  inBlocks("domains", notEmpty("name", "certificate_name")),
  inBlocks("glb_settings", oneOf("target_protocol", ["http", "https"]), between("failover_threshold", 1, 99)),
];
