import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const cliError = declareErrors({
  /** The question was interrupted before it was answered, so nothing was done. Run the command again. */
  "approval-interrupted": "error asking for approval: interrupted",
  /** The input ended before the question was answered. Answer it, or give `-auto-approve`. */
  "approval-without-an-answer": "error asking for approval: EOF",
  /** The command is known and not built. The message says what to use in its place. */
  "command-not-supported": "Command not supported",
  /** `-state` is an old flag. Set the path in a `backend "local"` block. */
  "deprecated-flag-state": "Deprecated flag: -state",
  /** The address of an object cannot be read. Write it as in `aws_instance.a["key"]`, in quotes for the shell. */
  "error-parsing-instance-address": "Error parsing instance address",
  /** A flag is unknown or has a value that it cannot have. `-help` lists the flags of a command. */
  "failed-to-parse-command-line-flags": "Failed to parse command-line flags",
  /** A file that `fmt` was given cannot be read. Look at its rights. */
  "failed-to-read-file-to-format": "Failed to read file {}: {}",
  /** The file given to `show` is neither a plan nor a state. Give one of these. */
  "failed-to-read-the-given-file-as-a-state-or-plan-file":
    "Failed to read the given file as a state or plan file",
  /** The graph that was to be drawn has a circle. Take one of the references or `depends_on` away; `-draw-cycles` shows it. */
  "graph-has-a-cycle": "Cycle: {}",
  /** The graph of a plan file has one type only. Leave `-type` out, or give the one that fits. */
  "graph-type-required": "Graph type required",
  /** `-destroy` and `-refresh-only` exclude each other. Give one of them. */
  "incompatible-plan-mode-options": "Incompatible plan mode options",
  /** `-refresh-only` and `-refresh=false` together leave nothing to do. Give one of them. */
  "incompatible-refresh-options": "Incompatible refresh options",
  /** `-target` and `-exclude` exclude each other: one names what is planned, the other what is not. Give one of them. */
  "incompatible-targeting-options": "Incompatible targeting options",
  /** The address given to `-target` or `-exclude` cannot be read. Write it as in `module.a.aws_instance.b["key"]`, in quotes for the shell. */
  "invalid-address-of-flag": "Invalid {} {}",
  /** The address given to `-replace` cannot be read, or names no single object. Write it as in `aws_instance.a[0]`, in quotes for the shell. */
  "invalid-force-replace-address": "Invalid force-replace address {}",
  /** Flags of `init` exclude each other. Give one of them. */
  "invalid-init-options": "Invalid init options",
  /** `-raw` and `-json` exclude each other. Give one of them. */
  "invalid-output-format": "Invalid output format",
  /** `-parallelism` must be at least 1. Give a greater number. */
  "invalid-parallelism-value": "Invalid parallelism value",
  /** A provider given to `state replace-provider` is no source address. Write it as `namespace/name` or `host/namespace/name`. */
  "invalid-provider-to-replace": "Invalid {} provider {}",
  /** The address of a resource cannot be read. Write it as in `aws_instance.a[0]`, in quotes for the shell. */
  "invalid-resource-address": "Invalid resource address",
  /** What shall be moved or removed is not in the state, or cannot be read. `state list` shows what is there. */
  "invalid-source-address": "Invalid source address",
  /** Where something shall be moved to cannot be read, or is taken already. Choose another address. */
  "invalid-target-address": "Invalid target address",
  /** `type` can be called in the console only, and around a whole expression. Use it so. */
  "invalid-use-of-type-function": "Invalid use of type function",
  /** `init` asks questions when it moves a state, which it cannot with `-json`. Leave one of the two out. */
  "migrate-state-and-json-are-exclusive": "The -migrate-state and -json options are mutually-exclusive",
  /** `init -from-module` is not built. Copy the module yourself and run `init`. */
  "module-sources-are-not-copied-yet": "Module sources are not copied yet",
  /** `fmt` was given a path where nothing is. Correct it. */
  "no-file-or-directory-at": "No file or directory at {}",
  /** The state has no outputs. Declare some in the root module and apply. */
  "no-outputs-found": "No outputs found",
  /** The state has no object at this address. `state list` shows what is there. */
  "no-such-resource-instance": "No such resource instance",
  /** `fmt` was given a file of another kind. It takes `.tf`, `.tfvars` and `.tftest.hcl`. */
  "not-a-file-for-fmt": "Only .tf, .tfvars, and .tftest.hcl files can be processed with fmt",
  /** The flag is known and not built. The message says what to use in its place. */
  "option-not-supported": "Option not supported",
  /** `explain` was not told what to explain. Give a code, or the first line of an error in quotes. */
  "error-to-explain-missing": "Error to explain missing",
  /** `explain` was given a code or words that nothing has. Copy them from the screen, or look them up in docs/errors.md. */
  "no-error-of-that-code": "No error of that code",
  /** `-raw` needs the name of an output. Give one. */
  "output-name-required": "Output name required",
  /** The state has no output of this name. Declare it in the root module and apply, or correct the name. */
  "output-not-found": 'Output "{}" not found',
  /** Nobody can be asked, so either a saved plan or `-auto-approve` is needed. Give one of them. */
  "plan-file-or-auto-approve-required": "Plan file or auto-approve required",
  /** `init` could not go on because of mistakes in the configuration, which follow. Mend them and run it again. */
  "problems-during-initialisation":
    "{} encountered problems during initialisation, including problems with the configuration, described below.",
  /** `untaint` was given an object that is not tainted. Nothing is to be done. */
  "resource-instance-is-not-tainted": "Resource instance is not tainted",
  /** The command was given more arguments than it takes. Often a flag stands behind the arguments; flags come first. */
  "too-many-command-line-arguments": "Too many command line arguments",
  /** The command takes no arguments, or not this one. `-help` shows what it takes. */
  "unexpected-argument": "Unexpected argument",
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
    "The working directory already contains files. The -from-module option requires an empty directory into which a copy of the referenced module will be placed.",
  /** The workspace still has objects, which would be forgotten. Destroy them first, or give `-force`. */
  "workspace-is-not-empty": "Workspace is not empty",
});
