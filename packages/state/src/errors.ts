import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const stateError = declareErrors({
  /** The state holds an object twice, so nobody knows which of the two is there. Look at both in the file, remove one, and raise the serial. */
  "duplicate-resource-instance-in-state": "Duplicate resource instance in state",
  /** The state cannot be read. The message says why; a copy lies beside it (`.backup`) or with the backend. */
  "error-loading-state": "Error loading state",
  /** An argument of the backend will go away. Use the one that the message names instead. */
  "deprecated-backend-parameter": "Deprecated Parameter",
  /** The backend could not make the workspace. Look at the reason; often rights or space are missing. */
  "failed-to-create-the-workspace": "Failed to create the workspace",
  /** The backend could not delete the workspace. Look at the reason; often rights are missing. */
  "failed-to-delete-the-workspace": "Failed to delete the workspace",
  /** The backend could not say which workspaces there are. Look at the reason. */
  "failed-to-list-workspaces": "Failed to list workspaces",
  /** The journal beside the state cannot be opened, and without it an apply that is killed would lose what it made. Look at the rights of the folder and its space. */
  "failed-to-open-the-journal": "Failed to open the state's journal",
  /** The new state could not be written; what was done stands in the journal. Mend the reason and run the command again. */
  "failed-to-save-state": "Failed to save state",
  /** The lock of the state could not be given back. Wait until its holder is gone, or use `force-unlock` with the ID that is shown. */
  "failed-to-unlock-state": "Failed to unlock state",
  /** A version of the state's history cannot be read. The state is whole, and plans and applies go on; move the file that is named away if the message disturbs. */
  "history-is-damaged": "The state's history is damaged",
  /** The state was saved, its history was not. Look at the reason: rights or space of the folder beside the state. */
  "history-not-recorded": "The state's history was not written",
  /** A record of the journal names no object. Something else wrote it: keep the file and restore it from a copy. */
  "invalid-address-in-journal": "Invalid address",
  /** Two arguments of the backend exclude each other, or need each other. Set what the message asks for. */
  "invalid-attribute-combination": "Invalid Attribute Combination",
  /** An argument of the backend has a value that cannot be. The message says which are allowed. */
  "invalid-backend-value": "Invalid Value",
  /** A role or a policy is not named by an ARN. Give it whole: `arn:aws:iam::ACCOUNT:role/NAME`. */
  "invalid-arn": "Invalid ARN",
  /** How long a session shall last is no duration, or one that AWS does not grant. Give from `15m` to `12h`. */
  "invalid-backend-duration": "Invalid Duration",
  /** A text is longer or shorter than the service takes. The message says how long it may be. */
  "invalid-backend-value-length": "Invalid Value Length",
  /** An HTTP proxy was set and none for HTTPS, so HTTPS goes through the first. Set `https_proxy` as well, or empty where there shall be none. */
  "missing-https-proxy": "Missing HTTPS Proxy",
  /** `kms_key_id` names no key. Give its ID, its ARN or an alias. */
  "invalid-kms-key-id": "Invalid KMS Key ID",
  /** `region` has not the form of AWS's regions. Correct it, or set `skip_region_validation` for a server that has others. */
  "invalid-region-value": "Invalid region value",
  /** An argument that the backend needs was not set. Set it in the block or by `-backend-config`. */
  "missing-backend-value": "Missing Required Value",
  /** Nothing says in which region the bucket lies. Set `region` or AWS_REGION. */
  "missing-region-value": "Missing region value",
  /** The argument would need a service that is not asked. The message says what to do instead. */
  "unsupported-backend-argument": "Unsupported backend argument",
  /** The settings of a backend (of the block, or of `terraform_remote_state`) do not go together, or one has a value that cannot be. Correct the block, the file or the variable that is named. */
  "invalid-backend-configuration": "Invalid backend configuration",
  /** What `-backend-config` gives an argument has the wrong type. Correct it; the message names it. */
  "invalid-backend-configuration-value": "Invalid backend configuration value",
  /** A setting of the backend is not one of its arguments. Correct it; the message names it. */
  "invalid-backend-configuration-argument": "Invalid backend configuration argument",
  /** A record of the journal refers to a list that is not there. Something else wrote it: keep the file and restore it from a copy. */
  "invalid-list-in-journal": "Invalid list",
  /** The `path` of the local backend is empty. Give a path, or leave the argument out. */
  "invalid-local-state-file-path": "Invalid local state file path",
  /** The `workspace_dir` of the local backend is empty. Give a path, or leave the argument out. */
  "invalid-local-workspace-directory-path": "Invalid local workspace directory path",
  /** The state names a module in a way that cannot be read. Restore the file from a copy. */
  "invalid-module-address-in-state": "Invalid module address in state",
  /** An output in the state has a value that does not fit its type. Restore the file from a copy, or plan again. */
  "invalid-output-value-in-state": "Invalid output value in state",
  /** The type of an output in the state cannot be read. Restore the file from a copy, or plan again. */
  "invalid-output-value-type-in-state": "Invalid output value type in state",
  /** A resource and its instances, or two of its instances, name different providers. Restore the file from a copy. */
  "provider-conflict-in-state": "Provider field conflict in state",
  /** The state names a provider in a way that cannot be read. Restore the file from a copy. */
  "invalid-provider-configuration-address-in-state": "Invalid provider configuration address in state",
  /** What the state says of an object beside its attributes cannot be read. Restore the file from a copy. */
  "invalid-resource-instance-metadata-in-state": "Invalid resource instance metadata in state",
  /** The state holds an object that is neither a resource nor a data source. Restore the file from a copy. */
  "invalid-resource-mode-in-state": "Invalid resource mode in state",
  /** The state marks a part of an object as sensitive in a way that cannot be read. Restore the file from a copy. */
  "invalid-sensitive-attribute-path-in-state": "Invalid sensitive attribute path in state",
  /** The state is JSON, but not of the form that states have. Restore the file from a copy. */
  "invalid-state-file-format": "Invalid state file format",
  /** The state says that a version wrote it which cannot be read. Correct `terraform_version` in the file. */
  "invalid-terraform-version-string": "Invalid Terraform version string",
  /** The name cannot be that of a workspace. Use letters, digits, `-`, `_`, `.` and `~`; no slashes and no blanks. */
  "invalid-workspace-name": "Invalid workspace name",
  /** A line of the journal was changed or is cut off, and others follow it. Keep the file; the message says how to go on without what is behind the line. */
  "journal-is-damaged": "The state's journal is damaged",
  /** The journal that lies beside the state belongs to another one. Put the right state back, or move the journal away if its objects are known to be gone. */
  "journal-of-another-state": "The state's journal belongs to another state",
  /** Something else wrote into the journal while it was in use. See that one program at a time works in the folder, and run the command again. */
  "journal-was-written-over": "The state's journal was written over",
  /** There is no workspace of this name. `workspace list` shows those that are there; `workspace new` makes one. */
  "no-such-workspace": "No such workspace",
  /** Somebody else wrote the state after it was read, so nothing was written over it. The journal has what was done: run the command again. */
  "state-changed-meanwhile": "State was changed meanwhile",
  /** The history of the state has no version of this number. `state history` lists those that are there. */
  "no-such-version": "No such version",
  /** The state was encrypted (by OpenTofu, or here), and nothing says with which key. Configure encryption as it was when the state was written. */
  "state-is-encrypted": "The state is encrypted",
  /** The lock of the state went over to somebody else while the command ran, so it saves nothing. Wait for the other and run the command again; the journal has what was done. */
  "state-lock-lost": "State lock lost",
  /** The file is no state, or one of a version that cannot be read. Look whether it is the right file. */
  "unsupported-state-file-format": "Unsupported state file format",
  /** The workspace `default` always is there, and the chosen one cannot be deleted. Choose another one first. */
  "workspace-cannot-be-deleted": "Workspace cannot be deleted",
  /** This backend, set up like this, keeps one state only. Use another one, or a place of its own for each state. */
  "workspaces-not-supported": "Workspaces are not supported",
  /** There is a workspace of this name already. Choose it by `workspace select`, or another name. */
  "workspace-exists": "Workspace exists",
});
