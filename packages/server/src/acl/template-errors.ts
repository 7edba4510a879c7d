import { declareErrors } from "@tutti/errors";

/** The kinds of errors of templated policies. */
export const templateError = declareErrors({
  /** There is no template of that name. Write one of those that the message lists; `acl templated-policy list` shows them. */
  "templated-policy-unknown": "no such ACL templated policy with Name {}: write one of {}",
  /** A template needs the name of a service or node, of lower-case letters, digits, `-` and `_`. Give `TemplateVariables.Name`. */
  "templated-policy-name-invalid":
    "validation error for templated policy {}: it needs the name of a {}, not {}: lower-case letters, digits, - and _",
  /** A template is about no one. Leave the name out. */
  "templated-policy-takes-no-name": "validation error for templated policy {}: it takes no name",
  /** A token that counts in this datacenter alone cannot name others. Leave the datacenters out. */
  "templated-policy-local-with-datacenters":
    "templated policy {} cannot specify a list of datacenters on a local token",
});
