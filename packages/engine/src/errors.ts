import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const engineError = declareErrors({
  /** How the provider of a stored object is configured follows from what nobody knows before an apply, or its block is gone. Run a plan: it says what is missing. */
  "provider-to-look-with-unknown": "Provider to look with is not known",
  /** A `moved` block leads to another type of resource, and the provider of that cannot take such objects. Import the object there, and forget it here with a `removed` block. */
  "moved-across-types-unsupported": "Unsupported `moved` across resource types",
  /** What a `list` block asks for follows from something that is not made yet. Apply first, or write the value into the query file. */
  "list-is-not-known": "Query depends on values that are not known",
  /** A provider told an object's identity otherwise than it must: it changed, or a part of it is missing. Report it to the provider's makers. */
  "provider-produced-invalid-identity": "Provider produced invalid identity",
  /** The identity of an object, as the state has it, is of another version or type than its provider's. */
  "unreadable-identity-in-state": "Unreadable identity in state",
  /** An object goes whose block names another provider by now, of which it has no key any more. Bring back what it was made with, destroy it, then change the provider. */
  "no-provider-for-what-goes": "No provider for what goes",
  /** Two `moved` blocks send one address to two places, or two addresses to one place. Keep one of them. */
  "ambiguous-move-statements": "Ambiguous move statements",
  /** The limits or the order of a `rollout` cannot be kept with these objects. The text says which, and what to write instead. */
  "rollout-cannot-be-kept": "Rollout cannot be kept",
  /** A rollout came to its end before all was done: a new object was not well in time, or somebody ended it. The text says which, and what stands now. */
  "rollout-stopped": "Rollout stopped",
  /** A plan would take a service below what is to stay of its healthy instances. The text says what goes, who notices, and how it is avoided or allowed. */
  "outage-not-allowed": "A service would be taken away from those who use it",
  /** A service was registered, and its checks did not pass in time. Look at what the check says; what was made stays. */
  "service-is-not-healthy": "Service is not healthy",
  /** The plan was made with errors, so it is not whole. Plan again. */
  "cannot-apply-incomplete-plan": "Cannot apply incomplete plan",
  /** An apply was stopped while it made or changed an object, and what became of it cannot be found out. The message says what to look for and how to go on. */
  "cannot-recover-an-operation": "Cannot recover an operation",
  /** A data source or provider needs something at apply that still is not known. That is a mistake of a provider, or something outside changed meanwhile; plan again. */
  "configuration-contains-unknown-value": "Configuration contains unknown value",
  /** `moved` blocks form a circle, so nobody knows where the object ends. Take one away. */
  "cyclic-dependency-in-move-statements": "Cyclic dependency in move statements",
  /** A saved plan was made without a value for an ephemeral variable, and applying it gives one. Leave it out, or plan with it. */
  "ephemeral-variable-not-set-during-planning": "Ephemeral variable was not set during planning",
  /** `-exclude` names nothing that is in the configuration or the state. Correct the address. */
  "excluded-address-not-found": "Excluded address not found",
  /** The state holds an object in a form that does not fit the provider's schema. Use the provider's version that wrote it, or remove the object by `state rm` and import it again. */
  "failed-to-decode-resource-from-state": "Failed to decode resource from state",
  /** What was about to be done could not be written down, so it was not done. Free space or correct the rights, and run the command again. */
  "failed-to-write-the-journal": "Failed to write the state's journal",
  /** `-replace` names a resource that has several instances. Name one of them with its key. */
  "incompletely-matched-force-replace-resource-instance":
    "Incompletely-matched force-replace resource instance",
  /** A value would be or hold an infinite number, which neither JSON nor a state can hold. Look for a division by zero. */
  "infinite-number": "Infinite number",
  /** A provider that the configuration needs is not in the lock file, or in another version. Run `init`. */
  "inconsistent-dependency-lock-file": "Inconsistent dependency lock file",
  /** The plan would destroy an object with `prevent_destroy`. Take the setting away if that is meant, or change what forces the replacement. */
  "instance-cannot-be-destroyed": "Instance cannot be destroyed",
  /** The `id` of an `import` block is null, empty or not known at plan. Give a text that is known. */
  /** The key in an `import` block's `to` does not fit `count` or `for_each` of the resource. Give the right kind of key, or none. */
  /** The `command` of a `local-exec` is empty. Write one. */
  "invalid-local-exec-provisioner-command": "Invalid local-exec provisioner command",
  /** The program of a `local-exec` ended with an error; what it wrote stands in the message. The object counts as tainted and will be replaced. */
  "local-exec-provisioner-error": "local-exec provisioner error",
  /** A `dynamic` block has no `content` block. Add one: it is what is repeated. */
  "missing-content-block": "Missing content block",
  /** A `moved` block names as its origin what is still declared. Rename the declaration, or take the block away. */
  "moved-object-still-exists": "Moved object still exists",
  /** `moved` blocks name objects that `-target` leaves out, which would leave them halfway. Target them too, or plan without `-target`. */
  "moved-resource-instances-excluded-by-targeting": "Moved resource instances excluded by targeting",
  /** The provider of an object in the state does not know its type any more. Use the version that made it, or remove the object by `state rm`. */
  "no-schema-available": "No schema available",
  /** A provider is configured with something that only apply will know, and is needed at plan already. Apply what it depends on first, with `-target`. */
  "provider-configuration-is-not-known": "Provider configuration is not known",
  /** A provider planned something else once all was known. That is a mistake of the provider; report it there. Running apply again often helps. */
  "provider-produced-inconsistent-final-plan": "Provider produced inconsistent final plan",
  /** A provider made something else than it had planned. That is a mistake of the provider; report it there. */
  "provider-produced-inconsistent-result-after-apply": "Provider produced inconsistent result after apply",
  /** A provider opened an ephemeral object that is not what it was asked for. That is a mistake of the provider; report it there. */
  "provider-produced-invalid-ephemeral-resource-instance":
    "Provider produced invalid ephemeral resource instance",
  /** A provider gave back what it must only take. That is a mistake of the provider; report it there. */
  "provider-produced-invalid-object": "Provider produced invalid object",
  /** A provider planned something that the configuration does not say. That is a mistake of the provider; report it there. */
  "provider-produced-invalid-plan": "Provider produced invalid plan",
  /** A provider left values unknown after apply. That is a mistake of the provider; report it there. */
  "provider-returned-invalid-result-object-after-apply":
    "Provider returned invalid result object after apply",
  /** A provisioner could not do its work on the machine of the object; the message says what went wrong. The object counts as tainted and will be replaced. */
  "provisioner-error": "{} provisioner error",
  /** A `moved` block moves an address to itself. Take it away. */
  "redundant-move-statement": "Redundant move statement",
  /** A `removed` block names a module that is still called. Take the call away, or the block. */
  "removed-module-still-exists": "Removed module still exists",
  /** A `removed` block names a resource that is still declared. Take the declaration away, or the block. */
  "removed-resource-still-exists": "Removed resource still exists",
  /** The state was written by a newer version of the provider. Use that one or a newer one. */
  "resource-instance-managed-by-newer-provider-version":
    "Resource instance managed by newer provider version",
  /** The `count` or `for_each` of these blocks follows from what is made first. Apply the plan; they are planned after it. */
  "blocks-wait-for-values": "Some blocks are planned later",
  /** `-target` or `-exclude` left things out, so what follows from the configuration may not be whole. Plan without it when the work is done. */
  "resource-targeting-is-in-effect": "Resource targeting is in effect",
  /** The file of a plan was changed after it was made: it names what it does not hold. Plan again. */
  "saved-plan-does-not-fit": "Saved plan does not fit",
  /** The plan was made for another state. Make a plan for this one. */
  "saved-plan-does-not-match-the-given-state": "Saved plan does not match the given state",
  /** The state changed after the plan was made. Plan again. */
  "saved-plan-is-stale": "Saved plan is stale",
  /** A block refers to itself. Take the reference away; a provisioner uses `self`. */
  "self-referential-block": "Self-referential block",
  /** A service could not be registered, since nothing says where it listens. Give it an `address` or `port`, or publish a port. */
  "service-has-no-address": "Service has no address",
  /** The agent did not take the registration of a service; its reason stands in the message. Often the token lacks the right to write it. */
  "the-agent-refused-a-service": "The agent refused a service",
  /** An apply was stopped before an object was whole, and nothing of it was found. The message says what was looked for; go on with plan. */
  "unfinished-operation": "Unfinished operation",
  /** Two `moved` statements want to put different objects at one address. Remove one of them. */
  "unresolved-resource-instance-address-changes": "Unresolved resource instance address changes",
});
