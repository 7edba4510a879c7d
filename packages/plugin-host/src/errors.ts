import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const pluginError = declareErrors({
  /** A provider's program could not be started, or could not say what it is. The message says why. */
  "failed-to-load-plugin-schemas": "Failed to load plugin schemas",
  /** A provider's program asked for the change of something to be put off, which nobody allowed it. Tell who keeps the provider. */
  "plugin-deferred-unasked": "Provider deferred changes",
  /** A provider's program said this; its own words stand in the summary and the message. */
  "plugin-diagnostic": "{}",
  /** A provider's program could not be started, or did not say in time where it listens. The message says why; mostly the program is none of a provider, or is made for another system. */
  "plugin-did-not-start": "Failed to start plugin",
  /** A provider's program ended in the middle of a call. What it had answered before is kept; its last words stand in the message. Tell who keeps the provider. */
  "plugin-did-not-respond": "Plugin did not respond",
  /** A provider's program answered a call with an error of the protocol. Tell who keeps the provider. */
  "plugin-error": "Plugin error",
  /** A provider's program answered with a value that its schema does not describe. Tell who keeps the provider. */
  "plugin-value-unreadable": "Provider produced invalid object",
  /** A provider's program described itself in a way that makes no sense. Tell who keeps the provider. */
  "plugin-schema-unreadable": "Invalid provider schema",
  /** The command was stopped while a provider's program worked. What it answered is kept; run it again. */
  "plugin-request-cancelled": "Request cancelled",
  /** A provider's program does not know a call of the protocol. A newer version of the provider may. */
  "unsupported-plugin-method": "Unsupported plugin method",
  /** `TF_REATTACH_PROVIDERS` is not what a plugin prints that runs in a debugger. Copy that again, or unset the variable. */
  "invalid-reattach-providers": "Invalid TF_REATTACH_PROVIDERS",
});
