import type { Field, Fields } from "@tutti/server";
import { CHECK_FIELDS, SERVICE_FIELDS } from "../local/registration.ts";

/**
 * Every key of an agent's configuration, as Consul 1.9 documents them. What we
 * do not act on (yet) is `any`: it is accepted, so that a configuration that
 * served a Consul agent serves this one.
 */
const text: Field = { kind: "string" };
const flag: Field = { kind: "boolean" };
const whole: Field = { kind: "integer" };
const number: Field = { kind: "number" };
const duration: Field = { kind: "duration" };
const any: Field = { kind: "any" };
const texts: Field = { kind: "list", of: text };
const map = (of: Field): Field => ({ kind: "map", of });
const list = (of: Field): Field => ({ kind: "list", of });
const object = (name: string, fields: Fields["fields"]): Field => ({ kind: "object", of: { name, fields } });
const all = (names: string, field: Field): Fields["fields"] =>
  Object.fromEntries(names.split(" ").map((name) => [name, field]));

const tokens = object("tokens", {
  ...all("master agent agent_master default replication", text),
  managed_service_provider: any,
});

const acl = object("acl", {
  ...all("enabled enable_token_persistence enable_token_replication enable_key_list_policy", flag),
  ...all("default_policy down_policy", text),
  ...all("policy_ttl role_ttl token_ttl", duration),
  disabled_ttl: duration,
  msp_disable_bootstrap: flag,
  tokens,
});

const dnsConfig = object("dns_config", {
  ...all(
    "allow_stale disable_compression enable_truncate only_passing use_cache enable_additional_node_meta_txt",
    flag,
  ),
  ...all("max_stale node_ttl recursor_timeout cache_max_age", duration),
  ...all("a_record_limit udp_answer_limit", whole),
  service_ttl: map(duration),
  soa: object("soa", all("refresh retry expire min_ttl", whole)),
});

const ports = object(
  "ports",
  all(
    "dns expose_max_port expose_min_port grpc http https serf_lan serf_wan server sidecar_max_port sidecar_min_port",
    whole,
  ),
);

export const CONFIG_FIELDS: Fields = {
  name: "Config",
  fields: {
    acl,
    addresses: object("addresses", all("dns http https grpc", text)),
    ...all(
      "advertise_addr advertise_addr_ipv4 advertise_addr_ipv6 advertise_addr_wan advertise_addr_wan_ipv4 advertise_addr_wan_ipv6 alt_domain bind_addr ca_file ca_path cert_file client_addr config_format data_dir datacenter default_query_time domain encrypt key_file log_file log_level max_query_time node_id node_name non_voting_server pid_file primary_datacenter protocol segment serf_lan serf_wan server_name start_join_addr syslog_facility tls_cipher_suites tls_min_version ui_dir",
      text,
    ),
    ...all(
      "acl_datacenter acl_default_policy acl_down_policy acl_token acl_master_token acl_agent_token acl_agent_master_token acl_replication_token",
      text,
    ),
    ...all("acl_ttl acl_enforce_version_8 acl_enable_key_list_policy acl_policy_ttl", any),
    ...all(
      "bootstrap server disable_anonymous_signature disable_coordinates disable_host_node_id disable_http_unprintable_char_filter disable_keyring_file disable_remote_exec disable_update_check discard_check_output enable_acl_replication enable_central_service_config enable_debug enable_local_script_checks enable_script_checks enable_syslog encrypt_verify_incoming encrypt_verify_outgoing leave_on_terminate log_json read_replica rejoin_after_leave skip_leave_on_interrupt tls_prefer_server_cipher_suites translate_wan_addrs ui verify_incoming verify_incoming_https verify_incoming_rpc verify_outgoing verify_server_hostname",
      flag,
    ),
    ...all(
      "bootstrap_expect log_rotate_bytes log_rotate_max_files raft_protocol raft_snapshot_threshold retry_max retry_max_wan dns_port http_port https_port",
      whole,
    ),
    ...all(
      "check_update_interval log_rotate_duration raft_snapshot_interval reconnect_timeout reconnect_timeout_wan retry_interval retry_interval_wan session_ttl_min serf_lan_interval",
      duration,
    ),
    ...all("recursors retry_join retry_join_wan start_join start_join_wan config_entries_bootstrap", texts),
    recursor: text,
    allow_write_http_from: texts,
    auto_config: any,
    auto_encrypt: any,
    autopilot: any,
    cache: any,
    check: { kind: "object", of: CHECK_FIELDS },
    checks: list({ kind: "object", of: CHECK_FIELDS }),
    config_entries: any,
    connect: any,
    dns_config: dnsConfig,
    gossip_lan: any,
    gossip_wan: any,
    http_config: object("http_config", {
      allow_write_http_from: texts,
      block_endpoints: texts,
      response_headers: map(text),
      use_cache: flag,
      max_header_bytes: whole,
    }),
    limits: object("limits", {
      ...all(
        "http_max_conns_per_client https_handshake_timeout rpc_handshake_timeout rpc_max_conns_per_client rpc_max_burst",
        any,
      ),
      rpc_rate: number,
      kv_max_value_size: whole,
      txn_max_req_len: whole,
    }),
    node_meta: map(text),
    performance: any,
    ports,
    raft_boltdb: any,
    raft_trailing_logs: whole,
    segments: any,
    serf_lan_allowed_cidrs: texts,
    serf_wan_allowed_cidrs: texts,
    service: { kind: "object", of: SERVICE_FIELDS },
    services: list({ kind: "object", of: SERVICE_FIELDS }),
    tagged_addresses: map(text),
    telemetry: any,
    ui_config: any,
    unix_sockets: any,
    watches: list(any),
    rpc: any,
    skip_leave_on_int: flag,
    ui_content_path: text,
    enable_agent_tls_for_checks: flag,
    disable_tokens: any,
  },
};
