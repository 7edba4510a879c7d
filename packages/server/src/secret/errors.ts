import { declareErrors } from "@tutti/errors";

/** The kinds of errors that secrets make. */
export const secretError = declareErrors({
  /** A write with `cas` found another newest version, so nothing was written. Read again, and decide anew. */
  "secret-changed-meanwhile": "secret {} is at version {}, not {}: read it again, and decide anew",
  /** A sealed value is not what was sealed: the store was changed from outside, or is damaged. Restore a backup, or write the secret anew. */
  "secret-damaged": "secret {} cannot be opened: what is kept of it is not what was sealed",
  /** A secret was sealed with a key that this server does not have: a snapshot of another one was restored, or `secret-keys.json` is lost. Put that file of the other server back, and start again. */
  "secret-key-missing":
    "the key {} is not in secret-keys.json: put the file of the server that sealed this back, and start again",
  /** There is no such lease, or it is over: its time, its version, its holder's token. Read the secret again. */
  "secret-lease-not-found": "there is no such lease: read the secret again",
  /** There is no such secret, or no such version of it. Correct the path, or the version. */
  "secret-not-found": "there is no secret {}, or not in this version",
  /** A path of a secret cannot be as it is; the message says why. Correct it. */
  "secret-path-invalid": "no secret can have the path {}: {}",
  /** A time of a lease is no duration, or too short or long. Write it as in `1h`. */
  "secret-ttl-invalid": "a lease cannot last {}: write a duration of {} to {}, as in 1h",
  /** A secret keeps too few or too many versions. Choose another number. */
  "secret-versions-invalid": "a secret cannot keep {} versions: it keeps 1 to {}",
  /** Without access control everybody who reaches the port would read all secrets. Enable it in the agent's configuration (`acl.enabled`). */
  "secrets-need-acl":
    "secrets need access control: whoever reaches this port would read them. Set acl.enabled in the configuration of the agent",
  /** As many keys of secrets are kept as can be. Write the secrets of the oldest anew, and take that out of `secret-keys.json`. */
  "too-many-secret-keys": "there are {} keys of secrets: no more are kept",
  /** As many leases hold as can. Revoke some, or give shorter ones. */
  "too-many-secret-leases": "more than {} leases of secrets hold: revoke some, or give shorter ones",
});
