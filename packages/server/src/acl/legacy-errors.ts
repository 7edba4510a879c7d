import { declareErrors } from "@tutti/errors";

/** The kinds of errors of tokens of before Consul 1.4. */
export const legacyError = declareErrors({
  /** `/v1/acl/update` changes the token that the body names by its secret. Write its `ID`. */
  "legacy-acl-id-missing": "ACL ID must be set",
  /** The secret of the token that is meant stands at the end of the path. */
  "legacy-acl-missing": "Missing ACL",
  /** The anonymous token stays. Take its policies away instead. */
  "legacy-acl-is-anonymous": "Permission denied: Cannot delete anonymous token",
  /** `allow`, `deny` and `manage` are no tokens. Take another ID, or none. */
  "legacy-acl-is-root": "Permission denied: Cannot modify root ACL",
  /** The token has policies, roles, identities or a time, which the older routes know nothing of. Use `/v1/acl/token`. */
  "legacy-acl-of-today": "Cannot use legacy endpoint to modify a non-legacy token",
  /** The rules cannot be read. They are those of before Consul 1.4: `key "a" { policy = "read" }` stands for all keys that begin so. */
  "legacy-acl-rules-invalid": "ACL rule compilation failed: {}",
  /** Write `client` or `management`. */
  "legacy-acl-type-invalid": "Invalid ACL Type",
  /** The accessor of the token whose rules are to be translated stands at the end of the path. */
  "legacy-token-id-missing": "Bad request: Missing token ID",
  /** The token is one of today: it has policies, and no rules of its own to translate. */
  "token-without-rules": "The specified token does not have any rules set",
});
