import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const sdkError = declareErrors({
  /** A value is written that the provider does not take. Correct it; the message says what will do. */
  "invalid-written-value": "Invalid Attribute Value",
  /** A provider says in its own words what is wrong with a configuration. */
  "provider-mistake": "{}",
  /** A provider says in its own words what it could not do. */
  "provider-failed": "{}",
  /** A part of the provider's configuration is known only after something else was applied. Apply that first, with `-target`. */
  "provider-configuration-unknown": "Provider configuration not known yet",
  /** The provider did not tell something that its schema says it tells. Tell who keeps the provider. */
  "provider-told-too-little": "Provider told too little",
});
