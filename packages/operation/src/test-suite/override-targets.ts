import { formatResourceName, formatTarget, modulePathOf } from "@tutti/addresses";
import {
  type Config,
  type ModuleNode,
  moduleAt,
  type Override,
  type TestFile,
  type TestRun,
} from "@tutti/config";
import { type Diagnostic, warningDiagnostic } from "@tutti/hcl";
import { operationError } from "../errors.ts";

/** Overrides that are for nothing in this configuration. */
export function missingTargets(
  overrides: readonly Override[],
  { root }: Pick<Config, "root">,
): readonly Diagnostic[] {
  return overrides.flatMap(({ target, targetRange }) => {
    const path = modulePathOf(
      target.kind === "module"
        ? target.module
        : target.kind === "resource"
          ? target.resource.module
          : target.instance.module,
    );
    const node = moduleAt(root, path);
    const name =
      target.kind === "resource" ? target.resource : target.kind === "instance" ? target.instance : undefined;
    if (node !== undefined && (name === undefined || node.module.resources.has(formatResourceName(name))))
      return [];
    return [
      warningDiagnostic(
        operationError("override-target-does-not-exist"),
        `The override target ${formatTarget(target)} does not exist within the configuration under test. This could indicate a typo in the target address or an unnecessary override.`,
        targetRange,
      ),
    ];
  });
}

/** The same of what a file overrides for all of its runs, by its mocks and by itself: held against the module beside the tests. */
export function missingTargetsOfFile(file: TestFile, config: Pick<Config, "root">): readonly Diagnostic[] {
  const mocked = [...file.mockProviders.values()].flatMap(({ overrides }) => overrides);
  return missingTargets([...mocked, ...file.overrides], config);
}

/** What `validate` tells of the targets of a file and of its runs, each held against the module that it tests. */
export function checkOverrideTargets(
  file: TestFile,
  config: Pick<Config, "root">,
  modules: ReadonlyMap<TestRun, ModuleNode>,
): readonly Diagnostic[] {
  const ofRuns = file.runs.flatMap((run) =>
    missingTargets(run.overrides, { root: modules.get(run) ?? config.root }),
  );
  return [...missingTargetsOfFile(file, config), ...ofRuns];
}
