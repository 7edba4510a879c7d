import { all, type KeyKind } from "./keys.ts";

/**
 * Every key that does something, with its kind, under its path. A value is only
 * to be had by a name of this list (`Settings.get`), and a test asks of each
 * that giving it changes what the agent is built from.
 */
export const WORKING_KEYS = {
  ...all("node_name node_id datacenter primary_datacenter domain alt_domain", "text"),
  ...all("node_meta tagged_addresses", "textMap"),
  ...all("bind_addr client_addr advertise_addr advertise_addr_wan", "text"),
  ...all("advertise_addr_ipv4 advertise_addr_ipv6 advertise_addr_wan_ipv4 advertise_addr_wan_ipv6", "text"),
  ...all("addresses.http addresses.https addresses.dns unix_sockets.mode", "text"),
  ...all("ports.http ports.https ports.dns ports.server ports.serf_lan ports.serf_wan", "whole"),
  ...all("ports.sidecar_min_port ports.sidecar_max_port", "whole"),
  ...all("server bootstrap", "flag"),
  ...all("bootstrap_expect", "whole"),
  ...all("data_dir pid_file log_level log_file", "text"),
  ...all("log_json", "flag"),
  ...all("log_rotate_bytes log_rotate_max_files", "whole"),
  ...all("log_rotate_duration", "ms"),
  ...all("acl.enabled acl.enable_key_list_policy acl.enable_token_persistence", "flag"),
  ...all("acl.default_policy", "text"),
  ...all(
    "acl.tokens.master acl.tokens.agent acl.tokens.agent_master acl.tokens.default acl.tokens.replication",
    "text",
  ),
  // Their names since Consul 1.11, and the token of services and checks of files since 1.15.
  ...all("acl.tokens.initial_management acl.tokens.agent_recovery", "text"),
  ...all("acl.tokens.config_file_service_registration", "text"),
  // Their names until Consul 1.4.
  ...all("acl_datacenter acl_default_policy", "text"),
  ...all("acl_master_token acl_agent_token acl_agent_master_token acl_token acl_replication_token", "text"),
  ...all("acl_enable_key_list_policy", "flag"),
  ...all("allow_write_http_from http_config.block_endpoints http_config.allow_write_http_from", "texts"),
  ...all("http_config.response_headers", "textMap"),
  ...all("http_config.use_cache disable_http_unprintable_char_filter", "flag"),
  ...all("limits.http_max_conns_per_client http_config.max_header_bytes", "whole"),
  ...all("limits.https_handshake_timeout", "ms"),
  ...all("ca_file ca_path cert_file key_file tls_min_version tls_cipher_suites", "text"),
  ...all("verify_incoming verify_incoming_https tls_prefer_server_cipher_suites", "flag"),
  // As Consul 1.12 parts them by what TLS is spoken for.
  ...all("tls.defaults.ca_file tls.defaults.ca_path tls.defaults.cert_file tls.defaults.key_file", "text"),
  ...all("tls.defaults.tls_min_version tls.defaults.tls_cipher_suites", "text"),
  ...all("tls.https.ca_file tls.https.ca_path tls.https.cert_file tls.https.key_file", "text"),
  ...all("tls.https.tls_min_version tls.https.tls_cipher_suites", "text"),
  ...all("tls.defaults.verify_incoming tls.https.verify_incoming", "flag"),
  ...all("enable_agent_tls_for_checks enable_central_service_config", "flag"),
  ...all("server_name tls.internal_rpc.ca_file tls.internal_rpc.ca_path", "text"),
  ...all("tls.internal_rpc.cert_file tls.internal_rpc.key_file tls.internal_rpc.tls_min_version", "text"),
  ...all("limits.kv_max_value_size limits.txn_max_req_len", "count"),
  ...all("default_query_time max_query_time session_ttl_min check_update_interval", "ms"),
  ...all("check_output_max_size", "whole"),
  ...all("enable_script_checks enable_local_script_checks discard_check_output", "flag"),
  ...all("dns_config.node_ttl dns_config.recursor_timeout", "ms"),
  ...all("dns_config.service_ttl", "msMap"),
  ...all("dns_config.only_passing dns_config.enable_truncate dns_config.disable_compression", "flag"),
  ...all("dns_config.enable_additional_node_meta_txt", "flag"),
  ...all("dns_config.recursor_strategy", "text"),
  ...all("dns_config.udp_answer_limit dns_config.a_record_limit", "whole"),
  ...all("dns_config.soa.refresh dns_config.soa.retry dns_config.soa.expire dns_config.soa.min_ttl", "count"),
  ...all("recursor", "text"),
  ...all("recursors", "texts"),
  ...all("connect.enabled", "flag"),
  ...all("connect.ca_provider", "text"),
  ...all("connect.ca_config", "block"),
  ...all("service services", "services"),
  ...all("check checks", "checks"),
  ...all("config_entries.bootstrap watches", "entries"),
  ...all("telemetry.statsd_address telemetry.statsite_address telemetry.dogstatsd_addr", "text"),
  ...all("telemetry.metrics_prefix", "text"),
  ...all("telemetry.dogstatsd_tags telemetry.prefix_filter", "texts"),
  ...all("telemetry.disable_hostname telemetry.filter_default telemetry.disable_compat_1.9", "flag"),
  ...all("telemetry.prometheus_retention_time", "ms"),
  ...all("audit.enabled", "flag"),
  ...all("audit.sink", "sinks"),
} as const satisfies Readonly<Record<string, KeyKind>>;

export type WorkingKey = keyof typeof WORKING_KEYS;
