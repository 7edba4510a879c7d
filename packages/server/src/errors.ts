import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const serverError = declareErrors({
  /** The first management token was made already. Use it, or another token with the right `acl = "write"`. */
  "acl-bootstrap-done-already": "Permission denied: ACL bootstrap no longer allowed (reset index: {})",
  /** What shall be read, changed or deleted is not named by an ID of 36 characters. Correct it; names stand below `name/`. */
  "acl-id-to-look-up-invalid": "failed acl {} lookup: index error: {}",
  /** The ID in the path is that of a policy or role, written in other letters. Write it as it was given out. */
  "acl-id-in-other-letters": "A {} with name {} already exists",
  /** What shall be replaced is not named by an ID. Give the ID, not the name. */
  "acl-id-invalid": "{} ID invalid UUID",
  /** The ID in the path and the one in the body are two. Leave the one in the body out, or make it the same. */
  "acl-id-does-not-match": "Bad request: {} ID in URL and payload do not match",
  /** A token or role links to a policy or role of an ID that is not there. Make it first, or correct the ID. */
  "acl-link-by-id-not-found": "No such ACL {} with ID {}",
  /** A token or role links to a policy or role of a name that is not there. Make it first, or correct the name. */
  "acl-link-by-name-not-found": "No such ACL {} with name {}",
  /** A role links a policy by an ID that there is not. Correct it, or make the policy first. */
  "role-link-not-found": "No such policy with ID: {}",
  /** A policy or role is linked by an ID that can be none; the message says why. Correct it. */
  "acl-link-id-invalid": "Error looking up {} for id {}: {}",
  /** The `intentions` of a service rule is no level. Write `deny`, `read` or `write`. */
  "acl-rule-intentions-level-unknown": "Invalid {} intentions policy: {}",
  /** The `policy` of a rule is no level. Write `deny`, `read` or `write`, and `list` for keys. */
  "acl-rule-level-unknown": "Invalid {} policy: {}",
  /** The rules that shall be translated cannot be read. Correct them; the message says where. */
  "acl-rules-to-translate-invalid": "Bad request: {}",
  /** The rules to translate are no HCL 1; the message says where. Correct them. */
  "acl-rules-to-translate-unreadable": "Failed to parse rules: {}",
  /** The rules are neither HCL nor JSON of the form that rules have. Correct them; the message says where. */
  "acl-rules-unreadable": "Failed to parse ACL rules: {}",
  /** The agent was started without `acl.enabled`, so there are no tokens and policies. Enable it in its configuration. */
  "acl-support-disabled": "ACL support disabled",
  /** There is no such token, or it has run out or may not be seen. Use another one. */
  "acl-token-not-found": "ACL not found",
  /** The token of those without one has no secret that a copy could have. Make a new token with the same policies. */
  "anonymous-token-cannot-be-cloned": "Cannot clone the anonymous token",
  /** The token of those without one always is there. Take its policies away instead. */
  "anonymous-token-cannot-be-deleted": "Delete operation not permitted on the anonymous token",
  /** The `cas` of the request is no number. Give the `ModifyIndex` that was read. */
  "autopilot-cas-invalid": "Bad request: Error parsing cas value: {}",
  /** The body is no JSON, or a field of it has the wrong type; the message names the field. Correct it. */
  "body-invalid": "{}{}",
  /** The body is larger than is taken. Send less, or raise the setting that the message names. */
  "body-too-large":
    "Request body({} bytes) too large, max size: {} bytes. See https://www.consul.io/docs/agent/options.html#{}.",
  /** The rules of the policy `global-management` are fixed. Make another policy. */
  "builtin-policy-cannot-be-changed":
    "Changing the Rules for the builtin global-management policy is not permitted",
  /** The policy `global-management` always is there. Take it from tokens instead. */
  "builtin-policy-cannot-be-deleted":
    "Delete operation not permitted on the builtin global-management policy",
  /** The policy `global-management` holds in every datacenter. Leave `Datacenters` out. */
  "builtin-policy-of-some-datacenters":
    "Changing the Datacenters of the builtin global-management policy is not permitted",
  /** The authority that there is vouches for no other (`DisableCrossSigning`), so that services of both would not know each other for a while. Say `ForceWithoutCrossSigning` if that may be. */
  "ca-cannot-cross-sign":
    "The current CA Provider does not support cross-signing. You can try again with ForceWithoutCrossSigningSet but this may cause disruption - see documentation for more.",
  /** More reads come in a second than `limits.request_limits.read_rate` says. Ask again later, ask less, or raise it. */
  "read-rate-exceeded": "rate limit exceeded, try again later or against a different server",
  /** More writes come in a second than `limits.request_limits.write_rate` says. Ask again later, ask less, or raise it. */
  "write-rate-exceeded":
    "rate limit exceeded for operation that can only be performed by the leader, try again later",
  /** A client asked for what changed since an index, and some of that is not remembered any more, or the index was never reached here. List again, and go on from the index that is told. */
  "changes-forgotten": "what changed since index {} is not remembered: list again, and go on from index {}",
  /** What changed was asked for together with what chooses, sorts or names rows, which it does not do. Leave that out. */
  "deltas-with-more": "deltas cannot go with {}: leave one of them out",
  /** A client asked for what changed, and not since when. Give the `index` of what was read last. */
  "deltas-without-index": "deltas needs an index: what changed since which one",
  /** The configuration of the certificate authority breaks a rule; the message says which. Correct it. */
  "ca-configuration-invalid": "error configuring provider: {}",
  /** The certificate authority of the mesh is not there yet. Ask again. */
  "ca-not-initialized": "CA is uninitialized and unable to sign certificates yet: no root certificate",
  /** There is one provider of certificates: `consul`. Name it. */
  "ca-provider-unknown": "could not initialize provider: unknown CA provider {}",
  /** The parameter `pem` is neither true nor false. Write one of them. */
  "ca-roots-pem-is-no-bool": "Bad request: The 'pem' query parameter must be a boolean value",
  /** The provider keeps its state itself. Leave `State` out. */
  "ca-state-read-only": "CA Provider State is read-only",
  /** The request asks for an answer of the cache and for the newest one at once. Leave one of the two out. */
  "cached-and-consistent": "Cannot specify ?cached with ?consistent, conflicting semantics.",
  /** One change would touch more records than a transaction can take as a whole. Do it in parts. */
  "change-too-large": "the change is too large to be made as a whole: it touches more than 100 records",
  /** A check of a registration was refused; its reason stands in the message. Nothing of the registration was written. */
  "check-not-inserted": "failed inserting check: {}",
  /** A registration has a check that names another node. Register each node for itself. */
  "check-of-a-foreign-node": "Node '{}' for check '{}' doesn't match register request node '{}'",
  /** A registration has a check that names another node. Register each node for itself. */
  "check-of-another-node": "check node {} does not match node {}",
  /** The path ends where the state belongs. Write `any`, `passing`, `warning` or `critical` behind it. */
  "check-state-missing": "Missing check state",
  /** A config entry breaks a rule of its kind; the message says which. Correct it. */
  "config-entry-invalid": "{}",
  /** The body is no JSON object. Send one with `Kind` and `Name`. */
  "config-entry-is-no-object": "'' expected a map, got '{}'",
  /** The `Kind` of a config entry is no text. Write it in quotes. */
  "config-entry-kind-is-no-text": "Kind value in payload is not a string",
  /** There are no config entries of this kind. Write `service-defaults`, `proxy-defaults`, `service-router` and so on. */
  "config-entry-kind-unknown": "invalid config entry kind: {}",
  /** Fields of a config entry have the wrong type; the message lists them. Correct them. */
  "config-entry-not-decodable": "{} error(s) decoding:\n\n* {}",
  /** There is no config entry of this kind and name. Correct them, or write it. */
  "config-entry-not-found": "Config entry not found for {}",
  /** The body of a config entry cannot be understood; the message says why. Correct it. */
  "config-entry-request-not-decodable": "Bad request: Request decoding failed: {}",
  /** The path does not say what is to be deleted. Write `/v1/config/KIND/NAME`. */
  "config-entry-to-delete-not-named": "Must provide both a kind and name to delete",
  /** A config entry has keys that its kind does not have; the message lists them. Correct or remove them. */
  "config-entry-with-unknown-keys": "{}",
  /** A config entry has no `Kind`. Add it. */
  "config-entry-without-a-kind": "Payload does not contain a kind/Kind key at the top level",
  /** The `ClientCertURI` names no service. Write `spiffe://DOMAIN/ns/default/dc/DC/svc/NAME`. */
  "connect-client-uri-invalid": "Bad request: ClientCertURI not a valid Connect identifier",
  /** There is no certificate authority here. Nothing is to be had from this endpoint. */
  "connect-is-switched-off": "Connect must be enabled in order to use this endpoint",
  /** The path does not say for which service a certificate is wanted. Write its name behind the path. */
  "connect-leaf-uri-missing": "URI must be either service or agent",
  /** The request does not say which service shall be reached. Send `Target`. */
  "connect-target-missing": "Bad request: Target service must be specified",
  /** The coordinate has another number of dimensions than those of this network. Send one of eight. */
  "coordinate-incompatible": "incompatible coordinate",
  /** A chain's `OverrideMeshGateway` has a mode that is none. Write `none`, `local` or `remote`. */
  "chain-gateway-mode-unknown": "Invalid OverrideMeshGateway.Mode parameter",
  /** The overrides of a chain hold values of wrong types; the message says which. Correct them. */
  "chain-overrides-not-decodable": "Bad request: Request decoding failed: {} error(s) decoding:\n\n* {}",
  /** The path ends where the service's name belongs. Write it behind the path. */
  "discovery-chain-not-named": "Bad request: Missing chain name",
  /** A filter of an event is no regular expression. Correct it. */
  "event-filter-invalid": "Invalid {} filter: {}",
  /** An event is restricted to a tag, but to no service. Give `service` as well. */
  "event-tag-filter-without-service-filter": "Cannot provide tag filter without service filter",
  /** The path ends where the event's name belongs. Write it behind the path. */
  "event-without-a-name": "Missing name",
  /** An event is for signals: with its name and filters it takes no more than 512 bytes. Put the data into a key, and its name into the event. */
  "event-too-large": "{}",
  /** The `filter` of a request cannot be used; the message says why. Correct it. */
  "filter-invalid": "Failed to create boolean expression evaluator: {}",
  /** The operator of a filter cannot be used on this field. Use `==`, `in`, `contains`, `is empty` or `matches` as the field's type allows. */
  "filter-operator-does-not-fit": 'Invalid match operator "{}" for selector {}',
  /** The pattern behind `matches` is no regular expression. Correct it. */
  "filter-pattern-invalid": "Failed to compile regular expression {}: {}",
  /** A filter names a field that there is not. Look at the answer without the filter for its fields. */
  "filter-selector-unknown": "Selector {} is not valid",
  /** The `filter` cannot be read; the message says where and what could stand there. Correct it. */
  "filter-unreadable": "{}",
  /** The value in a filter is not of its field's type. Correct it. */
  "filter-value-does-not-fit": "Failed to coerce value {} {}: {}",
  /** The path ends where the name of a gateway belongs. Give it. */
  "gateway-name-missing": "Missing gateway name",
  /** Others changed the same records again and again, so nothing was written. Try again, less often at once. */
  "gave-up-after-conflicts": "gave up after {} conflicting writes",
  /** A change needed more steps than are allowed, and stands halfway. Repeat the request to go on. */
  "gave-up-after-many-transactions": "gave up after {} transactions",
  /** An intention keeps its destination. Delete it and make another. */
  "intention-destination-cannot-change":
    "Cannot modify DestinationNS or DestinationName for an intention once it exists.",
  /** What shall be read, changed or deleted is not named by an intention's ID of 36 characters. Correct it, or use `/v1/connect/intentions/exact`. */
  "intention-id-invalid": "{}: failed config entry lookup: index error: UUID must be 36 characters",
  /** A field of an intention cannot be as it is; the message says which. Correct it. */
  "intention-invalid": "{}",
  /** The parameter `by` is neither `source` nor `destination`. Write one of them. */
  "intention-match-by-unknown": "'by' parameter must be one of 'source' or 'destination'",
  /** The request does not say on which side the names are. Give `by=source` or `by=destination`. */
  "intention-match-without-by": "required query parameter 'by' not set",
  /** The request does not say for which services. Give `name`. */
  "intention-match-without-name": "required query parameter 'name' not set",
  /** The name of a service in an intention is not of the form `name` or `namespace/name`. Correct it. */
  "intention-name-invalid": "{} {} is invalid: {}",
  /** A parameter that names a service is missing. Give it. */
  "intention-name-missing": "required query parameter '{}' not set",
  /** There are no namespaces but `default`. Leave it out. */
  "intention-namespace-invalid": "Invalid {} namespace {}: {}",
  /** There is no such intention. Correct the ID or the names. */
  "intention-not-found": "Intention not found",
  /** There is an intention between these two services already. Change that one. */
  "intention-source-twice": "Sources[{}] defines {} more than once",
  /** The intention that shall be changed is not there. Make a new one, or correct the ID. */
  "intention-to-change-not-found": "Cannot modify non-existent intention: '{}'",
  /** The intention that shall be deleted is not there. Correct the ID. */
  "intention-to-delete-not-found": "Cannot delete non-existent intention: '{}'",
  /** The older routes do not touch intentions of a destination that the newer ones have written. Use `/v1/connect/intentions/exact` or the config entry. */
  "intentions-edited-as-entry":
    "cannot use legacy intention API to edit intentions with a destination of {} after editing them via a service-intentions config entry",
  /** The text is no JSON; the message says where. Correct it. */
  "json-invalid": "{}",
  /** The path ends where the key belongs. Write it behind `/v1/kv/`. */
  "key-name-missing": "Missing key name",
  /** Gossip is not encrypted here, so there are no keys. Nothing is to be done. */
  "keyring-is-not-there": "{}",
  /** The key is no base64. Make one by `keygen`. */
  "keyring-key-invalid": "{}",
  /** The parameter `local-only` is neither true nor false. Write one of them. */
  "keyring-local-only-invalid": "Bad request: Error parsing local-only: {}",
  /** `local-only` is for reading the keys; a change goes to all members. Leave it out. */
  "keyring-local-only-of-a-change":
    "Bad request: Invalid use of local-only: local-only can only be set for list requests",
  /** The parameter `relay-factor` is too large or negative. Write a number of the range that the message names. */
  "keyring-relay-factor-out-of-range":
    "Bad request: Invalid relay-factor: Relay factor must be in range: [0, {}]",
  /** The parameter `relay-factor` is no number. Write one. */
  "keyring-relay-factor-unreadable":
    "Bad request: Error parsing relay factor: strconv.Atoi: parsing {}: invalid syntax",
  /** Parameters of a write exclude each other, as `cas` and `acquire`. Leave one out. */
  "kv-flags-conflict": "Conflicting flags: {}",
  /** `acquire` or `release` has no session. Make one, and give its ID. */
  "lock-without-a-session": "missing session",
  /** The parameter `max_stale` is no duration. Write it as in `10s`. */
  "max-stale-invalid": "Invalid max_stale value {}",
  /** A new intention names a namespace other than `default`. There is no other; leave it out. */
  "new-intention-in-a-namespace": "Bad request: Invalid {}({}): Namespaces is a Consul Enterprise feature",
  /** The agent makes the ID of a new intention. Leave it out. */
  "new-intention-with-an-id": "ID must be empty when creating a new intention",
  /** The policy was written, and somebody deleted it before it could be shown. Look whether it is wanted. */
  "new-policy-deleted-at-once": "the policy was deleted at once",
  /** A new policy gets its ID from the server. Leave `ID` out. */
  "new-policy-with-an-id": "Bad request: Cannot specify the ID when creating a new policy",
  /** A new prepared query gets its ID from the server. Leave `ID` out. */
  "new-query-with-an-id": "ID must be empty when creating a new prepared query",
  /** The role was written, and somebody deleted it before it could be shown. Look whether it is wanted. */
  "new-role-deleted-at-once": "the role was deleted at once",
  /** A new role gets its ID from the server. Leave `ID` out. */
  "new-role-with-an-id": "Bad request: Cannot specify the ID when creating a new role",
  /** The first token was written, and somebody deleted it before it could be shown. Look whether it is wanted. */
  "new-token-deleted-at-once": "the new token was deleted at once",
  /** The parameter `ns` names a namespace, and there are none. Leave it out. */
  "namespaces-not-there":
    'Bad request: Invalid query parameter: "ns" - Namespaces are a Consul Enterprise feature',
  /** A value is neither true nor false. Write `true` or `false`. */
  "no-bool": "strconv.ParseBool: parsing {}: invalid syntax",
  /** A value is no whole number. Write one. */
  "no-number": "strconv.ParseInt: parsing {}: invalid syntax",
  /** No server here knows the datacenter. Leave `dc` out, or ask an agent of that datacenter. */
  "no-path-to-datacenter": "No path to datacenter",
  /** A value is no whole number of at least zero. Write one. */
  "no-unsigned-number": "strconv.ParseUint: parsing {}: invalid syntax",
  /** A registration has no address. Send `Address`, or `SkipNodeUpdate` for a node that is there. */
  "node-address-missing": "Must provide address if SkipNodeUpdate is not set",
  /** Sources are services of Consul; there are no others. Leave `source-type` out. */
  "intention-source-type-unsupported": "unsupported SourceType: {}",
  /** One end of the intention to be read is empty, or both are. Name them. */
  "intention-to-read-not-named": "{}",
  /** The ID of a node is no UUID. Correct it, or leave it out. */
  "node-id-invalid": "Bad node ID: {}",
  /** A node identity does not say in which datacenter. Send `Datacenter`. */
  "node-identity-without-a-datacenter": "Node identity is missing the datacenter field on this {}",
  /** The name of a node in an identity has characters that it may not have, or is too long. Use small letters, digits, `-` and `_`, 256 at most, with a letter or digit first and last. */
  "node-identity-name-invalid":
    "Node identity has an invalid name. Only alphanumeric characters, '-' and '_' are allowed",
  /** A node identity does not say for which node. Send `NodeName`. */
  "node-identity-without-a-name": "Node identity is missing the node name field on this {}",
  /** A registration or deregistration names no node. Send `Node`. */
  "node-missing": "Must provide node",
  /** The path ends where the node's name belongs. Write it behind the path. */
  "node-name-missing": "Missing node name",
  /** Another node, which is alive, has the name already. Choose another name, or deregister that node first. */
  "node-name-reserved":
    'failed inserting node: Error while renaming Node ID: "{}"{}: Node name {} is reserved by node {} with name {} ({})',
  /** The catalog has no such node. Register it first. */
  "node-not-registered": "Missing node registration",
  /** A number has more than 64 bits. Write a smaller one. */
  "number-out-of-range": "strconv.ParseInt: parsing {}: value out of range",
  /** The server that is asked is the only one, and would leave the data behind. Nothing is to be done. */
  "only-server-cannot-be-removed": "the only server cannot be removed",
  /** The token lacks `operator = "write"`. Use another one, or grant the right. */
  "operator-write-missing": "Permission denied: Missing operator:write permissions",
  /** A token cannot delete itself. Use another one. */
  "own-token-cannot-be-deleted": "Deletion of the request's authorization token is not permitted",
  /** The parameter `passing` is neither true nor false. Write one of them, or nothing. */
  "passing-is-no-bool": "Invalid value for ?passing",
  /** The token lacks a right that the request needs. Use another one, or grant the right to it. */
  "permission-denied": "Permission denied",
  /** The path ends where the policy's ID belongs. Write it behind the path. */
  "policy-id-missing": "Bad request: Missing policy ID",
  /** The name of a policy has characters that it may not have. Use letters, digits, `-` and `_`. */
  "policy-name-invalid":
    "Invalid Policy: invalid Name. Only alphanumeric characters, '-' and '_' are allowed",
  /** The path ends where the name of a policy belongs. Give it. */
  "policy-name-missing": "Bad request: Missing policy Name",
  /** There is a policy of this name already. Choose another, or change that one. */
  "policy-name-taken": "Invalid Policy: A {} {} already exists",
  /** There is no policy of this ID. Correct it. */
  "policy-not-found": "cannot find policy {}",
  /** A policy needs a name. Send `Name`. */
  "policy-without-a-name": "Invalid Policy: no Name is set",
  /** The parameter `connect` of a query's execution is no flag. Write `true` or `false`. */
  "query-connect-invalid": "Error parsing 'connect' value: {}",
  /** What shall be deleted is not named by a prepared query's ID of 36 characters. Give the ID, not the name. */
  "query-id-invalid":
    "Prepared Query lookup failed: failed prepared query lookup: index error: UUID must be 36 characters",
  /** A prepared query breaks a rule; the message says which. Correct it. */
  "query-invalid": "{}",
  /** The parameter `limit` is no number. Write one. */
  "query-limit-invalid": "Bad limit: strconv.Atoi: parsing {}: invalid syntax",
  /** The name is the ID of a query, which would be found by it instead. Choose another name. */
  "query-name-is-an-id": "name '{}' aliases an existing query ID",
  /** There is a prepared query of this name already. Choose another, or change that one. */
  "query-name-taken": "name '{}' aliases an existing query name",
  /** There is no prepared query of this ID or name. Correct it. */
  "query-not-found": "Query not found",
  /** A template can be run by a name that it fits only, not by its ID. Give a name. */
  "query-template-by-id": "prepared query templates can only be resolved up by name, not by ID",
  /** There is one template for all names at most. Change that one, or give this one a prefix as its name. */
  "query-template-for-all-is-there": "a query template with an empty name already exists",
  /** The prepared query that shall be changed or deleted is not there. Make a new one, or correct the ID. */
  "query-to-change-not-found": "Cannot modify non-existent prepared query: '{}'",
  /** What shall be read is not named by a prepared query's ID of 36 characters. Give the ID, not the name. */
  "query-to-read-id-invalid": "failed prepared query lookup: index error: UUID must be 36 characters",
  /** The token of a prepared query that was read is hidden, and was sent back so. Give the token itself, or none. */
  "query-token-is-hidden": "Token is {}, which stands for one that is not shown: give the token, or none",
  /** The request names a server by its ID and by its address. Leave one out. */
  "raft-peer-named-twice": "Bad request: Must specify only one of ?id or ?address",
  /** There is no such server. `operator raft list-peers` shows those that there are. */
  "raft-peer-not-found": "{} {} was not found in the Raft configuration",
  /** The request does not say which server. Give `id` or `address`. */
  "raft-peer-not-named":
    "Bad request: Must specify either ?id with the server's ID or ?address with IP:port of peer to remove",
  /** The path ends where the role's ID belongs. Write it behind the path. */
  "role-id-missing": "Bad request: Missing role ID",
  /** The name of a role has characters that it may not have. Use letters, digits, `-` and `_`. */
  "role-name-invalid": "Invalid Role: invalid Name. Only alphanumeric characters, '-' and '_' are allowed",
  /** The path ends where the role's name belongs. Write it behind the path. */
  "role-name-missing": "Bad request: Missing role Name",
  /** There is a role of this name already. Choose another, or change that one. */
  "role-name-taken": "Invalid Role: A {} {} already exists",
  /** There is no role of this ID. Correct it. */
  "role-not-found": "cannot find role {}",
  /** There is no route of this method and path that could be explained. Correct them. */
  "route-to-explain-unknown": "there is no route {} {}",
  /** A role needs a name. Send `Name`. */
  "role-without-a-name": "Invalid Role: no Name is set",
  /** A token that counts in its own datacenter only names others. Leave `Datacenters` out, or `Local`. */
  "service-identity-local-with-datacenters":
    "Service identity {} cannot specify a list of datacenters on a local token",
  /** The name in a service identity has characters that it may not have. Use lower case letters, digits, `-` and `_`. */
  "service-identity-name-invalid":
    "Service identity {} has an invalid name. Only alphanumeric characters, '-' and '_' are allowed",
  /** A service identity does not say for which service. Send `ServiceName`. */
  "service-identity-without-a-name": "Service identity is missing the service name field on this {}",
  /** The parameter `kind` is not there. Give it: empty for a service, or `ingress-gateway`. */
  "service-kind-missing": "Missing service kind",
  /** The service has no name, or the path ends where it belongs. Give it. */
  "service-name-missing": "Missing service name",
  /** A check belongs to a service that the node does not have. Register the service first. */
  "service-not-registered-on-node": 'Missing service registration on node "{}"',
  /** Metadata of a service that nobody can be asked for; the message says which rule of metadata it breaks. Correct it. */
  "service-metadata-invalid": "Invalid Service Meta for node {} and serviceID {}: {}",
  /** A service with neither a name nor an ID cannot be found again. Give it a name. */
  "service-without-name": "failed inserting service: object missing primary index",
  /** The service of a registration was refused; its reason stands in the message. Nothing of the registration was written. */
  "service-not-inserted": "failed inserting service: {}",
  /** A service cannot be registered as it is; the message says why. Correct it. */
  "service-registration-invalid": "{}",
  /** The `Behavior` of a session is neither `release` nor `delete`. Write one of them. */
  "session-behavior-unknown": "Invalid Behavior setting '{}'",
  /** A session hangs on a check that fails, so it would end at once. Wait until the check passes, or leave it out. */
  "session-check-is-critical": "Check '{}' is in critical state",
  /** A session hangs on a check that the node does not have. Register it, or leave it out. */
  "session-check-not-registered": "Missing check '{}' registration",
  /** The path ends where the session's ID belongs. Write it behind the path. */
  "session-id-missing": "Missing session",
  /** There is no such session, or it has ended. Make a new one. */
  "session-not-found": "Session id '{}' not found",
  /** The ID of a session has not 36 characters. Correct it. */
  "session-of-lock-invalid": "failed session lookup: index error: UUID must be 36 characters",
  /** The ID of a session to end has not 36 characters. Correct it. */
  "session-to-end-invalid":
    "Session lookup failed: failed session lookup: index error: UUID must be 36 characters",
  /** The `Session` of a prepared query has not 36 characters. Correct it. */
  "session-of-query-invalid": "invalid session: index error: UUID must be 36 characters",
  /** The `TTL` of a session is no duration or out of its range; the message says which. Correct it. */
  "session-ttl-invalid": "{}",
  /** There is no such session, or it has ended. Make a new one. */
  "session-unknown": "invalid session {}",
  /** A session belongs to a node, and its name is empty. Name one, or leave `Node` out for the agent that is asked. */
  "session-without-a-node": "Must provide Node",
  /** The archive is no snapshot of Consul, or damaged: the message says what is wrong with it. Take another copy. */
  "snapshot-archive-unreadable": "failed to read snapshot file: {}",
  /** What the snapshot holds are no entries of a store. Take another copy. */
  "snapshot-damaged": "failed to restore snapshot: what it holds is damaged",
  /** The snapshot is cut off. Take the whole file. */
  "snapshot-ends-too-early": "failed to restore snapshot: it ends too early",
  /** The snapshot is damaged. Take another copy. */
  "snapshot-not-compressed-well": "failed to decompress snapshot: {}",
  /** One thing that the snapshot holds is larger than any that could have been written (`limits.kv_max_value_size`). Take a snapshot of this agent, or raise the limit. */
  "snapshot-entry-too-large": "failed to restore snapshot: one entry is larger than {} bytes",
  /** A record of the snapshot is not what its type says. Take another copy; where that says the same, bring the state over by its keys. */
  "snapshot-record-unreadable": "failed to restore snapshot: {}",
  /** Unpacked it is larger than what is taken back. Bring the state over by its keys, in parts. */
  "snapshot-too-large": "failed to restore snapshot: it is larger than {} bytes",
  /** The request asks for any server's answer and for the newest one at once. Leave one of the two out. */
  "stale-and-consistent": "Cannot specify ?stale with ?consistent, conflicting semantics.",
  /** The store cannot write; often its disk is full. Reads go on. Mend the reason and try again. */
  "store-cannot-write": "cannot write: {}",
  /** The accessor in the path and that in the body are of two tokens. Correct one. */
  "token-accessor-does-not-match": "Bad request: Token Accessor ID in URL and payload do not match",
  /** The accessor in the path is that of a token, written in other letters. Write it as it was given out. */
  "token-accessor-in-other-letters": "The ACL Token AccessorID field is immutable",
  /** The accessor of a token has not 36 characters. Correct it. */
  "token-accessor-invalid": "Failed acl token lookup by accessor: {}",
  /** There is a token of this accessor already. Leave it out to get a new one. */
  "token-accessor-taken": "Invalid Token: AccessorID is already in use",
  /** An ID of a new token begins as those that are reserved. Choose another one, or leave it out. */
  "token-id-reserved":
    'Invalid Token: UUIDs with the prefix "00000000-0000-0000-0000-0000000000" are reserved',
  /** The `AccessorID` or `SecretID` of a new token is no UUID. Correct it, or leave it out to get a new one. */
  "token-id-is-no-uuid": "Invalid Token: {} is not a valid UUID",
  /** The token was written, and somebody deleted it before it could be shown. Look whether it is wanted. */
  "token-deleted-at-once": "the token was deleted at once",
  /** The time at which a token runs out is fixed when it is made. Make a new token. */
  "token-expiration-cannot-change": "Cannot change expiration time of {}",
  /** The `ExpirationTime` of a token is over. Choose a later time. */
  "token-expires-before-it-is-made": "ExpirationTime cannot be before CreateTime",
  /** A token would live longer than is allowed. Choose an earlier time. */
  "token-expires-too-late": "ExpirationTime cannot be more than {} in the future (was {})",
  /** A token would run out at once. Choose a later time. */
  "token-expires-too-soon": "ExpirationTime cannot be less than {} in the future (was {})",
  /** The path ends where the token's accessor belongs. Write it behind the path. */
  "token-id-missing": "Bad request: Missing token ID",
  /** There is no such token. Correct the accessor. */
  "token-not-found": "Cannot find token {}",
  /** Whether a token is local is fixed when it is made. Give `Local` as it is, or make a new token. */
  "token-local-cannot-change": "cannot toggle local mode of {}",
  /** The `AuthMethod` of a token is fixed when it is made. Leave it out. */
  "token-method-cannot-change": "Cannot change AuthMethod of {}",
  /** A token that a login made is for whoever logged in. Log in again. */
  "token-of-a-login-cannot-be-cloned": "Cannot clone a token created from an auth method",
  /** The secret of a token is fixed when it is made. Make a new token. */
  "token-secret-cannot-change": "Changing a tokens SecretID is not permitted",
  /** There is a token of this secret already. Leave it out to get a new one. */
  "token-secret-taken": "Invalid Token: SecretID is already in use",
  /** What shall be deleted is not named by the accessor of a token. Give the accessor, not the secret. */
  "token-to-delete-id-invalid": "Accessor ID is missing or an invalid UUID",
  /** The field `AuthMethod` belongs to tokens that a login makes. Leave it out. */
  "token-with-an-auth-method": "AuthMethod field is disallowed outside of Login",
  /** The end of a token is given twice. Leave `ExpirationTTL` or `ExpirationTime` out. */
  "token-ttl-and-expiration": "Token Expiration TTL and Expiration Time cannot both be set",
  /** A token cannot live for less than no time. Give an `ExpirationTTL` of a minute at least. */
  "token-ttl-negative": "Token Expiration TTL '{}' should be > 0",
  /** Tokens have no rules of their own any more. Make a policy, and link it. */
  "token-with-rules": "Rules cannot be specified for this token",
  /** The parameter `kind` names what has no topology. Write nothing for a service, or `ingress-gateway`. */
  "topology-kind-unsupported": "Unsupported service kind {}",
  /** As many requests wait for a change as can. Ask again later, or with fewer clients. */
  "too-many-blocking-reads": "more than {} requests wait for a change",
  /** The values of a transaction together are larger than is taken. Divide it. */
  "txn-data-too-large": "Cumulative size of key data is too large ({} > {} bytes)",
  /** A `check-index` found another index, so nothing of the transaction was done. Read again, and decide anew. */
  "txn-index-check-failed": "failed index check for key {}, current modify index {} != {}",
  /** A `cas` found another index, so nothing of the transaction was done. Read again, and decide anew. */
  "txn-key-changed-meanwhile": "failed to set key {}, index is stale",
  /** A `check-not-exists` found the key, so nothing of the transaction was done. Read it, and decide anew. */
  "txn-key-exists": "key {} exists",
  /** The last holder of the key lost it by force a moment ago, and its session asked for a delay. Try again later. */
  "txn-key-in-lock-delay": "failed to lock key {} due to lock delay",
  /** A `lock` found the key locked by another session, so nothing of the transaction was done. Wait, and try again. */
  "txn-key-locked-by-another": "failed to lock key {}, lock is already held",
  /** An operation on keys names none. Send `Key`. */
  "txn-key-missing": "Must provide key",
  /** A `get` found no such key, so nothing of the transaction was done. Correct the key, or write it first. */
  "txn-key-not-found": "key {} doesn't exist",
  /** An `unlock` found that the session does not hold the key, so nothing of the transaction was done. Give the holder's session. */
  "txn-key-not-locked-by-this-session":
    "failed to unlock key {}, lock isn't held, or is held by another session",
  /** A `check-index` found no such key, so nothing of the transaction was done. Correct the key, or write it first. */
  "txn-key-of-index-check-not-found": "failed to check index, key {} doesn't exist",
  /** A `check-session` found no such key, so nothing of the transaction was done. Correct the key, or write it first. */
  "txn-key-of-session-check-not-found": "failed to check session, key {} doesn't exist",
  /** A `delete-cas` found another index, so nothing of the transaction was done. Read again, and decide anew. */
  "txn-key-to-delete-changed-meanwhile": "failed to delete key {}, index is stale",
  /** There is no such operation on keys. Write `set`, `cas`, `get`, `delete`, `lock` and so on. */
  "txn-kv-verb-unknown": "unknown KV verb {}",
  /** A `cas` on a node, service or check found another index, so nothing was done. Read again, and decide anew. */
  "txn-object-changed-meanwhile": "failed to set {}, index is stale",
  /** A node, service or check of a transaction cannot be as it is; the message says why. Correct it. */
  "txn-object-invalid": "{}",
  /** A `get` found no such node, service or check, so nothing was done. Correct the name. */
  "txn-object-not-found": "{} doesn't exist",
  /** A `delete-cas` on a node, service or check found another index, so nothing was done. Read again, and decide anew. */
  "txn-object-to-delete-changed-meanwhile": "failed to delete {}, index is stale",
  /** An operation of the transaction failed, so none was done. The answer lists what failed. */
  "txn-rolled-back": "rolled back",
  /** A `check-session` found another session, so nothing of the transaction was done. Wait, and try again. */
  "txn-session-check-failed": "failed session check for key {}, current session {} != {}",
  /** A transaction has more operations than it may. Divide it. */
  "txn-too-many-operations": "Transaction contains too many operations ({} > {})",
  /** A value of a transaction is larger than is taken. Make it smaller, or raise `kv_max_value_size`. */
  "txn-value-too-large": "Value for key {} is too large ({} > {} bytes)",
  /** There is no such operation on nodes, services or checks. Write `get`, `set`, `cas`, `delete` or `delete-cas`. */
  "txn-verb-unknown": "unknown {} verb {}",
  /** There are no pages here, and so no metrics for them. Ask the program that keeps the metrics. */
  "ui-not-enabled": "UI is not enabled",
  /** A number has more than 64 bits. Write a smaller one. */
  "unsigned-number-out-of-range": "strconv.ParseUint: parsing {}: value out of range",
  /** The parameter `index` is no number. Give the `X-Consul-Index` of the answer before. */
  "wait-index-invalid": "Invalid index",
  /** The parameter `wait` is no duration. Write it as in `30s`. */
  "wait-time-invalid": "Invalid wait time",
});
