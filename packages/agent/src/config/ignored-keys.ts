import { all, type KeyKind } from "./keys.ts";

/** A group of keys that are taken, and of which nothing follows. */
export interface IgnoredKeys {
  readonly keys: Readonly<Record<string, KeyKind>>;
  readonly why: string;
  /**
   * True where one server alone has nothing to do for the key: then nothing is
   * missing, and nothing is said at the start.
   */
  readonly moot?: true;
  /** The value that asks for what is not there, where that is not the one that switches on. */
  readonly askedBy?: false;
}

/** Keys that can harm nobody by being ignored: said at the start, and listed in docs/configuration-without-effect.md. */
export const IGNORED_KEYS: readonly IgnoredKeys[] = [
  {
    keys: {
      ...all("connect.enable_serverless_plugin", "flag"),
      ...all("ports.grpc ports.grpc_tls ports.expose_min_port ports.expose_max_port", "whole"),
      ...all("xds.update_max_per_second", "number"),
    },
    why: "the mesh has no configuration for proxies yet; asking for it is answered with an error",
  },
  {
    keys: {
      ...all("ui", "flag"),
      ...all("ui_dir ui_content_path", "text"),
      ...all("ui_config.enabled", "flag"),
      ...all("ui_config.dir ui_config.content_path ui_config.metrics_provider", "text"),
      ...all("ui_config.metrics_provider_options_json", "text"),
      ...all("ui_config.metrics_provider_files", "texts"),
      ...all("ui_config.metrics_proxy.base_url", "text"),
      ...all("ui_config.metrics_proxy.add_headers", "blocks"),
      ...all("ui_config.metrics_proxy.path_allowlist", "texts"),
      ...all("ui_config.dashboard_url_templates", "textMap"),
    },
    why: "there are no pages yet",
  },
  {
    keys: {
      ...all(
        "telemetry.disable_host_metrics telemetry.enable_host_metrics telemetry.retry_failed_connection",
        "flag",
      ),
      ...all(
        "telemetry.circonus_api_token telemetry.circonus_api_app telemetry.circonus_api_url telemetry.circonus_submission_interval telemetry.circonus_submission_url telemetry.circonus_check_id telemetry.circonus_check_force_metric_activation telemetry.circonus_check_instance_id telemetry.circonus_check_search_tag telemetry.circonus_check_display_name telemetry.circonus_check_tags telemetry.circonus_broker_id telemetry.circonus_broker_select_tag",
        "text",
      ),
    },
    why: "metrics are to be had at /v1/agent/metrics and sent to statsd, statsite and Datadog; not to Circonus, and none of the machine",
  },
  {
    keys: { ...all("enable_syslog", "flag"), ...all("syslog_facility", "text") },
    why: "the log goes to standard output and to log_file",
  },
  {
    keys: {
      ...all("performance.raft_multiplier", "whole"),
      ...all("performance.leave_drain_time performance.rpc_hold_timeout", "ms"),
      ...all("raft_protocol raft_snapshot_threshold raft_trailing_logs", "whole"),
      ...all("raft_snapshot_interval", "ms"),
      ...all("raft_boltdb raft_logstore", "block"),
      ...all("protocol", "whole"),
    },
    why: "what one server writes is durable without Raft",
  },
  {
    keys: {
      ...all("autopilot.cleanup_dead_servers autopilot.disable_upgrade_migration", "flag"),
      ...all("autopilot.last_contact_threshold autopilot.server_stabilization_time", "ms"),
      ...all("autopilot.max_trailing_logs", "whole"),
      ...all("autopilot.min_quorum", "count"),
      ...all("autopilot.redundancy_zone_tag autopilot.upgrade_version_tag", "text"),
    },
    why: "there are no other servers to look after; what is set at /v1/operator/autopilot is kept",
  },
  {
    keys: {
      ...all("gossip_lan.gossip_nodes gossip_lan.suspicion_mult gossip_lan.retransmit_mult", "whole"),
      ...all("gossip_lan.gossip_interval gossip_lan.probe_interval gossip_lan.probe_timeout", "ms"),
      ...all("gossip_wan.gossip_nodes gossip_wan.suspicion_mult gossip_wan.retransmit_mult", "whole"),
      ...all("gossip_wan.gossip_interval gossip_wan.probe_interval gossip_wan.probe_timeout", "ms"),
      ...all("serf_lan serf_wan", "text"),
      ...all("rejoin_after_leave", "flag"),
      ...all("retry_max retry_max_wan", "whole"),
      ...all("retry_interval retry_interval_wan reconnect_timeout reconnect_timeout_wan", "ms"),
      ...all("advertise_reconnect_timeout", "ms"),
      ...all("performance.grpc_keepalive_interval performance.grpc_keepalive_timeout", "ms"),
    },
    why: "there is no gossip yet",
  },
  { keys: all("peering.enabled", "flag"), why: "there is no peering of clusters" },
  { keys: all("cloud", "block"), why: "nothing is connected to HCP" },
  { keys: all("experiments", "texts"), why: "there are none to be switched on" },
  {
    keys: {
      ...all("limits.rpc_rate", "number"),
      ...all("limits.rpc_max_burst limits.rpc_max_conns_per_client", "whole"),
      ...all("limits.rpc_handshake_timeout limits.rpc_client_timeout", "ms"),
      ...all("rpc.enable_streaming use_streaming_backend", "flag"),
      ...all("cache.entry_fetch_max_burst", "whole"),
      ...all("cache.entry_fetch_rate", "number"),
      ...all("tls.grpc.ca_file tls.grpc.ca_path tls.grpc.cert_file tls.grpc.key_file", "text"),
      ...all("tls.grpc.tls_min_version tls.grpc.tls_cipher_suites", "text"),
      ...all("tls.grpc.verify_incoming tls.grpc.use_auto_cert", "flag"),
      ...all("verify_incoming_rpc verify_outgoing verify_server_hostname", "flag"),
      ...all(
        "tls.defaults.verify_outgoing tls.https.verify_outgoing tls.defaults.verify_server_hostname",
        "flag",
      ),
      ...all("tls.internal_rpc.verify_incoming tls.internal_rpc.verify_outgoing", "flag"),
      ...all("tls.internal_rpc.verify_server_hostname", "flag"),
      ...all("tls.internal_rpc.tls_cipher_suites", "text"),
    },
    why: "no agent asks another over the network, and nobody is answered over gRPC",
    moot: true,
  },
  {
    keys: {
      ...all("acl.down_policy acl_down_policy", "text"),
      ...all("acl.policy_ttl acl.role_ttl acl.token_ttl acl_ttl acl_policy_ttl", "ms"),
      ...all("acl.disabled_ttl acl_disabled_ttl", "text"),
      ...all("acl.enable_token_replication enable_acl_replication acl_enforce_version_8", "flag"),
    },
    why: "a server knows all tokens, policies and roles itself, at once",
    moot: true,
  },
  {
    keys: {
      ...all("dns_config.allow_stale dns_config.use_cache", "flag"),
      ...all("dns_config.max_stale dns_config.cache_max_age discovery_max_stale", "ms"),
      ...all("translate_wan_addrs", "flag"),
    },
    why: "one server's answers are never stale, and there is no other datacenter",
    moot: true,
  },
  {
    keys: {
      ...all("leave_on_terminate skip_leave_on_interrupt", "flag"),
      ...all("primary_gateways_interval server_rejoin_age_max", "ms"),
      ...all("serf_lan_allowed_cidrs serf_wan_allowed_cidrs", "texts"),
    },
    why: "nobody else is in the cluster: leaving it is stopping, and nobody can join",
    moot: true,
  },
  {
    keys: {
      ...all(
        "disable_anonymous_signature disable_coordinates disable_host_node_id disable_keyring_file",
        "flag",
      ),
      ...all("disable_update_check", "flag"),
    },
    why: "what false would switch on is not there: nobody is called, the node's ID is drawn",
    askedBy: false,
  },
  {
    keys: {
      ...all("partition license_path", "text"),
      ...all("reporting locality snapshot_agent", "block"),
      ...all("read_replica non_voting_server acl.msp_disable_bootstrap", "flag"),
      ...all("dns_config.prefer_namespace", "flag"),
      ...all("acl.tokens.managed_service_provider", "blocks"),
    },
    why: "it is of Consul Enterprise",
  },
];
