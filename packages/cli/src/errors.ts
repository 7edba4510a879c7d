import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const cliError = declareErrors({
  /** `-invoke` does nothing but invoke actions. Leave out the other flag, or `-invoke`. */
  "incompatible-invoke-option": "Incompatible -invoke option",
  /** `state identities` shows identities as JSON alone. Give `-json`. */
  "identities-need-json": "Identities need -json",
  /** `state rm` was told nothing to remove. Give addresses; `state list` shows them. */
  "address-required": "At least one address is required.",
  /** The question was interrupted before it was answered, so nothing was done. Run the command again. */
  "approval-interrupted": "error asking for approval: interrupted",
  /** The input ended before the question was answered. Answer it, or give `-auto-approve`. */
  "approval-without-an-answer": "error asking for approval: EOF",
  /** `state replace-provider` asked whether to go on, and its input ended without an answer. Answer it, or give `-auto-approve`. */
  "replacing-without-an-answer": "Error asking for approval: EOF",
  /** The input ended before it was said that the lock is to be taken away. Answer the question, or give `-force`. */
  "unlock-without-an-answer": "Error asking for confirmation: EOF",
  /** The saved plan was one stage of several. Run apply again for the blocks that it left for later. */
  "blocks-are-still-to-be-planned": "Some blocks are still to be planned",
  /** The folder of `-chdir` cannot be entered; the reason stands behind. Correct the path. */
  "chdir-failed": "Error handling -chdir option: chdir {}: {}",
  /** A file of the CLI configuration (`~/.terraformrc`) cannot be read, or says what it cannot mean; the text tells. Correct it. */
  "cli-configuration-has-problems": "There are some problems with the CLI configuration",
  /** Completion is in the shell's file already, or is not there to be taken out; the text names the file. Nothing is to be done, or edit it by hand. */
  "completion-not-changed": "Error executing CLI: {} occurred:\n{}",
  /** There is no such command. The text names one that is spelled alike; `-help` lists all. */
  "command-unknown": '{} has no command named "{}".',
  /** A warning with `-generate-config-out`: look at what was written before you keep it. */
  "config-generation-is-experimental": "Config generation is experimental",
  /** Credentials of this host stand in a file of the CLI configuration. Take them out of it by hand, and revoke them at the host. */
  "credentials-manually-configured": "Credentials for {} are manually configured",
  /** The host does not offer what `login` needs, or only in a way that is not known here; the text tells. Make a token in its web pages, and write it into the CLI configuration. */
  "host-does-not-support-login": "Host does not support {} login",
  /** The host does not make tokens for programs. Write one into the CLI configuration, if it has any. */
  "host-does-not-support-tokens": "Host does not support {} tokens API",
  /** The name of the host cannot be one; the text tells why. Correct it. */
  "invalid-hostname": "Invalid hostname",
  /** The question whether to go on was not answered by `yes`. Run the command again. */
  "login-cancelled": "Login cancelled",
  /** The host did not give a token, or the answer of the browser was not for us; the text tells. Try again. */
  "login-failed": "Failed to obtain auth token",
  /** `login` asks questions, and `-input=false` or TF_INPUT forbids it. Write a token into the CLI configuration, or set TF_TOKEN_host. */
  "login-is-interactive": "Login is an interactive operation",
  /** `login` and `logout` take one host. Give one, or none. */
  "too-many-hosts": "The {} command expects at most one argument: the host to log {}.",
  /** The host could not be asked for its services. Look at the network and the name. */
  "service-discovery-failed": "Service discovery failed for {}",
  /** The input ended before a token was given. Run the command again. */
  "token-not-given": "Failed to retrieve token: {}",
  /** `-net-mirror` of `providers lock` takes a URL that begins with `https:`. */
  "invalid-network-mirror-url": "Invalid network mirror URL",
  /** A mirror of a folder and one of the network were given. Give one of them. */
  "invalid-installation-method-options": "Invalid installation method options",
  /** A provider was named that the configuration does not need. Correct the name, or require it. */
  "invalid-provider-argument": "Invalid provider argument",
  /** `-platform` takes an operating system and an architecture, as in linux_amd64. Correct it. */
  "invalid-target-platform": "Invalid target platform",
  /** The signatures of functions are told as JSON alone. Give `-json`. */
  "metadata-json-flag-required": "The `{} metadata functions` command requires the `-json` flag.\n",
  /** `providers mirror` was not told where to put the mirror. Give a folder. */
  "no-output-directory-specified": "No output directory specified",
  /** The workspace `default` always is there. Destroy what is in it instead. */
  "default-workspace-stays": "cannot delete default state",
  /** `-state` is an old flag. Set the path in a `backend "local"` block. */
  "deprecated-flag-state": "Deprecated flag: -state",
  /** There is nothing in the state that could be refreshed. Apply first. */
  "empty-or-non-existent-state": "Empty or non-existent state",
  /** The address of an object cannot be read. Write it as in `aws_instance.a["key"]`, in quotes for the shell. */
  "error-parsing-instance-address":
    'Error parsing instance address: {}\n\nThis command requires that the address references one specific instance.\nTo view the available instances, use "{} state list". Please modify \nthe address to reference a specific instance.',
  /** `explain` was not told what to explain. Give a code, or the first line of an error in quotes. */
  "error-to-explain-missing": "Error to explain missing",
  /** `-generate-config-out` names a file that cannot be written. Name one in a folder that is there. */
  "failed-to-create-target-generated-file": "Failed to create target generated file",
  /** The state cannot be read; the reason stands behind. A copy lies beside it (`.backup`) or with the backend. */
  "failed-to-load-state": "Failed to load state: {}",
  /** A flag is unknown or has a value that it cannot have. `-help` lists the flags of a command. */
  "failed-to-parse-command-line-flags": "Failed to parse command-line flags",
  /** A file that `fmt` was given cannot be read. Look at its rights. */
  "failed-to-read-file-to-format": "Failed to read file {}: {}",
  /** A file that `fmt` has laid out cannot be written; the reason stands behind. The file is as it was. Mend that. */
  "failed-to-write-formatted-file": "Failed to write {}: {}",
  /** The file given to `show` is neither a plan nor a state. Give one of these. */
  "failed-to-read-the-given-file-as-a-state-or-plan-file":
    "Failed to read the given file as a state or plan file",
  /** The state cannot be read; the reason stands behind. A copy lies beside it (`.backup`) or with the backend. */
  "failed-to-refresh-state": "Failed to refresh state: {}",
  /** A bug. Please report it, with what TUTTI_TRACE=1 in the environment shows. Nothing that was recorded in the state is lost. */
  "fault-of-its-own": "Tutti has met a fault of its own",
  /** There is something in the folder of the new provider. Choose another name, or empty the folder. */
  "provider-folder-taken": "Folder is not empty",
  /** `package.json` does not say what is to be built. Correct it as the message says, or write the provider anew with `provider new`. */
  "provider-manifest-unusable": "No provider to build",
  /** A provider's name is written with lower-case letters and digits, and begins with a letter. Choose such a name. */
  "provider-name-unusable": "Provider name missing or unusable",
  /** The provider could not be put into one file; the message is that of esbuild, or says what is missing. Mend that and build again. */
  "provider-not-built": "Provider was not built",
  /** The address under which a provider is to be published is none, or is one of another provider. Correct it. */
  "provider-source-unusable": "Unusable source of a provider",
  /** The flag is known and has no effect here, which cannot harm. Leave it out. */
  "flag-without-effect": "Flag without effect",
  /** A flag is unknown or has a value that it cannot have. The usage that follows lists the flags of the command. */
  "flags-unreadable": "Error parsing command-line flags: {}",
  /** The command works in the current folder and takes none as an argument. Give it by `-chdir` in front of the command. */
  "folder-given-as-argument": "Too many command line arguments. Did you mean to use -chdir?",
  /** The graph that was to be drawn has a circle. Take one of the references or `depends_on` away; `-draw-cycles` shows it. */
  "graph-has-a-cycle": "Cycle: {}",
  /** `import` needs the address and the ID of the object. Flags come first. */
  "import-arguments-missing": "The import command expects two arguments.",
  /** `import` was given the address of a data source. Those are read and not imported: give the address of a resource. */
  "import-into-data-resource":
    "A managed resource address is required. Importing into a data resource is not allowed.",
  /** `import` was given an address in a module that nothing calls. Write the `module` block first. */
  "import-to-non-existent-module": "Import to non-existent module",
  /** A file of `-target-file` or `-exclude-file` cannot be read. Look at its path and rights. */
  "address-file-unreadable": "Cannot read the file {}",
  /** `-destroy` and `-refresh-only` exclude each other. Give one of them. */
  "incompatible-plan-mode-options": "Incompatible plan mode options",
  /** `-refresh-only` and `-refresh=false` together leave nothing to do. Give one of them. */
  "incompatible-refresh-options": "Incompatible refresh options",
  /** `-target` and `-exclude` exclude each other: one names what is planned, the other what is not. Give one of them. */
  "incompatible-targeting-options": "Incompatible targeting options",
  /** The address given to `-target` or `-exclude` cannot be read. Write it as in `module.a.aws_instance.b["key"]`, in quotes for the shell. */
  "invalid-address-of-flag": "Invalid {} {}",
  /** `-chdir` names no folder. Write it as `-chdir=FOLDER`, before the command. */
  "invalid-chdir-option":
    "Invalid -chdir option: must include an equals sign followed by a directory path, like -chdir=example",
  /** The address given to `-replace` cannot be read, or names no single object. Write it as in `aws_instance.a[0]`, in quotes for the shell. */
  "invalid-force-replace-address": "Invalid force-replace address {}",
  /** `-generate-config-out` does not go with `-destroy` or `-refresh-only`. Leave one of them out. */
  "invalid-generate-config-out-flag": "Invalid generate-config-out flag",
  /** Flags of `init` exclude each other. Give one of them. */
  "invalid-init-options": "Invalid init options",
  /** `-raw` and `-json` exclude each other. Give one of them. */
  "invalid-output-format": "Invalid output format",
  /** `-heal` says what is healed, `services` or `all`; its limits must let something through. */
  "invalid-heal": "Invalid value of -heal",
  /** `-refresh-every` says how often what has no events is read; at least every second. */
  "invalid-refresh-every": "Invalid value of -refresh-every",
  /** `-parallelism` must be at least 1. Give a greater number. */
  "invalid-parallelism-value": "Invalid parallelism value",
  /** A provider given to `state replace-provider` is no source address. Write it as `namespace/name` or `host/namespace/name`. */
  "invalid-provider-to-replace": "Invalid {} provider {}",
  /** What shall be moved or removed is not in the state, or cannot be read. `state list` shows what is there. */
  "invalid-source-address": "Invalid source address",
  /** Where something shall be moved to cannot be read, or is taken already. Choose another address. */
  "invalid-target-address": "Invalid target address",
  /** `type` can be called in the console only, and around a whole expression. Use it so. */
  "invalid-use-of-type-function": "Invalid use of type function",
  /** Versions of a state are numbered from 1; `state history` lists those that are kept. */
  "invalid-version-of-the-state": "Invalid version of the state",
  /** The schemas are written as JSON only. Give `-json`. */
  "json-flag-required": "The `{} providers schema` command requires the `-json` flag.",
  /** `force-unlock` needs the ID of the lock. The message of who could not lock shows it. */
  "lock-id-expected": "Expected a single argument: LOCK_ID",
  /** A file's lock ends with the program that holds it, so there is none to take away. Wait for that program, or end it. */
  "local-lock-not-broken": "Local state cannot be unlocked by another process",
  /** The lock was not taken away; the message says why. Look whether the ID is that of the lock. */
  "lock-not-broken": "{}",
  /** The file of TF_LOG_PATH cannot be opened, so there is no log. Correct the path, or look at its rights. */
  "log-file-not-opened": "Error opening log file: open {}: {}",
  /** The file of TF_LOG_PATH takes no more; what follows is not logged. Often its disk is full. */
  "log-file-not-written": "Error writing log file: {}: {}",
  /** A variable that asks for a log names a level that there is not. Everything is logged; write one of the levels in the text. */
  "log-level-unknown": "Invalid log level: {}",
  /** `init` asks questions when it moves a state, which it cannot with `-json`. Leave one of the two out. */
  "migrate-state-and-json-are-exclusive": "The -migrate-state and -json options are mutually-exclusive",
  /** An upgrade writes the lock file, which is to stay as it is. Leave one of the two flags out. */
  "upgrade-conflicts-with-lockfile-readonly": "The -upgrade flag conflicts with -lockfile=readonly.",
  /** A module that was copied to be a root module calls one in its parent folder, which was not copied. Name that one by its address, as the text says. */
  "root-module-references-parent": "Root module references parent directory",
  /** `init -from-module` needs a folder with nothing in it, hidden files included. Make one. */
  "target-directory-not-empty": "Can't populate non-empty directory",
  /** `explain` was given a code or words that nothing has. Copy them from the screen, or look them up in docs/errors.md. */
  "no-error-of-that-code": "No error of that code",
  /** `fmt` was given a path where nothing is. Correct it. */
  "no-file-or-directory-at": "No file or directory at {}",
  /** Only the local backend keeps a history of states. Storage of other kinds often has versions of its own. */
  "no-history-of-the-state": "No history is kept of this state",
  /** The address names no object, or several. Give one with its key; `state list` shows them. */
  "no-instance-at-address":
    'No instance found for the given address!\n\nThis command requires that the address references one specific instance.\nTo view the available instances, use "{} state list". Please modify \nthe address to reference a specific instance.',
  /** The state has no outputs. Declare some in the root module and apply. */
  "no-outputs-found": "No outputs found",
  /** There is no state here. Go to the folder of the configuration, or apply first. */
  "no-state-file":
    "No state file was found!\n\nState management commands require a state file. Run this command\nin a directory where {} has been run or use the -state flag\nto point the command to a specific state location.",
  /** Only managed resources can be replaced. Give the address of one. */
  "instance-cannot-be-tainted": "Resource instance {} cannot be tainted",
  /** An object can be moved only to another address of its own type and mode. Choose such an address. */
  "invalid-state-move-request": "Invalid state move request",
  /** A module shall be moved to where one is already. Choose another address, or move its resources one by one. */
  "destination-module-exists":
    "Error moving state: destination module already exists\n\nPlease ensure your addresses and state paths are valid. No\nstate was persisted. Your existing states are untouched.",
  /** Graphs of this type were drawn by Terraform before 1.0 only. Give `-type=plan`. */
  "graph-type-gone": "Graph type no longer available",
  /** The state has no object at this address. `state list` shows what is there. */
  "no-such-resource-instance": "No such resource instance",
  /** `fmt` was given a file of another kind. It takes `.tf`, `.tfvars` and `.tftest.hcl`. */
  "not-a-file-for-fmt": "Only .tf, .tfvars, and .tftest.hcl files can be processed with {} fmt",
  /** The command needs the address of one object. `state list` shows them. */
  "one-address-expected": "The {} command expects exactly one argument.",
  /** The command takes one argument. Put texts with blanks in quotes; flags come first. */
  "one-argument-expected": "Exactly one argument expected.",
  /** The flag is known and not built. The message says what to use in its place. */
  "option-not-supported": "Option not supported",
  /** What the command writes is not taken: a pipe is closed, or a disk is full. What it did is done all the same; look at the state before it is run again. */
  "output-not-written": "Could not write the output",
  /** `-raw` needs the name of an output. Give one. */
  "output-name-required": "Output name required",
  /** The state has no output of this name. Declare it in the root module and apply, or correct the name. */
  "output-not-found": 'Output "{}" not found',
  /** Nobody can be asked, so either a saved plan or `-auto-approve` is needed. Give one of them. */
  "plan-file-or-auto-approve-required": "Plan file or auto-approve required",
  /** Whether services may be taken away is decided when a plan is made. Give the flag to `plan`. */
  "saved-plan-with-allow-outage": "A saved plan takes no -allow-outage",
  /** The plan file whose graph shall be drawn is not there. Correct the path. */
  "plan-to-draw-not-found": "stat {}: no such file or directory",
  /** `init` could not go on because of mistakes in the configuration, which follow. Mend them and run it again. */
  "problems-during-initialisation":
    "{} encountered problems during initialisation, including problems\nwith the configuration, described below.\n\nThe {} configuration must be valid before initialization so that\n{} can determine which modules and providers need to be installed.",
  /** `untaint` was given an object that is not tainted. Nothing is to be done. */
  "resource-instance-is-not-tainted": "Resource instance is not tainted",
  /** `import` needs a resource that the object can belong to. Write its block first; the message shows one. */
  "resource-to-import-not-declared":
    'Error: resource address {} does not exist in the configuration.\n\nBefore importing this resource, please create its configuration in {}. For example:\n\nresource "{}" "{}" {\n  # (resource arguments)\n}\n',
  /** The state that a new workspace shall begin with cannot be read; the message says why. Give another file. */
  "state-of-new-workspace-unreadable": "{}",
  /** The file of the state that shall be written is not there. Correct the path. */
  "state-to-push-not-found": "open {}: no such file or directory",
  /** The state that shall be written is older than the one there, or belongs to another. Look which is right; `-force` writes it all the same. */
  "state-to-push-refused": "Failed to write state: {}",
  /** The file is no state; the message says why. Give another one. */
  "state-to-push-unreadable": 'Error reading source state "{}": {}',
  /** What looks after a local process could not start it; the text says why. Mend that and apply again. */
  "supervisor-failed": "{}",
  /** `init` found a state that cannot be read; every command after it would. Mend it, or bring back a version of before: the message says what is wrong. */
  "error-refreshing-state": "Error refreshing state: {}",
  /** The server that keeps the state did not take the lock back; the text says why. Look whether it is still there, and give it back by `force-unlock` with the ID that is shown. */
  "error-releasing-the-state-lock": "Error releasing the state lock",
  /** The system refused something that the command needs; the text says what and why. Mend that and run the command again. */
  "system-refused": "The system refused",
  /** `-generate-config-out` writes a new file only. Name another one, or move what is in it. */
  "target-generated-file-already-exists": "Target generated file already exists",
  /** The folder that -test-directory names is not there. Only test files of the root module are run. */
  "test-directory-does-not-exist": "Test directory does not exist",
  /** The report of -junit-xml could not be written. Choose a place that can be. */
  "test-report-not-written": "Test report not written",
  /** The command was given more arguments than it takes. Often a flag stands behind the arguments; flags come first. */
  "too-many-command-line-arguments": "Too many command line arguments",
  /** The command takes two arguments. Put texts with blanks in quotes; flags come first. */
  "two-arguments-expected": "Exactly two arguments expected.",
  /** The command takes no arguments, or not this one. `-help` shows what it takes. */
  "unexpected-argument": "Unexpected argument",
  /** `state list` was given the address of an instance that is not in the state. Correct it, or apply first. */
  "unknown-instance-in-state": "Unknown resource instance",
  /** `state list` was given a module of which nothing is in the state. Correct it, or apply first. */
  "unknown-module-in-state": "Unknown module",
  /** `state list` was given a resource that is not in the state. Correct it, or apply first. */
  "unknown-resource-in-state": "Unknown resource",
  /** There is no such format of graphs. The message names those that there are. */
  "unsupported-graph-format": "Unsupported graph format",
  /** There is no such type of graph. The message names those that there are. */
  "unsupported-graph-type": "Unsupported graph type",
  /** `-replace` can be given to ordinary plans only. Leave `-destroy` or `-refresh-only` out. */
  "unsupported-plan-mode": "Unsupported plan mode",
  /** The output is no text, number or bool, or is not known, so `-raw` cannot write it. Use `-json`. */
  "unsupported-value-for-raw-output": "Unsupported value for raw output",
  /** `init -from-module` needs an empty folder. Make one. */
  "working-directory-is-not-empty":
    "The working directory already contains files. The -from-module option requires\nan empty directory into which a copy of the referenced module will be placed.",
  /** The workspace still has objects, which would be forgotten. Destroy them first, or give `-force`. */
  "workspace-is-not-empty": "Workspace is not empty",
  /** The variable `TF_WORKSPACE` decides which workspace is chosen. Unset it to choose one by command. */
  "workspace-is-overridden":
    "\nThe selected workspace is currently overridden using the TF_WORKSPACE\nenvironment variable.\n\nTo select a new workspace, either update this environment variable or unset\nit and then run this command again.\n",
  /** The command needs the name of one workspace. Give it. */
  "workspace-name-expected": "Expected a single argument: NAME.\n",
  /** The name cannot be that of a workspace. Use letters, digits, `-`, `_`, `.` and `~`; no slashes and no blanks. */
  "workspace-name-not-allowed":
    "\nThe workspace name {} is not allowed. The name must contain only URL safe\ncharacters, and no path separators.\n",
  /** The chosen workspace cannot be deleted. Choose another one first. */
  "workspace-to-delete-is-chosen":
    'Workspace "{}" is your active workspace.\n\nYou cannot delete the currently active workspace. Please switch\nto another workspace and try again.',
  /** The variable `TF_WORKSPACE` chooses another workspace than the one to be made. Unset it, or let it name that one. */
  "workspace-to-make-is-overridden":
    "\nThe workspace is currently overridden using the TF_WORKSPACE environment\nvariable. You cannot create a new workspace when using this setting.\n\nTo create a new workspace, either unset this environment variable or update it\nto match the workspace name you are trying to create, and then run this command\nagain.\n",
  /** There is no workspace of this name. `workspace list` shows those that are there. */
  "workspace-to-delete-not-found":
    'Workspace "{}" doesn\'t exist.\n\nYou can create this workspace with the "new" subcommand \nor include the "-or-create" flag with the "select" subcommand.',
  /** What chooses the workspace names none; the message says why. Correct `TF_WORKSPACE`, or unset it. */
  "workspace-not-chosen": "Error selecting workspace: {}",
  /** There is a workspace of this name already. Choose it by `workspace select`, or another name. */
  "workspace-to-make-exists": 'Workspace "{}" already exists',
  /** There is no workspace of this name. `workspace list` shows those that are there; `-or-create` makes one. */
  "workspace-to-select-not-found":
    '\nWorkspace "{}" doesn\'t exist.\n\nYou can create this workspace with the "new" subcommand \nor include the "-or-create" flag with the "select" subcommand.',
});
