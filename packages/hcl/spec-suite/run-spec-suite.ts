/** HCL's own suite of tests: every case below a folder. */

import type { Runtime } from "@tutti/runtime";
import { runCase } from "./run-case.ts";

export interface SuiteResult {
  readonly passed: number;
  readonly total: number;
  /** A line or more for each case that failed. */
  readonly report: readonly string[];
}

type SuiteDisk = Pick<Runtime["disk"], "list" | "readText">;

/** A case is an input (`.hcl`, `.hcl.json`) with a `.hcldec` and a `.t` of its name beside it. */
export async function runSpecSuite(directory: string, disk: SuiteDisk): Promise<SuiteResult> {
  const inputs = await findInputs(directory, disk);
  const report: string[] = [];
  let passed = 0;
  for (const path of inputs) {
    const base = path.replace(/\.hcl(\.json)?$/, "");
    const [input, spec, expected] = await Promise.all([
      disk.readText(path),
      disk.readText(`${base}.hcldec`),
      disk.readText(`${base}.t`),
    ]);
    const problems = runCase({ inputName: path, input, spec, expected });
    if (problems.length === 0) passed += 1;
    else report.push(`${path}:`, ...problems.map((problem) => `  ${problem}`));
  }
  return { passed, total: inputs.length, report };
}

async function findInputs(directory: string, disk: SuiteDisk): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, kind } of await disk.list(directory)) {
    const path = `${directory}/${name}`;
    if (kind === "directory") found.push(...(await findInputs(path, disk)));
    else if (/\.hcl(\.json)?$/.test(name)) found.push(path);
  }
  return found.sort();
}
