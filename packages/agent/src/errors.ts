import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const agentError = declareErrors({
  /** An address in the configuration is a template that cannot be read. Correct it; the message says where. */
  "address-template-invalid": "{}",
  /** The addresses in the configuration cannot be used together; the message says why. Correct them. */
  "agent-addresses-invalid": "{}",
  /** The configuration breaks a rule; the message says which. Correct it. */
  "agent-configuration-invalid": "{}",
  /** The configuration asks for something that protects or makes a cluster and is not built, so the agent does not start as if it did. Take the keys away that are listed. */
  "agent-configuration-refused": "{}",
  /** The path or the query lacks something; the message says what. Add it. */
  "agent-request-incomplete": "Bad request: {}",
  /** The data folder does not take a token that would have to be there after a restart; often its disk is full. The agent goes on with the one it had. Mend the reason and try again. */
  "agent-token-cannot-be-kept":
    "cannot write: {}. Nothing was changed, and the agent goes on with the token that it had",
  /** The agent has no token for this use. Write `default`, `agent`, `agent_master` or `replication` behind the path. */
  "agent-token-kind-unknown": "Token {} is unknown",
  /** A profile is made for 1 to 300 seconds. Write `seconds=30`. */
  "profile-seconds-invalid": "a profile takes 1 to {} seconds: write seconds=30",
  /** Node has no such profile. Ask for `/debug/pprof/profile`, where time goes, or `/debug/pprof/heap`, where memory goes. */
  "profile-unknown":
    "there is no profile {}: ask for /debug/pprof/profile (time) or /debug/pprof/heap (memory)",
  /** One looks already. Ask again when that is over. */
  "profiling-already": "a profile is being made already: ask again when it is done",
  /** Without access control everybody could ask for profiles, which cost. Set `enable_debug = true`, or enable ACLs and ask with a token that may read the operator's. */
  "profiling-is-off":
    "profiles are off: set enable_debug = true, or enable access control and ask with operator:read",
  /** What runs this program cannot make profiles, as an executable that Bun made. Run it with Node. */
  "profiling-not-possible": "what runs this program cannot make profiles: run it with Node",
  /** An entry of `config_entries.bootstrap` is no config entry; the message says why. Correct it. */
  "bootstrap-config-entry-invalid": "config_entries.bootstrap[{}]: {}",
  /** The check is not one that somebody reports, or is not there. Register it with `TTL`. */
  "check-has-no-ttl": "CheckID {} does not have associated TTL",
  /** No check was named. Write its ID behind the path. */
  "check-id-missing": "CheckID missing",
  /** A check cannot be as it is; the message says why. Correct it. */
  "check-invalid": "Invalid check: {}",
  /** A check needs a name. Send `Name`. */
  "check-name-missing": "Missing check name",
  /** A check would run a program, and the agent does not allow that from there. Set `enable_local_script_checks` or `enable_script_checks`, knowing what they open. */
  "check-program-not-allowed": "{}",
  /** The `Status` of a check is none. Write `passing`, `warning` or `critical`. */
  "check-registration-status-unknown": "Bad check status",
  /** The status that was reported is none. Write `passing`, `warning` or `critical`. */
  "check-status-unknown": "Invalid check status: '{}'",
  /** The agent has no check of this ID. Look at `/v1/agent/checks`. */
  "check-to-change-unknown": "Unknown check {}",
  /** A file or folder of the configuration is not there. Correct the path. */
  "config-file-not-found": "config: Open failed on {}. open {}: no such file or directory",
  /** A file of the configuration cannot be understood; the message says where and why. Correct it. */
  "config-file-not-parsable": "failed to parse {}: {}",
  /** A file of the configuration cannot be read. Look at its rights. */
  "config-file-unreadable": "config: ReadFile failed on {}: {}",
  /** The configuration that shall be taken over has a mistake; the agent goes on with the old one. Correct it and reload again. */
  "configuration-to-reload-invalid": "{}",
  /** A service or check of the configuration cannot be registered; the message says why. Correct it. */
  "configured-registration-refused": "{}",
  /** A watch of the configuration cannot be; the message says why. Correct it. */
  "configured-watch-invalid": "{}",
  /** A text is no HCL; the message says where. Correct it. */
  "hcl-text-unreadable": "{}",
  /** Writes over HTTP are allowed from certain networks only (`allow_write_http_from`). Write from one of them. */
  "http-access-restricted": "Access is restricted",
  /** The configuration blocks this path (`http_config.block_endpoints`). Take it off the list if it is needed. */
  "http-endpoint-blocked": "Endpoint is blocked by agent configuration",
  /** The path does not take this method. The header `Allow` lists those that it takes. */
  "http-method-not-allowed": "method {} not allowed",
  /** Something went wrong that should not be able to. The agent's log has the reason; report it. */
  "internal-error": "internal error; the agent's log has the reason",
  /** The other agent does not answer. Look at the address and the port. */
  "join-failed": "1 error occurred:\n\t* Failed to join {}: {}\n\n",
  /** Agents do not find each other yet. Run one agent, which serves alone. */
  "join-not-supported": "this agent does not speak gossip yet, so it cannot join {}",
  /** The path ends where the address belongs. Write it behind the path. */
  "join-without-an-address": "1 error occurred:\n\t* no address to join was given\n\n",
  /** As many read the agent's log already as may. End one of them. */
  "log-readers-too-many": "too many read the log of this agent already",
  /** The parameter `enable` is neither true nor false. Write one of them. */
  "maintenance-enable-is-no-bool": "Invalid value for enable: {}",
  /** The request does not say whether maintenance begins or ends. Give `enable=true` or `enable=false`. */
  "maintenance-enable-missing": "Missing value for enable",
  /** The path ends where the service's ID belongs. Write it behind the path. */
  "maintenance-without-service-id": "Missing service ID",
  /** There is no such member. `members` shows those that there are. */
  "member-not-found": "agent: No node found with name '{}'",
  /** The log has no such level. Write `trace`, `debug`, `info`, `warn` or `error`. */
  "monitor-level-unknown": "Bad request: Unknown log level: {}",
  /** What config entries say of a proxy's service cannot be read: the token may not see that service, or no server answers. Use a token that may, or try again. */
  "service-config-unreadable": "could not retrieve initial service_defaults config for service {}: {}",
  /** Segments belong to another edition. Leave `segment` out. */
  "network-segments-not-supported": "Network segments are not supported in this version of Consul",
  /** The token lacks the right that the message names. Use another one, or grant the right. */
  "permission-denied-on": "Permission denied: Missing {}:{} on {}",
  /** Set `prometheus_retention_time` in `telemetry` to more than 0, `60s` for example, or leave `format` out. */
  "prometheus-not-enabled": "Prometheus is not enabled since its retention time is not positive",
  /** The data folder does not take what would have to be there after a restart; often its disk is full. Nothing was changed. Mend the reason and try again. */
  "registration-cannot-be-kept":
    "cannot write: {}. Nothing was changed, and what was promised before is kept",
  /** The agent could not ask the servers of its datacenter; the reason stands behind. What it knows itself it goes on with, and tries again. */
  "servers-do-not-answer": "rpc error making call: {}",
  /** A service cannot be as it is; the message says why. Correct it. */
  "service-definition-invalid": "{}",
  /** The path ends where the service's ID belongs. Write it behind the path. */
  "service-id-missing": "ServiceID missing",
  /** A check belongs to a service that the agent does not have. Register the service first. */
  "service-of-check-not-found": "ServiceID {} does not exist",
  /** The agent has no service of this ID. Correct it. */
  "service-of-maintenance-not-found": "No service registered with ID {}",
  /** A check of a proxy or gateway would run a program, and the agent does not allow that from there. Set `enable_script_checks`, knowing what it opens. */
  "service-program-not-allowed": "error updating service registration: {}",
  /** The agent has no service of this ID. Look at `/v1/agent/services`. */
  "service-to-change-unknown": "Unknown service {}",
  /** The agent has no service of this ID. Correct it, or ask the catalog. */
  "service-unknown-to-agent": "unknown service ID: {}",
  /** A sidecar is a proxy or a gateway that cannot be as it is told; the message says why. Correct its `Kind` or `Proxy`. */
  "sidecar-kind-invalid": "Failed Validation: {}",
  /** The `SidecarService` of a service cannot be as it is; the message says why. Correct it. */
  "sidecar-service-invalid": "Invalid SidecarService: {}",
  /** A certificate, its key or an authority cannot be taken over; the agent goes on with those that it has. Correct the file that the message names, and reload again. */
  "tls-files-unusable": "{}",
});
