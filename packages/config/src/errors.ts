import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const configError = declareErrors({
  /** A source names a package of npm or a folder that can hold no provider. Correct it as the message says. */
  "invalid-provider-package": "Invalid provider package",
  /** A condition that the configuration sets is not met; the message is that of its author. Change what it looks at, or the condition. */
  "condition-failed": "{} failed",
  /** A condition depends on something that only apply will know. Nothing is wrong; it is checked then. */
  "condition-known-after-apply": "{} known after apply",
  /** The condition of an assertion came to something that is neither true nor false. Correct the expression. */
  "invalid-condition-of-run": "Invalid condition run",
  /** A condition came to something that is neither true nor false. Correct the expression. */
  "invalid-condition-result": "Invalid condition result",
  /** The `error_message` of a condition came to something that is no text, or not known. Correct the expression. */
  "invalid-error-message": "Invalid error message",
  /** The message of a condition would show something sensitive or ephemeral, so it is not shown. Take the value out of `error_message`. */
  "error-message-refers-to-hidden-values": "Error message refers to {} values",
  /** The value of a variable does not meet its `validation`; the message is that of its author. Give another value. */
  "invalid-value-for-variable": "Invalid value for variable",
  /** The condition of a `validation` came to null or something unknown. Correct the expression. */
  "invalid-variable-validation-result": "Invalid variable validation result",
  /** A provider sets this attribute; the configuration cannot. Take the argument away. */
  "attribute-is-read-only": '"{}" attribute is read-only',
  /** A module that is called has a `backend` block, which counts in the root module only. Take it away. */
  "backend-configuration-ignored": "Backend configuration ignored",
  /** A `provider` block has `for_each` and no name to be referred to by. Give it an `alias`. */
  "alias-required-for-provider-for-each": 'Alias required when using "for_each"',
  /** The type of a `list` block is no name. Begin with a letter or underscore; letters, digits, `_` and `-` may follow. */
  "invalid-list-type-name": "Invalid list type name",
  /** The name of a `list` block is no name. Begin with a letter or underscore; letters, digits, `_` and `-` may follow. */
  "invalid-list-name": "Invalid list name",
  /** The provider cannot list objects of this type. `providers schema -json` names those that it can (`list_resource_schemas`). */
  "invalid-list-type": "Invalid list resource",
  /** The `limit` of a list is no whole number of at least 1. */
  "invalid-limit-argument": "Invalid limit argument",
  /** The type of an action is no valid name. */
  "invalid-action-type-name": "Invalid action type name",
  /** The name of an action is no valid name. Use letters, digits, dashes and underscores. */
  "invalid-action-name": "Invalid action name",
  /** An `action` block has two `config` blocks. Join them into one. */
  "duplicate-config-block": "Duplicate config block",
  /** The `config` of an action holds something ephemeral, which no plan may hold. Use values that are not. */
  "ephemeral-value-in-action": "Ephemeral value in an action",
  /** Two actions of one type have the same name. Rename one. */
  "duplicate-action": "Duplicate action",
  /** An `action_trigger` block names something that is no event or no action, or none at all. */
  "invalid-action-trigger": "Invalid action trigger",
  /** A trigger or `-invoke` names an action that the module does not declare, or an instance that it does not have. */
  "undeclared-action": "Reference to undeclared action",
  /** The provider has no action of this type. Check its name. */
  "invalid-action-type": "Invalid action type",
  /** An override file holds an `action` block. Move it into an ordinary file. */
  "cannot-override-actions": "Cannot override actions",
  /** The condition of a trigger is no truth, or one that must not be kept. */
  "invalid-action-condition": "Invalid condition of an action trigger",
  /** The `rollout` of a lifecycle block says something that cannot be kept, or no such thing. The text says what to write instead. */
  "invalid-rollout": "Invalid rollout",
  /** A module has a `backend` and a `cloud` block. Keep one of them. */
  "both-a-backend-and-cloud-configuration-are-present": "Both a backend and cloud configuration are present",
  /** An override file holds blocks of a type that cannot be overridden. Move them into an ordinary file. */
  "cannot-override-blocks": "Can't override {} blocks",
  /** An override file holds a `check` block. Move it into an ordinary file. */
  "cannot-override-check-blocks": "Can't override check blocks",
  /** An override file holds an `import` block. Move it into an ordinary file. */
  "cannot-override-import-blocks": "Cannot override 'import' blocks",
  /** An override file holds a `moved` block. Move it into an ordinary file. */
  "cannot-override-moved-blocks": "Cannot override 'moved' blocks",
  /** A provider that the caller of the module passes in is configured in the module as well. Take one of the two away. */
  "cannot-override-provider-configuration": "Cannot override provider configuration",
  /** What must be known before anything is planned (the source of a module, its version, the backend) is made of something that is not. Use variables, local values, `path` and `terraform.workspace` alone. */
  "dynamic-value-in-static-context": "Dynamic value in static context",
  /** An `import` block names a resource that is not in the configuration. Write the resource, or let `plan -generate-config-out=FILE` write it. */
  "configuration-for-import-target-does-not-exist": "Configuration for import target does not exist",
  /** A `moved` or `removed` block names a data source, which is never moved or destroyed. Take the block away. */
  "data-source-address-not-allowed": "Data source address not allowed",
  /** The named objects need each other in a circle, so none can come first. Take one of the references or `depends_on` away. */
  "dependency-cycle": "Cycle: {}",
  /** A module has two `backend` blocks. Keep one of them. */
  "duplicate-backend-configuration": "Duplicate backend configuration",
  /** A `module` block has two `lifecycle` blocks. Keep one of them. */
  "duplicate-lifecycle-block": "Duplicate lifecycle block",
  /** A module has two `encryption` blocks. Keep one of them. */
  "duplicate-encryption-configuration": "Duplicate encryption configuration",
  /** Two `check` blocks of a module have the same name. Rename one. */
  "duplicate-check-configuration": 'Duplicate check "{}" configuration',
  /** A resource or provisioner has two `connection` blocks. Keep one of them. */
  "duplicate-connection-block": "Duplicate connection block",
  /** A block has two `_` blocks. Join them into one. */
  "duplicate-escaping-block": "Duplicate escaping block",
  /** A module has two `cloud` blocks. Keep one of them. */
  "duplicate-hcp-terraform-configurations": "Duplicate HCP Terraform configurations",
  /** The root module names an alias in `configuration_aliases`, and nobody calls it who could hand one on. Write a `provider` block with that alias. */
  "undefined-provider-configuration": "Undefined provider configuration",
  /** A call hands on a provider configuration that the module it stands in does not have. Declare it there, or hand on another one. */
  "handed-provider-missing": "missing provider {}",
  /** Two `import` blocks bring an object to the same address. Keep one of them. */
  "duplicate-import-configuration": 'Duplicate import configuration for "{}"',
  /** A module defines a local value twice. Rename or remove one of the two. */
  "duplicate-local-value-definition": "Duplicate local value definition",
  /** A mocked provider has two blocks of values for one type. Join them into one. */
  "duplicate-mock-block": "Duplicate {} block",
  /** Two files of a mock folder have values for one type. Leave one. */
  "duplicate-mock-of-mock-files": "Duplicate mock resource block",
  /** Two files of a mock folder have values for one object. Leave one. */
  "duplicate-override-of-mock-files": "Duplicate override block",
  /** Two calls of a module have the same name. Rename one. */
  "duplicate-module-call": "Duplicate module call",
  /** A module has two outputs of the same name. Rename or remove one. */
  "duplicate-output-definition": "Duplicate output definition",
  /** Two override blocks of a test file or run have the same target. Keep one of them. */
  "duplicate-override-block": "Duplicate {} block",
  /** A call passes two providers under the same name of the child module. Keep one of them. */
  "duplicate-provider-address": "Duplicate provider address",
  /** A test file declares two providers, real or mocked, under one name. Give one an alias, or take it away. */
  "duplicate-provider-block": "Duplicate provider block",
  /** A provider is configured twice under the same name and alias. Give one an `alias`, or remove it. */
  "duplicate-provider-configuration": "Duplicate provider configuration",
  /** A module has two `provider_meta` blocks for one provider. Join them into one. */
  "duplicate-provider-meta-block": "Duplicate provider_meta block",
  /** A resource has its provider by the prefix of its type, and `required_providers` names the same provider otherwise. Write `provider = NAME` into the resource, or give the provider the name of the prefix. */
  "duplicate-required-provider": "Duplicate required provider",
  /** A module has two `required_providers` blocks. Join them into one. */
  "duplicate-required-providers-configuration": "Duplicate required providers configuration",
  /** Two resources of a module have the same type and name. Rename one. */
  "duplicate-resource-configuration": 'Duplicate {} "{}" configuration',
  /** Two `run` blocks of a test file have the same name. Rename one. */
  "duplicate-run-block-names": 'Duplicate "run" block names',
  /** A module declares a variable twice. Rename or remove one of the two. */
  "duplicate-variable-declaration": "Duplicate variable declaration",
  /** `each.value` stands where the `for_each` that it belongs to has no values any more, as when an object is destroyed. Take the reference away. */
  "each-value-cannot-be-used-in-this-context": "each.value cannot be used in this context",
  /** An output of the root module is marked `ephemeral`, but nobody could read it. Take the mark away, or make it an output of a module that is called. */
  "ephemeral-output-not-allowed": "Ephemeral output not allowed",
  /** The source of a module, its version or a setting of the backend holds a sensitive or ephemeral value, which would be written into files that hide nothing. Use another value, or `-backend-config` and the environment. */
  "sensitive-value-in-static-context": "Sensitive value in static context",
  /** A value that must not be kept stands where it would be kept in the state or plan. Use it only in ephemeral places: providers, ephemeral resources, write-only arguments. */
  "ephemeral-value-not-allowed": "Ephemeral value not allowed",
  /** A `file` provisioner has neither `source` nor `content`. Give one of them. */
  "file-provisioner-has-nothing-to-copy": "Must provide one of 'source' or 'content'",
  /** A `file` provisioner has both `source` and `content`. Take one of them away. */
  "file-provisioner-has-source-and-content": "Cannot set both 'source' and 'content'",
  /** A file of the configuration cannot be read. Look at its rights and whether it is still there; the message has the system's reason. */
  "failed-to-read-file": "Failed to read file",
  /** The folder of a module cannot be read. Look at its rights and whether it is there. */
  "failed-to-read-module-directory": "Failed to read module directory",
  /** A file of variables cannot be read. Look at the path that `-var-file` was given, and at its rights. */
  "failed-to-read-variables-file": "Failed to read variables file",
  /** A run only refreshes and refuses to refresh. Take one of the two away. */
  "incompatible-plan-options": "Incompatible plan options",
  /** The value cannot be converted to the type that is needed here. Convert it; the message names the type. */
  "incorrect-value-type": "Incorrect value type",
  /** The text or reference is no address of a resource or module. Write it as in `module.a["k"].aws_instance.b[0]`. */
  "invalid-address": "Invalid address",
  /** An address goes on with something that addresses do not have. Use names, dots, and keys in brackets. */
  "invalid-address-operator": "Invalid address operator",
  /** A run expects a failure of something that has no conditions. Name a variable, output, check, resource or data source of the root module. */
  "invalid-expect-failures-reference": "Invalid `expect_failures` reference",
  /** The mode of a run is none of those that there are. Write `normal` or `refresh-only`, without quotes. */
  "invalid-mode-keyword": 'Invalid "mode" keyword',
  /** Values of mocks are there from `plan` or from `apply` on. Write one of the two words, without quotes. */
  "invalid-override-during": "Invalid override_during value",
  /** An override names something of another kind than its block is for. Use override_resource, override_data or override_module. */
  "invalid-override-target": "Invalid override target",
  /** The values of an override are no object. Write `{ attribute = value }`. */
  "invalid-override-values": "Invalid {} attribute",
  /** The `module` block of a run does not say which module. Write its `source`. */
  "missing-source-of-run-module": 'Missing "source" attribute for module block',
  /** An override does not say what it is for. Write its `target`. */
  "missing-target-attribute": "Missing target attribute",
  /** The `source` of a mocked provider names no folder that can be read. It is looked for from the root module on. */
  "mock-folder-not-read": "Failed to read mock data directory",
  /** A run has two blocks of a type that it may have once. Join them into one. */
  "multiple-blocks-in-run": 'Multiple "{}" blocks',
  /** The data source of a `check` block has `count` or `for_each`, which are not supported there. Take it away. */
  "repetition-in-data-of-check": 'Invalid "{}" attribute',
  /** The name of a `check` block is no name. Begin with a letter or underscore; letters, digits, `_` and `-` may follow. */
  "invalid-check-block-name": "Invalid check block name",
  /** A block has `count` and `for_each`. Keep one of the two. */
  "invalid-combination-of-count-and-for-each": 'Invalid combination of "count" and "for_each"',
  /** The `command` of a `run` block is neither `plan` nor `apply`. Write one of them, without quotes. */
  "invalid-command-keyword": 'Invalid "command" keyword',
  /** An element of `configuration_aliases` is no name of a provider with an alias. Write it as `aws.second`, without quotes. */
  "invalid-configuration-aliases-value": "Invalid configuration_aliases value",
  /** A `connection` block has labels. Take them away. */
  "invalid-connection-block": "Invalid connection block",
  /** The `count` is no whole number of at least zero, or is not known before apply. Give such a number, made of what is known at plan. */
  "invalid-count-argument": "Invalid count argument",
  /** `count` has no other attribute than `index`. Write `count.index`. */
  "invalid-count-attribute": 'Invalid "count" attribute',
  /** The name of a data source is no name. Begin with a letter or underscore; letters, digits, `_` and `-` may follow. */
  "invalid-data-resource-name": "Invalid data resource name",
  /** The provider has no data source of this type. Correct the type; a newer version of the provider may have it. */
  "invalid-data-source": "Invalid data source",
  /** The type of a data source is no name. Correct it. */
  "invalid-data-source-name": "Invalid data source name",
  /** The default in `optional(type, default)` does not fit the type. Correct one of them. */
  "invalid-default-value-for-optional-attribute": "Invalid default value for optional attribute",
  /** The `default` of a variable does not fit its `type`. Correct one of them. */
  "invalid-default-value-for-variable": "Invalid default value for variable",
  /** An element of `depends_on` is no plain reference to a resource, module or the like. Write its address without keys or attributes. */
  "invalid-depends-on-reference": "Invalid depends_on reference",
  /** `each` has no other attributes than `key` and `value`. Write one of them. */
  "invalid-each-attribute": 'Invalid "each" attribute',
  /** The provider has no ephemeral resource of this type. Correct the type. */
  "invalid-ephemeral-resource": "Invalid ephemeral resource",
  /** The name of an ephemeral resource is no name. Begin with a letter or underscore; letters, digits, `_` and `-` may follow. */
  "invalid-ephemeral-resource-name": "Invalid ephemeral resource name",
  /** The type of an ephemeral resource is no name. Correct it. */
  "invalid-ephemeral-resource-type": "Invalid ephemeral resource type",
  /** The `for_each` is no map or set of texts, is sensitive, or has keys that are not known before apply. Give keys that are known at plan. */
  "invalid-for-each-argument": "Invalid for_each argument",
  /** The set in `for_each` has elements that are no texts, or null. Convert it with `toset` and `tostring`. */
  "invalid-for-each-set-argument": "Invalid for_each set argument",
  /** `ignore_changes` has `all` beside other names. Write `ignore_changes = all`, or the names alone. */
  "invalid-ignore-changes-ruleset": "Invalid ignore_changes ruleset",
  /** `ignore_changes` has `"*"`. Write `ignore_changes = all`. */
  "invalid-ignore-changes-wildcard": "Invalid ignore_changes wildcard",
  /** An address given to `import` cannot be read. Write it as in `module.a.aws_instance.b["key"]`, in quotes for the shell. */
  "invalid-import-address": "Invalid import address",
  /** An `import` block lacks something or has two things that exclude each other. The message says what. */
  "invalid-import-configuration": "Invalid import configuration",
  /** An `import` block has both `id` and `identity`, or neither. Give one of the two. */
  "invalid-import-block": "Invalid import block",
  /** The `identity` of an `import` block is not what its type's identities are. The detail says what they have. */
  "invalid-import-identity-argument": "Invalid import identity argument",
  /** The `id` of an `import` block is null, empty, not known at plan, or the object's own. Give a text that is known. */
  "invalid-import-id-argument": "Invalid import id argument",
  /** An `import` block names a provider, but its resource is declared. Set `provider` in the resource's block. */
  "invalid-import-provider-argument": "Invalid import provider argument",
  /** The key in an `import` block's `to` does not fit `count` or `for_each` of the resource. Give the right kind of key, or none. */
  "invalid-import-to-expression": "Invalid import 'to' expression",
  /** A key in brackets stands where the thing has none. Take the brackets away, or write the attribute's name. */
  "invalid-index-operation": "Invalid index operation",
  /** The `type` of a variable is a quoted word that is none of `"string"`, `"list"` and `"map"`. Write a type without quotes. */
  "invalid-legacy-variable-type-hint": "Invalid legacy variable type hint",
  /** An argument of `lifecycle` means nothing for this kind of resource. Take it away. */
  "invalid-lifecycle-argument": "Invalid {} lifecycle argument",
  /** A `lifecycle` block has something that this kind of block does not take. Take it away; the message names it. */
  "invalid-lifecycle-block": "Invalid lifecycle block",
  /** The name of a local value is no name. Begin with a letter or underscore; letters, digits, `_` and `-` may follow. */
  "invalid-local-value-name": "Invalid local value name",
  /** The name of a module call is no name. Begin with a letter or underscore; letters, digits, `_` and `-` may follow. */
  "invalid-module-instance-name": "Invalid module instance name",
  /** The `source` of a module cannot be understood. Write a local path that begins with `./` or `../`, or an address that is supported. */
  "invalid-module-source-address": "Invalid module source address",
  /** `from` and `to` of a `moved` block do not fit each other, as one of a module and one of a resource. Name two of a kind. */
  "invalid-moved-addresses": 'Invalid "moved" addresses',
  /** `replace_triggered_by` refers to something else than a resource. Refer to a resource or its attribute. */
  "invalid-name-in-replace-triggered-by-expression":
    "Invalid {} reference in replace_triggered_by expression",
  /** The `on_failure` of a provisioner is neither `continue` nor `fail`. Write one of them, without quotes. */
  "invalid-on-failure-keyword": 'Invalid "on_failure" keyword',
  /** A key or attribute is taken of something that has none. The message says how to write it. */
  "invalid-operation": "Invalid operation",
  /** The name of an output is no name. Begin with a letter or underscore; letters, digits, `_` and `-` may follow. */
  "invalid-output-name": "Invalid output name",
  /** `path` has no other attributes than `cwd`, `module` and `root`. Write one of them. */
  "invalid-path-attribute": 'Invalid "path" attribute',
  /** The `alias` of a provider is no name. Begin with a letter; letters, digits, `_` and `-` may follow. */
  "invalid-provider-configuration-alias": "Invalid provider configuration alias",
  /** A resource or module names a provider with a key that it cannot have, or without one though it has `for_each`. Write `name.alias[KEY]` for a provider of this module with `for_each`, and else no key. */
  "invalid-provider-configuration-of-block": "Invalid {} provider configuration",
  /** What stands between the brackets behind a provider is no key of its `for_each`: it is not known, null, sensitive or ephemeral. Use `each.key`, or a value that is known. */
  "invalid-provider-instance-key": "Invalid provider instance key",
  /** A reference to a provider is more than a name and an alias. Write it as `aws` or `aws.second`, without quotes. */
  "invalid-provider-configuration-reference": "Invalid provider configuration reference",
  /** The name that a module gives to a provider is not allowed. Write lower case letters, digits and dashes. */
  "invalid-provider-local-name": "Invalid provider local name",
  /** The name of a provider is no name. Write lower case letters, digits and dashes. */
  "invalid-provider-name": "Invalid provider name",
  /** The namespace in a provider's source has characters that it may not have. Write `hashicorp/aws`, `host/namespace/type`. */
  "invalid-provider-namespace": "Invalid provider namespace",
  /** The host in a provider's source is none. Write `host/namespace/type`, or leave the host out. */
  "invalid-provider-source-hostname": "Invalid provider source hostname",
  /** A provider's source has too few or too many parts. Write `namespace/type` or `host/namespace/type`. */
  "invalid-provider-source-string": "Invalid provider source string",
  /** The type in a provider's source has characters that it may not have. Write lower case letters, digits and dashes. */
  "invalid-provider-type": "Invalid provider type",
  /** A `provisioner` block has something that it does not take. The message says what. */
  "invalid-provisioner-block": "Invalid provisioner block",
  /** A type is written in quotes. Take the quotes away. */
  "invalid-quoted-type-constraints": "Invalid quoted type constraints",
  /** A reference does not name anything that can be referred to. The message says what is missing or too much. */
  "invalid-reference": "Invalid reference",
  /** A condition refers to nothing, so it is always the same. Let it check something of the configuration, or remove the block. */
  "condition-refers-to-nothing": "Invalid {} expression",
  /** A provisioner that runs at destroy refers to something else than its own object. Use `self`, `count.index` and `each.key` only. */
  "invalid-reference-from-destroy-provisioner": "Invalid reference from destroy provisioner",
  /** A condition of a resource refers to the resource by name, which would be a cycle. Use `self` in a postcondition. */
  "condition-refers-to-its-own-resource": "Invalid reference in {}",
  /** `replace_triggered_by` holds something that is no reference, or more than may stand in one. Refer to a resource, an instance or an attribute. */
  "invalid-reference-in-replace-triggered-by-expression":
    "Invalid reference in replace_triggered_by expression",
  /** The `source` looks like an address of a registry, but is not complete. Write `namespace/name/system`, or `./path` for a local module. */
  "invalid-registry-module-source-address": "Invalid registry module source address",
  /** An element of `replace_triggered_by` is no reference. Write the address of a resource or its attribute. */
  "invalid-replace-triggered-by-expression": "Invalid replace_triggered_by expression",
  /** A `required_providers` block has labels or nested blocks. Write arguments of the form `name = { source = "…" }`. */
  "invalid-required-providers-block": "Invalid required_providers block",
  /** A `remote-exec` provisioner needs one of `inline`, `script` and `scripts`, and no second one. */
  "invalid-remote-exec-provisioner-configuration": "Invalid remote-exec provisioner configuration",
  /** An entry of `required_providers` has attributes that mean nothing. Use `source`, `version` and `configuration_aliases`. */
  "invalid-required-providers-object": "Invalid required_providers object",
  /** `count` is taken of a resource, as in old versions. Use `length(resource.name)`. */
  "invalid-resource-count-attribute": "Invalid resource count attribute",
  /** The name of a resource is no name. Begin with a letter or underscore; letters, digits, `_` and `-` may follow. */
  "invalid-resource-name": "Invalid resource name",
  /** The provider has no resource of this type. Correct the type; the message lists what is near. */
  "invalid-resource-type": "Invalid resource type",
  /** The type of a resource is no name. Correct it. */
  "invalid-resource-type-name": "Invalid resource type name",
  /** The name of a `run` block is no name. Begin with a letter or underscore; letters, digits, `_` and `-` may follow. */
  "invalid-run-block-name": "Invalid run block name",
  /** `self` stands where there is no object that it could mean. Use it in provisioners, connections and postconditions only. */
  "invalid-self-reference": 'Invalid "self" reference',
  /** The `source` of a required provider is no text. Write it in quotes. */
  "invalid-source": "Invalid source",
  /** `terraform` has no other attributes than `workspace` and `applying`. Write one of them. */
  "invalid-terraform-attribute": 'Invalid "terraform" attribute',
  /** A type cannot be understood. Write `string`, `number`, `bool`, `any`, `list(…)`, `set(…)`, `map(…)`, `object({…})` or `tuple([…])`. */
  "invalid-type-specification": "Invalid type specification",
  /** A value that must not be kept stands where the result is kept. Use it only in ephemeral places. */
  "invalid-use-of-ephemeral-value": "Invalid use of ephemeral value",
  /** The value given for a variable does not fit its type. Correct it where it is given; the message says where. */
  "invalid-value-for-input-variable": "Invalid value for input variable",
  /** `-var` is not of the form `name=value`. Write it so, without blanks around `=`. */
  "invalid-var-option": "Invalid -var option",
  /** The name of a variable is no name, or reserved for an argument of module calls. Choose another. */
  "invalid-variable-name": "Invalid variable name",
  /** The condition of a `validation` block does not look at its variable. Refer to `var.NAME` in it. */
  "invalid-variable-validation-condition": "Invalid variable validation condition",
  /** A constraint on versions cannot be read. Write it as in `">= 1.2, < 2.0"` or `"~> 1.2"`. */
  "invalid-version-constraint": "Invalid version constraint",
  /** `enabled` stands beside `count` or `for_each`. Use only one of them. */
  "invalid-combination-with-enabled": 'Invalid combination of "enabled" and "{}"',
  /** The `enabled` of a lifecycle block is null, not known at plan, secret or ephemeral. Give true or false that is known. */
  "invalid-enabled-argument": "Invalid enabled argument",
  /** A variable of a module is deprecated by its author and still set. Do what the message says. */
  "deprecated-variable": "Variable marked as deprecated by the module author",
  /** An output of a module is deprecated by its author and still used. Do what the message says. */
  "deprecated-output": "Value derived from a deprecated source",
  /** The `when` of a provisioner is neither `create` nor `destroy`. Write one of them, without quotes. */
  "invalid-when-keyword": 'Invalid "when" keyword',
  /** An override file has a local value that no other file defines. Define it in an ordinary file. */
  "missing-base-local-value-definition-to-override": "Missing base local value definition to override",
  /** An override file has an output that no other file declares. Declare it in an ordinary file. */
  "missing-base-output-definition-to-override": "Missing base output definition to override",
  /** An override file configures a provider with an alias that no other file configures. Configure it in an ordinary file. */
  "missing-base-provider-configuration-for-override": "Missing base provider configuration for override",
  /** An override file has a variable that no other file declares. Declare it in an ordinary file. */
  "missing-base-variable-declaration-to-override": "Missing base variable declaration to override",
  /** An override file has a data source that no other file declares. Declare it in an ordinary file. */
  "missing-data-resource-to-override": "Missing data resource to override",
  /** An override file has a module call that no other file makes. Write it in an ordinary file. */
  "missing-module-call-to-override": "Missing module call to override",
  /** A provider that is needed is not there. Provide it, or take away what needs it; `providers` lists what needs which. */
  "missing-required-provider": "Missing required provider",
  /** A module needs a provider under a name that the caller does not pass. Add it to the `providers` argument of the call. */
  "missing-required-provider-configuration": "Missing required provider configuration",
  /** The provisioner is not among those that are built in. Use `local-exec`, or do it in another way. */
  "missing-required-provisioner-plugin": "Missing required provisioner plugin",
  /** A resource with `count` or `for_each` is used as if it were one object. Add a key, as in `x[0]` or `x["a"]`, or a splat. */
  "missing-resource-instance-key": "Missing resource instance key",
  /** An override file has a resource that no other file declares. Declare it in an ordinary file. */
  "missing-resource-to-override": "Missing resource to override",
  /** Modules call each other deeper than is followed, often in a circle. Break the circle. */
  "module-calls-nested-too-deep": "Module calls nested too deep",
  /** An address names one instance of a module, where only the whole module can be meant. Take the key away. */
  "module-instance-keys-not-allowed": "Module instance keys not allowed",
  /** A module that is called was not installed yet. Run `init`. */
  "module-not-installed": "Module not installed",
  /** The `source` of a module is another than at the last `init`. Run `init` again. */
  "module-source-has-changed": "Module source has changed",
  /** A module asks for experiments, which are not there. Take `experiments` away. */
  "module-uses-experimental-features": "Module uses experimental features",
  /** The installed version of a module does not fit the `version` any more. Run `init` again. */
  "module-version-requirements-have-changed": "Module version requirements have changed",
  /** A module that configures providers itself is called with `count`, `for_each` or `depends_on`. Let the caller configure and pass them. */
  "module-with-own-provider-configuration": "Module is incompatible with count, for_each, and depends_on",
  /** A `check` block has two data sources. Move one into a check of its own. */
  "multiple-data-resource-blocks": "Multiple data resource blocks",
  /** A test file has two `variables` blocks. Join them into one. */
  "multiple-variables-blocks": 'Multiple "variables" blocks',
  /** A variable without a default was given no value. Give it by `-var`, a `.tfvars` file or `TF_VAR_name`. */
  "no-value-for-required-variable": "No value for required variable",
  /** An output holds something sensitive and is not marked so. Add `sensitive = true`, or use `nonsensitive` where it is none. */
  "output-refers-to-sensitive-values": "Output refers to sensitive values",
  /** An output has a `postcondition`, which only resources have. Use a `precondition`. */
  "postconditions-are-not-allowed": "Postconditions are not allowed",
  /** A resource asks for a configuration of a provider that is not there. Write the `provider` block, or correct the name. */
  "provider-configuration-not-present": "Provider configuration not present",
  /** A provider and what uses it are repeated by the same collection, so that what loses its key loses its provider as well, and cannot be destroyed. Let the `for_each` of the provider have more keys. */
  "provider-for-each-matches": "Provider configuration for_each matches {}",
  /** An object was made by an instance of a provider whose key is in its `for_each` no more. Add the key again, destroy the object, and then take the key away. */
  "provider-instance-not-present": "Provider instance not present",
  /** A call passes a provider that is another one than the child module means by the name. Pass the right one. */
  "provider-type-mismatch": "Provider type mismatch",
  /** The provisioner was taken out of the language. Use another way, such as an image that is configured already. */
  "provisioner-has-been-removed": 'The "{}" provisioner has been removed',
  /** A keyword is written in quotes, as in old versions. Take the quotes away. */
  "quoted-keywords-are-deprecated": "Quoted keywords are deprecated",
  /** A reference is written in quotes, as in old versions. Take the quotes away. */
  "quoted-references-are-deprecated": "Quoted references are deprecated",
  /** An empty `provider` block stands in a module for a provider that is passed in. Write `required_providers` in its place. */
  "redundant-empty-provider-block": "Redundant empty provider block",
  /** `ignore_changes` names an attribute that only the provider sets, so it has no effect. Take it away. */
  "redundant-ignore-changes-element": "Redundant ignore_changes element",
  /** `count.index` stands in a block without `count`. Add `count`, or take the reference away. */
  "reference-to-count-without-count": 'Reference to "count" in non-counted context',
  /** `each` stands in a block without `for_each`. Add `for_each`, or take the reference away. */
  "reference-to-each-without-for-each": 'Reference to "each" in context without for_each',
  /** The data source belongs to a `check` block and can be seen in it only. Move it out of the block. */
  "reference-to-scoped-resource": "Reference to scoped resource",
  /** The module declares no variable of this name. Declare it, or correct the name. */
  "reference-to-undeclared-input-variable": "Reference to undeclared input variable",
  /** The module defines no local value of this name. Define it, or correct the name. */
  "reference-to-undeclared-local-value": "Reference to undeclared local value",
  /** The module calls no module of this name. Add the call, or correct the name. */
  "reference-to-undeclared-module": "Reference to undeclared module",
  /** The module declares no resource of this type and name. Declare it, or correct the name. */
  "reference-to-undeclared-resource": "Reference to undeclared resource",
  /** A call passes a provider under a name that the child module does not declare. Declare it in the child's `required_providers`. */
  "reference-to-undefined-provider": "Reference to undefined provider",
  /** A variable that must not be null was given null. Give it a value. */
  "required-variable-not-set": "Required variable not set",
  /** The argument's name is reserved in `provider` blocks. Take it away. */
  "reserved-argument-name-in-provider-block": "Reserved argument name in provider block",
  /** The type of a nested block is reserved. Take the block away. */
  "reserved-block-type-name": "Reserved block type name in {} block",
  /** The type of a block in a `module` block is reserved. Take the block away. */
  "reserved-block-type-name-in-module-block": "Reserved block type name in module block",
  /** The type of a block in a `provider` block is reserved. Take the block away. */
  "reserved-block-type-name-in-provider-block": "Reserved block type name in provider block",
  /** The type of a block in a `provisioner` block is reserved. Take the block away. */
  "reserved-block-type-name-in-provisioner-block": "Reserved block type name in provisioner block",
  /** The first word of a reference is reserved. Write `resource.` in front of it if it is a type of resource. */
  "reserved-symbol-name": "Reserved symbol name",
  /** An address names one instance of a resource, where only the whole resource can be meant. Take the key away. */
  "resource-instance-keys-not-allowed": "Resource instance keys not allowed",
  /** A local value needs itself. Take the reference to itself away. */
  "self-referencing-local-value": "Self-referencing local value",
  /** A resource without `count` and `for_each` is used with a key. Take the key away. */
  "unexpected-resource-instance-key": "Unexpected resource instance key",
  /** The folder of a module is not there or cannot be read. Correct the `source`, or look at the rights. */
  "unreadable-module-directory": "Unreadable module directory",
  /** The package of a module was fetched, and the folder behind `//` is not in it. Correct the `source`, or take another version. */
  "unreadable-module-subdirectory": "Unreadable module subdirectory",
  /** A value that must be fixed is of the wrong type. Write a literal of the type that the message names. */
  "unsuitable-value-type": "Unsuitable value type",
  /** The `required_version` of a module leaves out the version that runs. Use another version, or relax the constraint. */
  "unsupported-core-version": "Unsupported <Tutti> Core version",
  /** A module asks for an edition of the language that is not there. Take `language` away. */
  "unsupported-language-edition": "Unsupported language edition",
  /** The `source` of a module is fetched from somewhere else, and only local ones are read here. Use a local path. */
  "unsupported-module-source": "Unsupported module source",
  /** An override file sets something that cannot be overridden. Set it in the ordinary file. */
  "unsupported-override": "Unsupported override",
  /** A value is given for a variable that the root module does not declare. Declare it, or take the value away. */
  "value-for-undeclared-variable": "Value for undeclared variable",
  /** An output of a module says that it is ephemeral and returns something that is not. Take `ephemeral` away, or return what is. */
  "value-not-allowed-in-ephemeral-output": "Value not allowed in ephemeral output",
  /** Values are given for several variables that the root module does not declare. Declare them, or take the values away. */
  "values-for-undeclared-variables": "Values for undeclared variables",
  /** A file of variables holds a `variable` block. Write `name = value`. */
  "variable-declaration-in-tfvars-file": "Variable declaration in .tfvars file",
  /** A `provider` block has a `version`. Write it in `required_providers`. */
  "version-constraint-in-provider-block":
    "Version constraints inside provider configuration blocks are deprecated",
  /** A `provider` block of a test file has a `version`. Write it in `required_providers` of the module. */
  "version-constraint-in-test-file": "Version constraints are not allowed in test files",
  /** A `check` block has no `assert`. Add one. */
  "zero-assert-blocks": "Zero assert blocks",
});
