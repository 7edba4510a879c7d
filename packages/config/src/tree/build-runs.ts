import type { ModuleNode } from "../module/module.ts";
import type { TestFile, TestRun } from "../module/test-file.ts";
import { TreeBuilder, type TreeParts } from "./tree-builder.ts";

/** Of a configuration whose tests nobody asked for. */
export const NO_RUNS: ReadonlyMap<TestRun, ModuleNode> = new Map();

/** `tests/a.tftest.hcl` → `tests.a`: the file in keys of the manifest, and in what lists providers. */
export function testName(path: string): string {
  return path.replace(/\.(tftest|tofutest)\.(hcl|json)$/, "").replaceAll("/", ".");
}

/** The modules that runs name in place of the one beside the tests; each has a place of its own in the manifest. */
export async function buildRuns(
  tests: readonly TestFile[],
  directory: string,
  parts: TreeParts,
): Promise<ReadonlyMap<TestRun, ModuleNode>> {
  const runs = new Map<TestRun, ModuleNode>();
  for (const { path, runs: own } of tests) {
    for (const run of own) {
      if (run.module === undefined) continue;
      const builder = new TreeBuilder(parts, ["test", testName(path), run.name]);
      const node = await builder.buildAlone(run.module.call, directory);
      if (node !== undefined) runs.set(run, node);
    }
  }
  return runs;
}
