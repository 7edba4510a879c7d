export {
  formatModuleSource,
  parseModuleSource,
  type RegistrySource,
  registryPackage,
} from "./address/module-source.ts";
export { isLocalProvider, npmPackageOf } from "./address/provider-package.ts";
export {
  formatProviderSource,
  impliedProviderSource,
  normalizePart,
  parseProviderSource,
  shortProviderSource,
  sourceHostProblem,
} from "./address/provider-source.ts";
export { cleanPath, type RemoteSource } from "./address/remote-source.ts";
export {
  compareVersionNumbers,
  exactVersion,
  formatVersionConstraint,
  formatVersionNumber,
  parseVersionConstraint,
  parseVersionNumber,
  type VersionConstraint,
  type VersionNumber,
  versionMeets,
} from "./address/version-constraint.ts";
export { connectionBody } from "./decode/connection-body.ts";
export { DiagnosticList } from "./diagnostic-list.ts";
export { type EarlyNames, earlyContext } from "./early/early-context.ts";
export { type EarlyFacts, earlyVariable } from "./early/early-tree.ts";
export { configError } from "./errors.ts";
export * from "./features.ts";
export { strongComponents } from "./graph/strong-components.ts";
export { impliedProviderName } from "./merge/build-module.ts";
export * from "./module/action.ts";
export { callsProviders } from "./module/calls-providers.ts";
export * from "./module/check.ts";
export * from "./module/module.ts";
export * from "./module/module-call.ts";
export * from "./module/named-value.ts";
export * from "./module/provider.ts";
export { isQueryFile } from "./module/query-file.ts";
export * from "./module/refactoring.ts";
export * from "./module/resource.ts";
export * from "./module/rollout.ts";
export * from "./module/test-file.ts";
export * from "./module/version.ts";
export { importIdentity } from "./reference/import-identity.ts";
export {
  importAddress,
  importId,
  importKeyMistake,
  NO_IMPORT_ADDRESS,
} from "./reference/import-rules.ts";
export { parseInstanceAddress, parseTargetAddress } from "./reference/instance-address.ts";
export { parseReference, parseTestReference } from "./reference/parse-reference.ts";
export type { Reference, Subject } from "./reference/reference.ts";
export { referencesOf } from "./reference/references-of.ts";
export { undeclaredNames } from "./reference/undeclared-names.ts";
export { bodyReferences } from "./schema/block-expressions.ts";
export { decodeBlock } from "./schema/decode-block.ts";
export { placeInBody } from "./schema/place-in-body.ts";
export { typesWithServices } from "./schema/types-with-services.ts";
export { GENERATED_SOURCE } from "./source/file-names.ts";
export * from "./source/source-reader.ts";
export { mistakesInTests } from "./test-file/expected-failures.ts";
export { testName } from "./tree/build-runs.ts";
export { importProviderMistakes } from "./tree/import-providers.ts";
export type { FetchedModule, ModuleRequest } from "./tree/install-module.ts";
export * from "./tree/load-config.ts";
export * from "./tree/manifest.ts";
export { providerRequirements } from "./tree/provider-requirements.ts";
export * from "./tree/resolve-provider.ts";
export {
  type AllRulesOutcome,
  type CheckStatus,
  evaluateRules,
  UNTOLD_MESSAGE,
} from "./validate/check-rules.ts";
export { ephemeralArgument, ephemeralInBlock, ephemeralResult } from "./validate/ephemeral-use.ts";
export { graphMistakes, undefinedProviders } from "./validate/graph-mistakes.ts";
export { CONNECTION, PROVISIONERS } from "./validate/provisioner-schema.ts";
export { enabledProblem, limitProblem, providerKeyOf } from "./validate/repetition.ts";
export { EPHEMERAL_IN_ACTION } from "./validate/validate-action.ts";
export { validateConfig } from "./validate/validate-config.ts";
export type { ValidateOptions } from "./validate/validation.ts";
export { evaluateValidations } from "./validate/variable-validations.ts";
export * from "./variables/collect-variables.ts";
export * from "./variables/final-value.ts";
export * from "./variables/input-value.ts";
export { parseVariableText } from "./variables/parse-variable-text.ts";
