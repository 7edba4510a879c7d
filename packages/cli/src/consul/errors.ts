import { declareErrors } from "@tutti/errors";

/** The kinds of errors that the commands of the agent tell of themselves; what the agent says stands behind, in its own words. */
export const commandError = declareErrors({
  /** `acl explain` takes a token, a method and a path. Write an accessor ID (or "" for those without a token), GET, and /v1/…. */
  "acl-explain-arguments": "Error! Expected TOKEN METHOD PATH, got {} arguments",
  /** There is no such form. Write `pretty` or `json`. */
  "acl-explain-format-unknown": "Error! -format cannot be {}: write pretty or json",
  /** The agent does not explain it; its reason stands behind. Mend that. */
  "acl-not-explained": "Error! {}",
  /** An identity or a link among the flags cannot be read; the message says why. Correct it. */
  "acl-grants-invalid": "{}",
  /** An address that shall stand in the certificate is none. Correct it. */
  "additional-address-invalid": "Error: an -additional-ipaddress is not an IP address",
  /** The command takes fewer arguments. Put texts with blanks in quotes; flags come first. */
  "acl-arguments-too-many": "Error! Too many arguments: expected {} got {}",
  /** The command needs an address. Give one. */
  "address-to-join-missing": "At least one address to join must be specified.",
  /** `agent` takes flags only. Write -config-file or -config-dir before files and folders. */
  "agent-arguments-unexpected": "Unexpected extra arguments: [{}]",
  /** Where the data folder should be, or above it, there is a file. Choose another. */
  "agent-data-folder-is-no-folder": "Error starting agent: {} is no folder: choose another with -data-dir",
  /** The agent's disk is full. Free some space, or choose a folder on another disk. */
  "agent-disk-full":
    "Error starting agent: no space is left on the disk for {}: free some, or choose another folder with -data-dir",
  /** The agent's log or the file of its process' id cannot be written; the text says why. The agent goes on without. */
  "agent-file-not-written": "{}",
  /** A flag is unknown or has a value that it cannot have; the message says which. `-help` lists them. */
  "agent-flags-unreadable": "{}",
  /** The agent would be a client of servers elsewhere, which is not built. Run it as a server. */
  "agent-not-a-server": "this version runs agents as servers only: add -dev, or -server with -bootstrap",
  /** The agent could not be asked; the reason stands behind. Where nothing answers, start one, or say by -http-addr where it is. */
  "agent-not-asked": "{}: {}",
  /** The agent could not start; the reason stands behind. Mend it and start it again. */
  "agent-not-started": "Error starting agent: {}",
  /** The rights do not allow a port or a folder of the agent. Choose another, or give the right. */
  "agent-place-not-allowed":
    "Error starting agent: {} is not ours to use: permission denied. Ports below 1024 need rights of their own; choose another with -http-port and -dns-port, or another -data-dir",
  /** Something else listens on a port of the agent. Stop it, or choose another port. */
  "agent-port-in-use":
    "Error starting agent: {} is in use by another program: stop that one, or choose another port with -{}-port",
  /** `acl set-agent-token` needs the use and the token. Write `acl set-agent-token default SECRET`. */
  "agent-token-arguments-missing": "Error! Missing TYPE and TOKEN arguments",
  /** `acl set-agent-token` needs the token behind its use. Write `acl set-agent-token default SECRET`. */
  "agent-token-missing": "Error! Missing TOKEN argument",
  /** `acl set-agent-token` needs the use before the token. Write `acl set-agent-token default SECRET`. */
  "agent-token-type-missing": "Error! MISSING TYPE argument",
  /** There is no such use of an agent's token. Write `default`, `agent`, `recovery` or `replication`. */
  "agent-token-type-unknown": "Unknown token type",
  /** An intention allows or denies. Give one of the two flags. */
  "allow-and-deny-flags": "Only one of -allow or -deny may be specified.",
  /** The command takes flags only. Leave the rest out. */
  "arguments-not-taken": "Should have no non-flag arguments.",
  /** The configuration of the auth method is no JSON object; the message says where. Correct it. */
  "auth-method-config-unreadable": "Error parsing JSON for auth method config: {}",
  /** The command does not know which auth method is meant. Give `-name`. */
  "auth-method-to-update-not-named": "Cannot update an auth method without specifying the -name parameter",
  /** Somebody else changed the settings of Autopilot at the same time. Try again. */
  "autopilot-changed-meanwhile": "Configuration could not be atomically updated, please try again",
  /** The file has no token. Write it there. */
  "bearer-token-file-empty": "No bearer token found in {}",
  /** The file with the token cannot be read. Correct its name, or its rights. */
  "bearer-token-file-unreadable": "{}",
  /** There is no auth method of this name. `acl auth-method list` shows those that there are. */
  "no-auth-method-with-name": "Auth method not found with name {}",
  /** The command does not know which rule is meant. Give `-id`. */
  "binding-rule-to-show-not-named": "Must specify the -id parameter.",
  /** The command does not know which rule is meant. Give `-id`. */
  "binding-rule-to-update-not-named": "Cannot update a binding rule without specifying the -id parameter",
  /** The file cannot be read. Correct the path, or look at its rights. */
  "ca-config-file-unreadable": "Error reading config file: {}",
  /** A check of the index belongs to one key. Give one of the two flags. */
  "cas-and-recurse-flags": "Cannot specify both -cas and -recurse!",
  /** A deletion with `-cas` needs the index that the key has. Read it by `kv get -detailed`. */
  "cas-delete-with-index-zero":
    "Cannot delete a key that does not exist. Provide a -modify-index greater than than 0.",
  /** The files hold something else, or belong to two authorities. Give a certificate and the key that it was made with. */
  "certificate-and-key-do-not-fit": "Error: {} are not a certificate and its key",
  /** A file of that name would be overwritten. Move it away, or work in another folder. */
  "certificate-file-exists": "{} already exists.",
  /** A file cannot be read. Correct the path, or look at its rights. */
  "certificate-file-unreadable": "Error reading {}: {}",
  /** The command does not know for whom the certificate is. Give `-server`, `-client` or `-cli`. */
  "certificate-kind-missing": "Please provide either -server, -client, or -cli",
  /** Consul has the command and this version does not. The text says what to do instead. */
  "command-not-in-this-version": 'This version of {} has no "{}" command: {}.',
  /** The file of a config entry cannot be read. Correct the path, or look at its rights. */
  "config-entry-file-unreadable": "Failed to load data: Failed to read file: {}",
  /** The config entry was changed since it was read, so it was not written. Read it again, and decide anew. */
  "config-entry-not-updated": "Config entry not updated: {}/{}",
  /** The text of a config entry is neither HCL nor JSON; the message says where. Correct it. */
  "config-entry-text-unreadable": "Failed to decode config entry input: {}",
  /** The command was given no file, or several. Give one, or `-` for the input. */
  "config-entry-to-write-missing":
    "Must provide exactly one positional argument to specify the config entry to write",
  /** There are no config entries of this kind. Correct `Kind`. */
  "config-entry-to-write-of-unknown-kind":
    "Failed to decode config entry input: invalid config entry kind: {}",
  /** The command needs a file. Give `-config-file`. */
  "config-file-flag-missing": "The -config-file flag is required",
  /** The configuration was given as a whole and in parts. Leave one of them out. */
  "config-flag-with-kubernetes-flags": "Cannot use command line arguments with '-config' flags",
  /** `-config-format` names another format. Write `hcl` or `json`. */
  "config-format-unknown": "-config-format must be either 'hcl' or 'json'",
  /** The configuration has a mistake; the message says where and which. Correct it. */
  "config-to-validate-invalid": "Config validation failed: {}",
  /** The command was given nothing to look at. Give files or folders. */
  "config-to-validate-missing": "Must specify at least one config file or directory",
  /** The configuration is valid, and something in it deserves a look; the text says what. */
  "config-warning": "{}",
  /** The node has sent no coordinate. Correct its name, or wait. */
  "could-not-find-a-coordinate-for-node": "Could not find a coordinate for node {}",
  /** The command does not know which one is meant. Give `-id` or `-name`. */
  "either-id-or-name-flag-missing": "Must specify either the -id or -name parameters",
  /** Maintenance can be begun or ended. Give one of the two flags. */
  "enable-and-disable-flags": "Only one of -enable or -disable may be provided",
  /** Maintenance was not begun or ended; the agent's reason stands behind. Mend that. */
  "error-changing-maintenance": "Error {}ing {} maintenance: {}",
  /** Whether one may reach the other cannot be said; the agent's reason stands behind. Mend that. */
  "error-checking-the-connection": "Error checking the connection: {}",
  /** The token was not copied; the agent's reason stands behind. Mend that. */
  "error-cloning-token": "Error cloning token: {}",
  /** The intention was not made; the agent's reason stands behind. With `-replace` one that is there is changed. */
  "error-creating-intention": 'Error creating intention "{}": {}',
  /** The auth method was not deleted; the agent's reason stands behind. Mend that. */
  "error-deleting-auth-method": "Error deleting auth method {}: {}",
  /** The binding rule was not deleted; the agent's reason stands behind. Mend that. */
  "error-deleting-binding-rule": "Error deleting binding rule {}: {}",
  /** The config entry was not deleted; the agent's reason stands behind. Mend that. */
  "error-deleting-config-entry": "Error deleting config entry {}/{}: {}",
  /** The policy was not deleted; the agent's reason stands behind. Mend that. */
  "error-deleting-policy": "Error deleting policy {}: {}",
  /** The role was not deleted; the agent's reason stands behind. Mend that. */
  "error-deleting-role": "Error deleting role {}: {}",
  /** The intention was not deleted; the agent's reason stands behind. Mend that. */
  "error-deleting-the-intention": "Error deleting the intention: {}",
  /** The token was not deleted; the agent's reason stands behind. Mend that. */
  "error-deleting-token": "Error deleting token {}: {}",
  /** The service was not deregistered; the agent's reason stands behind. Mend that. */
  "error-deregistering-service": "Error deregistering service {}: {}",
  /** The token was not ended; the agent's reason stands behind. Mend that. */
  "error-destroying-token": "Error destroying token: {}",
  /** The rule is not known by this ID; the agent's reason stands behind. Mend that. */
  "error-determining-binding-rule-id": "Error determining binding rule ID: {}",
  /** No policy or more than one fits the given ID or name. Give more of it; `acl policy list` shows all. */
  "error-determining-policy-id": "Error determining policy ID: {}",
  /** No role or more than one fits the given ID or name. Give more of it; `acl role list` shows all. */
  "error-determining-role-id": "Error determining role ID: {}",
  /** No token or more than one fits the given accessor. Give more of it; `acl token list` shows all. */
  "error-determining-token-id": "Error determining token ID: {}",
  /** The program of a watch could not be started, or did not end well; the watch ends. Correct it, or look at what it wrote. */
  "error-executing-handler": "Error executing handler: {}",
  /** The event was not sent; the agent's reason stands behind. Mend that. */
  "error-firing-event": "Error firing event: {}",
  /** The node was not taken out; the agent's reason stands behind. Mend that. */
  "error-force-leaving": "Error force leaving: {}",
  /** The coordinates cannot be read; the agent's reason stands behind. Mend that. */
  "error-getting-coordinates": "Error getting coordinates: {}",
  /** The servers cannot be listed; the agent's reason stands behind. Mend that. */
  "error-getting-peers": "Error getting peers: Failed to retrieve raft configuration: {}",
  /** The agent could not join this address; its reason stands behind. Mend that. */
  "error-joining-address": "Error joining address '{}': {}",
  /** The agent did not leave; its reason stands behind. Mend that. */
  "error-leaving": "Error leaving: {}",
  /** The config entries cannot be listed; the agent's reason stands behind. Mend that. */
  "error-listing-config-entries-for-kind": "Error listing config entries for kind {}: {}",
  /** The datacenters cannot be listed; the agent's reason stands behind. Mend that. */
  "error-listing-datacenters": "Error listing datacenters: {}",
  /** The nodes cannot be listed; the agent's reason stands behind. Mend that. */
  "error-listing-nodes": "Error listing nodes: {}",
  /** The services cannot be listed; the agent's reason stands behind. Mend that. */
  "error-listing-services": "Error listing services: {}",
  /** The login was not taken; the agent's reason stands behind. Mend that. */
  "error-logging-in": "Error logging in: {}",
  /** The intentions cannot be read; the agent's reason stands behind. Mend that. */
  "error-matching-the-connection": "Error matching the connection: {}",
  /** The file cannot be opened. Correct the path, or look at its rights. */
  "error-opening-snapshot-file": "Error opening snapshot file: {}",
  /** The agent did not answer as it should; its reason stands behind. Mend that. */
  "error-querying-agent": "Error querying agent: {}",
  /** The settings of Autopilot cannot be read; the agent's reason stands behind. Mend that. */
  "error-querying-autopilot-configuration": "Error querying Autopilot configuration: {}",
  /** The certificate authority cannot be read; the agent's reason stands behind. There is none here. */
  "error-querying-ca-configuration": "Error querying CA configuration: {}",
  /** The checks cannot be read; the agent's reason stands behind. Mend that. */
  "error-querying-checks": "Error querying checks: {}",
  /** The agent did not answer as it should; its reason stands behind. Mend that. */
  "error-querying-consul-agent": "Error querying Consul agent: {}",
  /** The auth method cannot be read; the agent's reason stands behind. Mend that. */
  "error-reading-auth-method": "Error reading auth method {}: {}",
  /** The binding rule cannot be read; the agent's reason stands behind. Mend that. */
  "error-reading-binding-rule": "Error reading binding rule {}: {}",
  /** The config entry cannot be read; the agent's reason stands behind. Mend that. */
  "error-reading-config-entry": "Error reading config entry {}/{}: {}",
  /** The policy cannot be read; the agent's reason stands behind. Mend that. */
  "error-reading-policy": "Error reading policy {}: {}",
  /** The role cannot be read; the agent's reason stands behind. Mend that. */
  "error-reading-role": "Error reading role: {}",
  /** The file is no snapshot, or damaged. Take another copy. */
  "error-reading-snapshot": "Error reading snapshot: {}",
  /** The service was not registered; the agent's reason stands behind. Mend that. */
  "error-registering-service": "Error registering service {}: {}",
  /** The agent did not read its configuration again; its reason stands behind. Correct the configuration. */
  "error-reloading": "Error reloading: {}",
  /** The server was not removed; the agent's reason stands behind. Mend that. */
  "error-removing-peer": "Error removing peer: {}",
  /** The intention was not changed; the agent's reason stands behind. Mend that. */
  "error-replacing-intention": "Error replacing intention with source {} and destination {}: {}",
  /** The snapshot was not put in; the agent's reason stands behind. Mend that. */
  "error-restoring-snapshot": "Error restoring snapshot: {}",
  /** The members cannot be listed; the agent's reason stands behind. Mend that. */
  "error-retrieving-members": "Error retrieving members: {}",
  /** The program did not end well; the reason stands behind. Look at what it wrote. */
  "error-running-handler": "Error running handler: {}",
  /** The snapshot was not made; the agent's reason stands behind. Mend that. */
  "error-saving-snapshot": "Error saving snapshot: {}",
  /** The program could not be started. Correct its name, or look at its rights. */
  "error-starting-handler": "Error starting handler: {}",
  /** The settings of Autopilot were not changed; the agent's reason stands behind. Mend that. */
  "error-setting-autopilot-configuration": "Error setting Autopilot configuration: {}",
  /** The certificate authority was not changed; the agent's reason stands behind. There is none here. */
  "error-setting-ca-configuration": "Error setting CA configuration: {}",
  /** The rules cannot be translated; the reason stands behind. Correct them. */
  "error-translating-rules": "Error translating rules: {}",
  /** The agent does not show its log; its reason stands behind. Mend that. */
  "error-starting-monitor": "Error starting monitor: {}",
  /** The auth method was not changed; the agent's reason stands behind. Mend that. */
  "error-updating-auth-method": "Error updating auth method {}: {}",
  /** The binding rule was not changed; the agent's reason stands behind. Mend that. */
  "error-updating-binding-rule": "Error updating binding rule {}: {}",
  /** The policy was not changed; the agent's reason stands behind. Mend that. */
  "error-updating-policy": "Error updating policy {}: {}",
  /** The role was not changed; the agent's reason stands behind. Mend that. */
  "error-updating-role": "Error updating role {}: {}",
  /** The file that was written is no whole snapshot. Look at the space of the disk, and try again. */
  "error-verifying-snapshot-file": "Error verifying snapshot file: {}",
  /** The snapshot was made, and its file cannot be written; there is none, or the one that was there. Look at the space of the disk, and at the rights of the folder. */
  "error-writing-snapshot-file": "Error writing snapshot file: {}",
  /** The auth method cannot be read; the agent's reason stands behind. Mend that. */
  "error-when-retrieving-current-auth-method": "Error when retrieving current auth method: {}",
  /** The binding rule cannot be read; the agent's reason stands behind. Mend that. */
  "error-when-retrieving-current-binding-rule": "Error when retrieving current binding rule: {}",
  /** The policy that shall be changed cannot be read; the agent's reason stands behind. Mend that. */
  "error-when-retrieving-current-policy": "Error when retrieving current policy: {}",
  /** The role that shall be changed cannot be read; the agent's reason stands behind. Mend that. */
  "error-when-retrieving-current-role": "Error when retrieving current role: {}",
  /** The token that shall be changed cannot be read; the agent's reason stands behind. Mend that. */
  "error-when-retrieving-current-token": "Error when retrieving current token: {}",
  /** The config entry was not written; the agent's reason stands behind. Correct it. */
  "error-writing-config-entry": "Error writing config entry {}/{}: {}",
  /** A filter of an event is no regular expression. Correct it. */
  "event-filter-flag-invalid": "Failed to compile {} filter regexp: {}",
  /** An event needs a name. Give `-name`. */
  "event-name-flag-missing": "Event name must be specified",
  /** An event is restricted to a tag, but to no service. Give `-service` as well. */
  "event-tag-flag-without-service-flag": "Cannot provide tag filter without service filter.",
  /** An event takes one argument, what is sent along. Put it in quotes. */
  "event-with-too-many-arguments": "Too many command line arguments.",
  /** The first management token could not be made; the agent's reason stands behind. Often it was made already. */
  "failed-acl-bootstrapping": "Failed ACL bootstrapping: {}",
  /** The auth method was not made; the agent's reason stands behind. Mend that. */
  "failed-to-create-new-auth-method": "Failed to create new auth method: {}",
  /** The binding rule was not made; the agent's reason stands behind. Mend that. */
  "failed-to-create-new-binding-rule": "Failed to create new binding rule: {}",
  /** The policy was not made; the agent's reason stands behind. Mend that. */
  "failed-to-create-new-policy": "Failed to create new policy: {}",
  /** The role was not made; the agent's reason stands behind. Mend that. */
  "failed-to-create-new-role": "Failed to create new role: {}",
  /** The token was not made; the agent's reason stands behind. Mend that. */
  "failed-to-create-new-token": "Failed to create new token: {}",
  /** None of the addresses could be joined. Agents do not find each other yet. */
  "failed-to-join-any-nodes": "Failed to join any nodes.",
  /** The token that was given cannot be read; the agent's reason stands behind. Mend that. */
  "failed-to-read-own-token": "Error reading token: {}",
  /** The token cannot be read; the agent's reason stands behind. Mend that. */
  "failed-to-read-token": "Error reading token {}: {}",
  /** The list cannot be read; the agent's reason stands behind. Mend that. */
  "failed-to-retrieve-the-auth-method-list": "Failed to retrieve the auth method list: {}",
  /** The list cannot be read; the agent's reason stands behind. Mend that. */
  "failed-to-retrieve-the-binding-rule-list": "Failed to retrieve the binding rule list: {}",
  /** The intentions cannot be listed; the agent's reason stands behind. Mend that. */
  "failed-to-retrieve-the-intentions-list": "Failed to retrieve the intentions list: {}",
  /** The policies cannot be listed; the agent's reason stands behind. Mend that. */
  "failed-to-retrieve-the-policy-list": "Failed to retrieve the policy list: {}",
  /** The roles cannot be listed; the agent's reason stands behind. Mend that. */
  "failed-to-retrieve-the-role-list": "Failed to retrieve the role list: {}",
  /** The tokens cannot be listed; the agent's reason stands behind. Mend that. */
  "failed-to-retrieve-the-token-list": "Failed to retrieve the token list: {}",
  /** The agent did not take the token; its reason stands behind. Often the right to write the agent is missing. */
  "failed-to-set-acl-token": "Failed to set ACL token {}: {}",
  /** The token was not changed; the agent's reason stands behind. Mend that. */
  "failed-to-update-token": "Failed to update token {}: {}",
  /** The flag is known and has no effect here, which cannot harm. Leave it out. */
  "flag-does-nothing": "{}",
  /** The flag is known and does nothing here, and ignoring it could harm. The text says what to do instead. */
  "flag-not-supported": "{}",
  /** The command cannot do without this flag. Give it. */
  "flag-required": "Missing required '-{}' flag",
  /** The command does not know which one is meant. Give `-id`. */
  "id-flag-missing": "Must specify the -id parameter",
  /** The command does not know which one is meant. Give `-id` or `-name`. */
  "id-or-name-flag-missing": "Must specify the -id or -name parameters",
  /** The command takes one argument, what is read in. Put it in quotes, or give a file as `@FILE`. */
  "import-with-too-many-arguments": "Error! Too many arguments (expected 1, got {})",
  /** The command was given nothing to read in. Give it as text, as `@FILE` or by `-`. */
  "import-data-missing": "Error! Missing DATA argument",
  /** What shall be read in is no JSON that `kv export` writes. Correct it. */
  "import-data-unreadable": "Cannot unmarshal data: {}",
  /** A key was not written; the agent's reason stands behind. Those before it were. */
  "import-key-not-written": "Error! Failed writing data for key {}: {}",
  /** A value that shall be read in is no base64. Correct it. */
  "import-value-unreadable": "Error base 64 decoding value for key {}: {}",
  /** The command needs two services. Give the source and the destination. */
  "intention-arguments-missing": "Error: Must specify two arguments: source and destination",
  /** The destination is not of the form `name` or `namespace/name`. Correct it. */
  "intention-destination-invalid": "Error: Invalid intention destination: {}",
  /** This command creates no intentions with permissions. Write a config entry of the kind service-intentions instead. */
  "intention-file-has-permissions":
    "Error: cannot create L7 intention from file {} using this CLI; use 'consul config write' instead",
  /** A file cannot be read, or is no intention as JSON; the message says which. Correct it. */
  "intention-file-invalid": "Error: {}",
  /** The command needs one service. Give its name. */
  "intention-match-argument-missing": "Error: command requires exactly one argument: src or dst",
  /** The source is not of the form `name` or `namespace/name`. Correct it. */
  "intention-source-invalid": "Error: Invalid intention source: {}",
  /** The command asks about a connection. Give the source and the destination. */
  "intention-to-check-not-named": "Error: command requires exactly two arguments: src and dst",
  /** The command does not know which intention is meant. Give its ID, or the source and the destination. */
  "intention-to-delete-not-named": "command requires exactly 1 or 2 arguments",
  /** There is no such intention, or it cannot be read. Correct the names. */
  "intention-to-show-not-found": "{}",
  /** The command needs a key. Give it. */
  "key-argument-missing": "Error! Missing KEY argument",
  /** Keys do not begin with a slash. Take it away. */
  "key-begins-with-a-slash": "Error! Failed writing data: Invalid key. Key must not begin with a '/': {}",
  /** The key was changed since it was read, so it was not deleted. Read it again, and decide anew. */
  "key-changed-before-delete": "Error! Did not delete key {}: CAS failed",
  /** The key was changed since it was read, so it was not written. Read it again, and decide anew. */
  "key-changed-before-put": "Error! Did not write to {}: CAS failed",
  /** The key was not deleted; the agent's reason stands behind. Mend that. */
  "key-not-deleted": "Error! Did not delete key {}: {}",
  /** The key was not written; the agent's reason stands behind. Mend that. */
  "key-not-written": "Error! Failed writing data: {}",
  /** With `-cas` and index 0 a key is only made where there is none, and it is there. Read it, and decide anew. */
  "key-to-make-exists": "Error! Did not write to {}: CAS performed with index=0 and key already exists.",
  /** The keys of gossip cannot be read or changed; the agent's reason stands behind. Gossip is not encrypted here. */
  "keyring-action-failed": "error: {}",
  /** `-local-only` is for lists of keys alone. Leave it out. */
  "keyring-local-only-without-list":
    "Error validating local-only: local-only can only be set for list requests",
  /** The command does one thing at a time. Give one of its flags. */
  "keyring-with-several-actions": "Only a single action is allowed",
  /** `keyring` was not told what to do. Give -list, -install, -use or -remove. */
  "keyring-without-an-action": "Usage: {} keyring [options]",
  /** The command does not know of which kind. Give `-kind`. */
  "kind-flag-missing": "Must specify the -kind parameter",
  /** The certificate of the authority of Kubernetes is empty. Give it as PEM. */
  "kubernetes-ca-cert-empty": "Kubernetes CA Cert is empty",
  /** The command takes a key and a value. Put values with blanks in quotes. */
  "kv-put-with-too-many-arguments": "Error! Too many arguments (expected 1 or 2, got {})",
  /** The lock cannot be taken; the reason stands behind. A key that stands there is of another use: choose another prefix, or the limit that it has. */
  "lock-acquisition-failed": "Lock acquisition failed: {}",
  /** The command needs a prefix and a program. Write `lock PREFIX COMMAND`. */
  "lock-arguments-missing": "Key prefix and child command must be specified",
  /** `-n` must be at least 1. Give a greater number. */
  "lock-limit-not-positive": "Lock holder limit must be positive",
  /** Another session holds the key. Wait, and try again. */
  "lock-not-acquired": "Error! Did not acquire lock",
  /** Others held the lock for the whole time, or the command was asked to stop. Try again, or give more time by `-try`. */
  "lock-not-acquired-in-time": "Shutdown triggered or timeout during lock acquisition",
  /** The session does not hold the key. Give the holder's. */
  "lock-not-released": "Error! Did not release lock",
  /** A number of retries cannot be negative. Give 0 or more. */
  "lock-retries-negative": "Number for 'monitor-retry' must be >= 0",
  /** The session of the lock was not made; the agent's reason stands behind. Mend that. */
  "lock-setup-failed": "Lock setup failed: {}",
  /** A time cannot be negative. Give a positive one. */
  "lock-timeout-negative": "Timeout must be positive",
  /** This command opens no browser. Begin the login at `/v1/acl/oidc/auth-url`, and end it at `/v1/acl/oidc/callback`. */
  "login-in-browser-not-supported":
    "Logins of the type oidc are done in a browser, which this command does not open; ask /v1/acl/oidc/auth-url",
  /** The command does not say whether maintenance begins or ends. Give `-enable` or `-disable`. */
  "maintenance-flag-missing": "Service requires either -enable or -disable",
  /** An index is compared with `-cas` only. Give both, or none. */
  "modify-index-flag-without-cas-flag": "Cannot specify -modify-index without -cas!",
  /** The command does not know which one is meant. Give `-name`. */
  "name-flag-missing": "Must specify the -name parameter",
  /** A new policy needs a name. Give `-name`. */
  "new-policy-without-name-flag": "Missing require '-name' flag",
  /** There is no binding rule of this ID. `acl binding-rule list` shows those that there are. */
  "no-binding-rule-with-id": "Binding rule not found with ID {}",
  /** There is no intention yet. Make one with `intention create`. */
  "no-intentions": "There are no intentions.",
  /** No node fits what was asked for. Ask for less, or look at all. */
  "no-nodes-match": "No nodes match the given query - try expanding your search.",
  /** No service fits what was asked for. Ask for less, or look at all. */
  "no-services-match": "No services match the given query - try expanding your search.",
  /** There is no such key. `kv get -keys` shows those that there are. */
  "no-such-key": "Error! No key exists at: {}",
  /** The name of a node belongs into a server's certificate. Give `-server` as well. */
  "node-flag-without-server-flag": "-node requires -server",
  /** The command needs one node. Give its name. */
  "node-to-leave-not-named": "A single node name must be specified to force leave.",
  /** The command needs one or two nodes. Give their names. */
  "nodes-to-measure-not-named": "One or two node names must be specified",
  /** With `-wan` nodes are named with their datacenter. Write `NODE.DATACENTER`. */
  "nodes-to-measure-without-datacenter": "Node names must be specified as <node name>.<datacenter> with -wan",
  /** A server is named by its address or its ID. Give one of the two. */
  "peer-to-remove-named-twice": "Error removing peer: cannot give both an address and id",
  /** The command does not know which server is meant. Give `-address` or `-id`. */
  "peer-to-remove-not-named": "Error removing peer: an address or id is required for the peer to remove",
  /** A reason belongs to the beginning of a maintenance. Give `-enable` as well, or no reason. */
  "reason-flag-without-enable-flag": "Reason may only be provided with -enable",
  /** There is no role of this ID or name. `acl role list` shows all. */
  "role-not-found-with": "Role not found with {}",
  /** A new role links to nothing that grants anything. Give one of the flags that the message lists. */
  "role-to-create-grants-nothing":
    "Cannot create a role without specifying -policy-name, -policy-id, -service-identity, or -node-identity at least once",
  /** The command does not know which role is meant. Give `-id`. */
  "role-to-update-not-named": "Cannot update a role without specifying the -id parameter",
  /** The command was given no rules. Give them as text, as `@FILE` or by `-`. */
  "rules-to-translate-missing": "Error! Missing TRANSLATE argument",
  /** The file of rules cannot be read. Correct the path, or look at its rights. */
  "rules-to-translate-unreadable": "Error! {}",
  /** The command needs one more argument; the message names it. Write it behind the flags. */
  "secret-argument-missing": "Error! Missing {} argument",
  /** The command takes fewer arguments. Put texts with blanks in quotes; flags come first. */
  "secret-arguments-too-many": "Error! Too many arguments (expected {}, got {})",
  /** The agent did not do what was asked of a secret; its reason stands behind. Mend that. */
  "secret-refused": "Error! {}",
  /** `secret put` is not told what to write. `-` reads it from the input, where no list of processes and no history of a shell shows it. */
  "secret-value-missing":
    "Error! Missing DATA argument: write - to read it from the input, or @FILE, so that no list of processes shows it",
  /** A file of services cannot be used; the reason stands behind. Correct it. */
  "service-file-invalid": "Error: {}",
  /** Services are named by `-id` or by files. Give one of the two. */
  "service-to-deregister-named-twice": "Service deregistration requires arguments or -id, not both.",
  /** The command does not know which service is meant. Give `-id`, or files that define services. */
  "service-to-deregister-not-named": "Service deregistration requires at least one argument or -id.",
  /** A service is given by flags or by files. Give one of the two. */
  "service-to-register-given-twice": "Service registration requires arguments or -id, not both.",
  /** The command was given nothing to register. Give `-name`, or files that define services. */
  "service-to-register-missing": "Service registration requires at least one argument or flags.",
  /** Locks belong to a session. Make one, and give `-session`. */
  "session-flag-missing": "Error! Missing -session (required with -acquire and -release)",
  /** The command needs a file. Give its path. */
  "snapshot-file-argument-missing": "Missing FILE argument",
  /** The names are on one side. Give one of the two flags. */
  "source-and-destination-flags": "Error: only one of -source or -destination may be specified",
  /** `-status` is no regular expression. Correct it. */
  "status-flag-invalid": "Failed to compile status regexp: {}",
  /** The command only has others below it, which the text lists. Write one of them behind it. */
  "subcommand-missing": "a subcommand is missing",
  /** The command has no such command below it. The text lists those that there are. */
  "subcommand-unknown": '{} {} has no subcommand "{}".',
  /** The file of `-token-file` or CONSUL_HTTP_TOKEN_FILE cannot be read, so nobody was asked. Correct the path, or look at its rights. */
  "token-file-unreadable": "Error {}: {}",
  /** A certificate or key that the flags or the environment name (`-ca-file`, `-ca-path`, `-client-cert`, `-client-key`, CONSUL_CACERT …) is missing, cannot be read or is none, so nobody was asked. Correct the path, or give both of certificate and key. */
  "tls-files-unreadable": "Error {}: {}",
  /** The file for the token cannot be written. Correct its place, or its rights; the token that was made ends by `logout` or its time. */
  "token-sink-not-written": "Error writing token to file sink: {}",
  /** A new token links to nothing that grants anything. Give one of the flags that the message lists. */
  "token-to-create-grants-nothing":
    "Cannot create a token without specifying -policy-name, -policy-id, -role-name, -role-id, -service-identity, or -node-identity at least once",
  /** The command does not know which token is meant. Give `-id`. */
  "token-to-update-not-named": "Cannot update a token without specifying the -id parameter",
  /** The command takes no arguments. Take them away; `-help` shows its flags. */
  "too-many-arguments-for-none": "Too many arguments (expected 0, got {})",
  /** The command takes one argument. Put texts with blanks in quotes; flags come first. */
  "too-many-arguments-for-one": "Too many arguments (expected 1, got {})",
  /** All names that a new certificate could have are taken in this folder. Work in another one. */
  "too-many-certificates": "Error: too many certificates in this folder",
  /** The agent does not say who it is; its reason stands behind. Mend that. */
  "unable-to-look-up-agent-info": "Unable to look up agent info: {}",
  /** The agent answered in a way that was not expected. Look at its log. */
  "unexpected-answer-to-delete": "Error querying Consul agent: Unexpected response code: {}",
  /** The command takes no arguments. Take them away; `-help` shows its flags. */
  "unexpected-arguments": "Error found unexpected args: [{}]",
  /** With `-base64` the value must be base64. Correct it, or leave the flag out. */
  "value-is-no-base64": "Error! Cannot base 64 decode data: {}",
  /** `-format` names another format. Write `pretty` or `json`. */
  "version-format-unsupported": "Unknown format: {}",
  /** Distances between datacenters are not known here. Leave `-wan` out. */
  "wan-coordinates-not-supported":
    "Coordinates between datacenters need gossip, which this version does not speak yet",
  /** Changes are told of a key, of a prefix of keys, and of a service as a whole. Leave -deltas out, or -tag and -passingonly. */
  "watch-deltas-of-others":
    "-deltas goes with -type key, keyprefix and service, without -tag and -passingonly",
  /** What is watched cannot be read; the reason stands behind. The watch goes on trying. */
  "watch-errored": "Watch errored: type={} error={} retry={}",
  /** The flags do not fit this type of watch; the message says which. Correct them. */
  "watch-flags-invalid": "{}",
  /** The value of `-passingonly` is neither true nor false. Write one of them. */
  "watch-passingonly-invalid":
    "Failed to parse passingonly flag: strconv.ParseBool: parsing {}: invalid syntax",
  /** The command does not know what to watch. Give `-type`. */
  "watch-type-missing": "Watch type must be specified",
});
