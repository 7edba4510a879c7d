import { formatTarget } from "@tutti/addresses";
import { rangeText } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { MockData, MockDefaults, Override } from "../module/test-file.ts";

/** Files of one folder are of one rank: nothing may stand in two of them. */
export function joinMockFiles(files: readonly MockData[], diagnostics: DiagnosticList): MockData {
  const resources = new Map<string, MockDefaults>();
  const data = new Map<string, MockDefaults>();
  const overrides = new Map<string, Override>();
  for (const file of files) {
    addDefaults(resources, "mock_resource", file.resources, diagnostics);
    addDefaults(data, "mock_data", file.data, diagnostics);
    for (const override of file.overrides) {
      const target = formatTarget(override.target);
      const first = overrides.get(target);
      if (first === undefined) overrides.set(target, override);
      else
        diagnostics.error(
          configError("duplicate-override-of-mock-files"),
          `An override block for ${target} already exists at ${rangeText(first.declRange)}.`,
          override.declRange,
        );
    }
  }
  return { resources, data, overrides: [...overrides.values()] };
}

function addDefaults(
  all: Map<string, MockDefaults>,
  block: string,
  more: ReadonlyMap<string, MockDefaults>,
  diagnostics: DiagnosticList,
): void {
  for (const [type, defaults] of more) {
    const first = all.get(type);
    if (first === undefined) all.set(type, defaults);
    else
      diagnostics.error(
        configError("duplicate-mock-of-mock-files"),
        `A ${block} "${type}" block already exists at ${rangeText(first.declRange)}.`,
        defaults.typeRange,
      );
  }
}

/** What stands in the block of the test file wins over what its folder says of the same. */
export function mergeMockData(block: MockData, folder: MockData): MockData {
  const own = new Set(block.overrides.map(({ target }) => formatTarget(target)));
  return {
    resources: new Map([...folder.resources, ...block.resources]),
    data: new Map([...folder.data, ...block.data]),
    overrides: [
      ...block.overrides,
      ...folder.overrides.filter(({ target }) => !own.has(formatTarget(target))),
    ],
  };
}
