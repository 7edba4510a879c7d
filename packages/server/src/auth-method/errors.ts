import { declareErrors } from "@tutti/errors";

/** The kinds of errors of auth methods, binding rules and logins. */
export const authMethodError = declareErrors({
  /** The auth method breaks a rule; the message says which. Correct it. */
  "auth-method-invalid": "Invalid Auth Method: {}",
  /** The name in the path and the one in the body are two. Leave the one in the body out, or make it the same. */
  "auth-method-name-does-not-match": "Bad request: AuthMethod Name in URL and payload do not match",
  /** The path ends where the name of an auth method belongs. Give it. */
  "auth-method-name-missing": "Bad request: Missing auth method name",
  /** There is no auth method of this name. Make it first, or correct the name. */
  "auth-method-not-found": "cannot find auth method with name {}",
  /** An auth method that is kept has a configuration that does not work any more; the reason stands behind. Write it anew. */
  "auth-method-not-usable": "auth method {} cannot be used: {}",
  /** Tokens of a login live between a minute and a day. Correct `MaxTokenTTL`. */
  "auth-method-ttl-out-of-bounds": "MaxTokenTTL {} cannot be {}",
  /** The type of an auth method stays. Make another method. */
  "auth-method-type-cannot-change": "the Type field of an Auth Method is immutable",
  /** A binding rule gives a name that nothing may have. Correct the rule, or what the provider says of this user. */
  "bind-name-invalid": "computed {} bind name for bind target is invalid: {}",
  /** The name that a binding rule gives cannot be worked out; the reason stands behind. Correct the rule. */
  "bind-name-not-computable": "cannot compute {} bind name for bind target: {}",
  /** The path ends where the ID of a binding rule belongs. Give it. */
  "binding-rule-id-missing": "Bad request: Missing binding rule ID",
  /** The binding rule breaks a rule; the message says which. Correct it. */
  "binding-rule-invalid": "Invalid Binding Rule: {}",
  /** A binding rule stays with its auth method. Make another rule. */
  "binding-rule-method-cannot-change": "the AuthMethod field of an Binding Rule is immutable",
  /** There is no binding rule of this ID. Look at `/v1/acl/binding-rules`. */
  "binding-rule-not-found": "cannot find binding rule {}",
  /** The selector of the binding rule cannot be asked of what the method says of users; the message says why. Correct it. */
  "binding-rule-selector-invalid": "invalid Binding Rule: Selector is invalid: {}",
  /** A binding rule is for one auth method. Name it. */
  "binding-rule-without-a-method": "Invalid Binding Rule: no AuthMethod is set",
  /** There is no auth method of this name. Correct it. */
  "login-method-not-found": "ACL not found: auth method {} not found",
  /** The login was not taken: the token is not one of the method, has run out or is for others, or a provider did not answer; the message says which. */
  "login-not-taken": "{}",
});
