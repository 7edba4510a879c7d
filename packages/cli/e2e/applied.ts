import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { must, project, write } from "./tutti.ts";

/** A directory with one resource that was applied, and how to ask whether its state is as it was. */
export interface Applied {
  readonly folder: string;
  readonly state: () => string;
  /** The state as the apply left it. */
  readonly before: string;
}

export const KEPT = 'resource "terraform_data" "kept" {\n  input = "before"\n}\n';
export const CHANGED = KEPT.replace("before", "after");

/** Applied once, then given another configuration. */
export async function applied(files: Readonly<Record<string, string>> = {}): Promise<Applied> {
  const folder = project({ "main.tf": KEPT });
  await must(folder, ["apply", "-auto-approve"]);
  rmSync(join(folder, "main.tf"));
  write(folder, files);
  const state = (): string => readFileSync(join(folder, "terraform.tfstate"), "utf8");
  return { folder, state, before: state() };
}
