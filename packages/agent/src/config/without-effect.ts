import type { Settings } from "./settings.ts";

/**
 * Whoever sets one of these expects something that this version does not do:
 * that must be said. What only tunes something that we do not have (`performance`,
 * `raft_…`, `gossip_…`) is taken without a word.
 */
const WITHOUT_EFFECT: readonly string[] = (
  "acl.enable_token_persistence acl_agent_master_token acl_agent_token acl_datacenter acl_default_policy acl_down_policy acl_master_token " +
  "acl_replication_token acl_token addresses advertise_addr_ipv4 advertise_addr_ipv6 advertise_addr_wan_ipv4 " +
  "advertise_addr_wan_ipv6 allow_write_http_from auto_config auto_encrypt autopilot ca_file ca_path cert_file " +
  "config_entries config_entries_bootstrap connect.enabled default_query_time discard_check_output dns_port " +
  "enable_acl_replication enable_agent_tls_for_checks enable_syslog encrypt encrypt_verify_incoming " +
  "encrypt_verify_outgoing http_config.allow_write_http_from http_config.max_header_bytes http_port https_port " +
  "key_file limits.http_max_conns_per_client limits.rpc_rate log_file log_rotate_bytes log_rotate_duration " +
  "log_rotate_max_files max_query_time non_voting_server pid_file ports.grpc ports.https primary_datacenter " +
  "read_replica recursor_strategy retry_join retry_join_wan segment segments serf_lan_allowed_cidrs " +
  "serf_wan_allowed_cidrs start_join start_join_addr start_join_wan syslog_facility telemetry tls_cipher_suites " +
  "tls_min_version translate_wan_addrs ui ui_config ui_content_path ui_dir unix_sockets verify_incoming " +
  "verify_incoming_https verify_incoming_rpc verify_outgoing verify_server_hostname watches"
).split(" ");

/** Values that ask for nothing. */
const OFF: ReadonlySet<unknown> = new Set([undefined, false, "", -1]);

/** The keys among what was given, by their paths, that are taken without being acted on. */
export function keysWithoutEffect(given: Settings): readonly string[] {
  return WITHOUT_EFFECT.filter((path) => {
    const [key = "", below] = path.split(".");
    return !OFF.has(below === undefined ? given.value(key) : given.at(key).value(below));
  });
}
