import type { Fields, PlainRecord } from "@tutti/plugin";

/** The id of a certificate by its name. */
export type CertificateIds = (name: string) => Promise<string>;

/** All of a load balancer, as requests say it. `prior`: what there is, of an update. */
export async function loadBalancerBody(
  planned: Fields,
  prior: Fields | undefined,
  idOf: CertificateIds,
): Promise<PlainRecord> {
  const text = (name: string): string | undefined => planned.string(name);
  const firewall = planned.block("firewall");
  return {
    name: text("name"),
    region: text("region")?.toLowerCase(),
    ...sizeOf(planned, prior),
    algorithm: text("algorithm"),
    forwarding_rules: await Promise.all(
      planned.blocks("forwarding_rule").map((rule) => ruleBody(rule, idOf)),
    ),
    health_check: planned.block("healthcheck")?.record,
    sticky_sessions: planned.block("sticky_sessions")?.record,
    firewall: firewall && { allow: firewall.strings("allow"), deny: firewall.strings("deny") },
    domains: await Promise.all(planned.blocks("domains").map((domain) => domainBody(domain, idOf))),
    glb_settings: glbBody(planned.block("glb_settings")),
    ...(text("droplet_tag") === undefined
      ? { droplet_ids: planned.plain("droplet_ids") ?? [] }
      : { tag: text("droplet_tag") }),
    redirect_http_to_https: planned.bool("redirect_http_to_https"),
    enable_proxy_protocol: planned.bool("enable_proxy_protocol"),
    enable_backend_keepalive: planned.bool("enable_backend_keepalive"),
    disable_lets_encrypt_dns_records: planned.bool("disable_lets_encrypt_dns_records"),
    http_idle_timeout_seconds: planned.number("http_idle_timeout_seconds"),
    project_id: text("project_id"),
    vpc_uuid: text("vpc_uuid"),
    subnet_uuid: text("subnet_uuid"),
    type: text("type")?.toUpperCase(),
    network: text("network")?.toUpperCase(),
    network_stack: text("network_stack")?.toUpperCase(),
    tls_cipher_policy: text("tls_cipher_policy")?.toUpperCase(),
    target_load_balancer_ids: planned.strings("target_load_balancer_ids"),
    ...(prior === undefined ? { ip: text("ip") } : {}),
  };
}

/** Of the two arguments the one that says something new; the other one is what came of it. */
function sizeOf(planned: Fields, prior: Fields | undefined): PlainRecord {
  const size = planned.string("size");
  const isNew = size !== undefined && size !== prior?.string("size");
  return isNew || planned.isUnknown("size_unit") ? { size } : { size_unit: planned.number("size_unit") };
}

async function ruleBody(rule: Fields, idOf: CertificateIds): Promise<PlainRecord> {
  return {
    entry_protocol: rule.text("entry_protocol"),
    entry_port: rule.number("entry_port"),
    target_protocol: rule.text("target_protocol"),
    target_port: rule.number("target_port"),
    tls_passthrough: rule.bool("tls_passthrough") ?? false,
    certificate_id: await certificateOf(rule, idOf),
  };
}

async function domainBody(domain: Fields, idOf: CertificateIds): Promise<PlainRecord> {
  return {
    name: domain.text("name"),
    is_managed: domain.bool("is_managed") ?? false,
    certificate_id: await certificateOf(domain, idOf),
  };
}

async function certificateOf(of: Fields, idOf: CertificateIds): Promise<string> {
  const name = of.string("certificate_name");
  return name === undefined || name === "" ? of.text("certificate_id") : idOf(name);
}

function glbBody(settings: Fields | undefined): PlainRecord | undefined {
  return settings && { ...settings.record, cdn: settings.block("cdn")?.record };
}
