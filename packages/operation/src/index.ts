/** Plan, apply, refresh, destroy and import without a terminal. Everything here is promised to other rooms. */

export { checkBackend } from "./backend/check-backend.ts";
export {
  type BackendStep,
  configureBackend,
} from "./backend/configure-backend.ts";
export { openBackend, openState, stateIndex } from "./backend/open-backend.ts";
export { checkConfig } from "./configuration/check-config.ts";
export { readVariables } from "./configuration/give-variables.ts";
export * from "./configuration/install-modules.ts";
export * from "./configuration/load-root.ts";
export * from "./configuration/workspace.ts";
export { openConsoleScope } from "./console/console-scope.ts";
export { dataDirectory } from "./data-directory.ts";
export * from "./drift/events.ts";
export { watchDrift } from "./drift/start-drift.ts";
export { checkEncryption, openEncryption } from "./encryption/open-encryption.ts";
export { openSealedFile } from "./encryption/sealed-files.ts";
export { historyWarnings } from "./history/history-warnings.ts";
export * from "./history/state-difference.ts";
export * from "./instances/target-match.ts";
export * from "./lock/lock-state.ts";
export * from "./outcome.ts";
export * from "./plan-file/open-saved-plan.ts";
export * from "./plan-file/read-plan-file.ts";
export { writePlanFile } from "./plan-file/write-plan-file.ts";
export { type LockPlugins, lockPlugins, mirrorPlugins } from "./providers/collected-plugins.ts";
export { installPlugins } from "./providers/install-plugins.ts";
export { overrideWarnings } from "./providers/override-warnings.ts";
export { providerMistakes } from "./providers/provider-mistakes.ts";
export { createProviderRegistry, isInHouse } from "./providers/provider-registry.ts";
export { applyAndGoBack } from "./rollback/apply-and-go-back.ts";
export { forbiddenDestroys, rollbackOperation } from "./rollback/roll-back.ts";
export * from "./run/apply-operation.ts";
export { importObject, isDeclared } from "./run/import-object.ts";
export { ListedConfig } from "./run/listed-config.ts";
export { nextStage } from "./run/next-stage.ts";
export type { Operation } from "./run/operation.ts";
export { type Planned, planOperation } from "./run/plan-operation.ts";
export { prepareOperation } from "./run/prepare.ts";
export { queryOperation } from "./run/query-operation.ts";
export { type Refreshed, saveRefreshed } from "./run/refresh-operation.ts";
export type { OperationRequest, Purpose } from "./run/request.ts";
export { TERRAFORM_VERSION } from "./terraform-version.ts";
export * from "./test-suite/events.ts";
export { checkOverrideTargets } from "./test-suite/override-targets.ts";
export { runTests, type TestOutcome } from "./test-suite/run-tests.ts";
export { formatValue } from "./text/format-value.ts";
