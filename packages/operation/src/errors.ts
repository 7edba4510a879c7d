import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const operationError = declareErrors({
  /** The query files of the directory hold no `list` block. Write one into a file whose name ends in `.tfquery.hcl`. */
  "nothing-to-query": "Nothing to query",
  /** Where the state should go there lies another one, and it would be overwritten. Move it away, or choose another place. */
  "a-different-state-is-there-already": "A different state is there already",
  /** `-target` or `-exclude` left things out, so there may be more to do. Run plan without it to see. */
  "applied-changes-may-be-incomplete": "Applied changes may be incomplete",
  /** The `backend` block is not what `init` saw last. Run `init -migrate-state` to take the state along, or `init -reconfigure` to leave it. */
  "backend-configuration-changed": "Backend configuration changed",
  /** The backend was not set up since its configuration changed. Run `init`. */
  "backend-initialization-required": 'Backend initialization required, please run "{} init"',
  /** A saved plan has its variables in it, and another value was given for one. Leave it out, or plan again. */
  "cannot-change-variable-of-saved-plan": "Can't change variable when applying a saved plan",
  /** A version of the state holds something that no plan can bring back as it was; the message says what. Change the configuration by hand, with what `state show -at` and `state diff` tell. */
  "cannot-roll-back": "Cannot go back to this version",
  /** A rollout stopped, and what it changed could not be brought back; the text says why. Look at the plan of the next apply, which goes on from there. */
  "rollout-cannot-go-back": "Rollout cannot go back",
  /** The configuration has a `cloud` block, which nothing here serves. Use a `backend` block, or none for a local state. */
  "cloud-block-not-supported": "HCP Terraform is not supported",
  /** Two blocks of an encryption configuration have one name. Take one of them away. */
  "duplicate-encryption-block": "Duplicate encryption block",
  /** The file was encrypted, and not with what the encryption configuration says. Use the key it was written with, as a fallback if there is a newer one. */
  "encrypted-file-cannot-be-opened": "Encrypted file cannot be opened",
  /** Somebody else holds the lock of the state; the message says who and since when. Wait for them, or give more time by `-lock-timeout`. */
  "error-acquiring-the-state-lock": "Error acquiring the state lock",
  /** A run that applies expects a failure, and that came while planning. Let the run plan only. */
  "expected-failure-while-planning": "Expected failure while planning",
  /** `console -plan` met mistakes in the configuration; what depends on them is unknown, or as it is in the state. Correct what is told before it. */
  "expressions-may-be-unexpected":
    "Due to the problems above, some expressions may produce unexpected results.",
  /** The file is no plan, or is damaged, or of another version. Make a new one by `plan -out`. */
  "failed-to-load-plan-file": 'Failed to load "{}" as a plan file',
  /** The plan could not be written to its file. Look at the rights and the space. */
  "failed-to-save-plan": "Failed to save plan",
  /** The `values`, `outputs` or `defaults` of a test file came to something that is no object. Write `{ attribute = value }`. */
  "given-values-are-no-object": "Invalid values of a mock or override",
  /** Something in an `encryption` block, or in TF_ENCRYPTION, cannot be so. Correct it; the message says what, and never shows a secret. */
  "invalid-encryption-configuration": "Invalid encryption configuration",
  /** What hides the state cannot follow from the state. Use variables and local values that need nothing of it. */
  "invalid-encryption-reference": "Invalid reference in an encryption configuration",
  /** A run hands a provider to its module that the test file does not have. Add it there, or name another one. */
  "missing-provider-definition": "Missing provider definition for {}",
  /** The variable `TF_WORKSPACE` holds a name that no workspace can have. Correct or unset it. */
  "invalid-workspace-name-set-using-tf-workspace": "Invalid workspace name set using TF_WORKSPACE",
  /** `-backend-config` was given, and there is no `backend` block that it could belong to. Write one, even if it is empty. */
  "missing-backend-configuration": "Missing backend configuration",
  /** A run expects a condition to fail, and it was met. Correct the values of the run, or what it expects. */
  "missing-expected-failure": "Missing expected failure",
  /** What is tested imports an object from a mocked provider. Override the resource in the test file. */
  "mocked-provider-has-nothing-to-import": "Mocked providers have nothing to import",
  /** There is no configuration in this folder. Go to the right one, or name it by `-chdir`. */
  "no-configuration-files": "No configuration files",
  /** An object is imported to a block of the configuration, and the directory has none. Write the block, or name another directory. */
  "no-configuration-files-to-import-to": "No {} configuration files",
  /** A test that was killed had made objects, and the run that knew how to destroy them is not in its file any more. Put it back for one test, or destroy them by hand. */
  "no-run-destroys-what-is-left": "Objects of an earlier test left behind",
  /** What a run tests has a variable without a default, and nothing gives it a value. Set it in a `variables` block, or by -var. */
  "no-value-for-variable-under-test": "No value for required variable",
  /** A test that was killed had made objects; the next test of the file destroyed them. Nothing is to be done. */
  "objects-of-an-earlier-test-destroyed": "Objects of an earlier test destroyed",
  /** An override of a run names something that is not in what is tested. Correct the address, or take it away. */
  "override-target-does-not-exist": "Invalid override target",
  /** An assertion of a test asks for a `check` block, which has no value. Ask for what the check asks, or put it into `expect_failures`. */
  "reference-to-check-in-assert": 'Reference to "check" in invalid context',
  /** An assertion refers to an output that what is tested does not have. Correct the name. */
  "reference-to-undeclared-output": "Reference to undeclared output value",
  /** A variable of a run refers to one that comes later, or to itself. Put that run before it. */
  "reference-to-unavailable-run": "Reference to unavailable run block",
  /** A value of a test's variables is made of a variable that nothing before gives a value to. Set that one outside of it, or write the value. */
  "reference-to-unavailable-variable": "Reference to unavailable variable",
  /** An assertion refers to a run that the file does not have. Correct the name. */
  "reference-to-undeclared-run": "Reference to undeclared run block",
  /** An assertion refers to a run that comes later, or to its own. Put that run before it, or leave its name out. */
  "reference-to-unevaluated-run": "Reference to unevaluated run block",
  /** A variable of a run refers to a run that the file does not have. Correct the name. */
  "reference-to-unknown-run": "Reference to unknown run block",
  /** The state has an object at this address already. Remove it by `state rm` first, or import to another address. */
  "resource-already-managed": "Resource already managed by {}",
  /** Going back would destroy an object whose block has `lifecycle.prevent_destroy`. Take that away if it shall go. */
  "rollback-destroys-what-is-kept": "Instance cannot be destroyed",
  /** The plan forgets objects without destroying them, as `removed` blocks ask for. If they shall be destroyed, take the blocks away. */
  "some-objects-will-no-longer-be-managed": "Some objects will no longer be managed by {}",
  /** A state that a killed test left cannot be read, so what that test made may still be there. The text says why; mend the file, or destroy the objects by hand and remove it. */
  "test-state-cannot-be-read": "State of an earlier test cannot be read",
  /** Two tests of one file work on the same objects, or the state's file cannot be locked. Wait for the other one. */
  "test-state-is-locked": "Tests of this file cannot be run now",
  /** An assertion of a run that only plans asks for something that an apply decides. Apply in that run, or ask for something else. */
  "unknown-test-condition": "Unknown condition value",
  /** Several workspaces have a state, and the new backend has room for one. Copy the current one's with `-force-copy`, or choose a backend with workspaces. */
  "states-do-not-fit-the-backend": "States of several workspaces do not fit the backend",
  /** There is no backend of this type. Use `local`, or none. */
  "unsupported-backend-type": "Unsupported backend type",
  /** OpenTofu has this, and it is not built here. Use what the message names. */
  "unsupported-encryption-setting": "Unsupported encryption setting",
});
