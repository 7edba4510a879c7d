import type { Runtime } from "@tutti/runtime";
import type { CommandEntry, Product } from "../command/command.ts";
import type { Output } from "../command/output.ts";
import { completeLine } from "./complete-line.ts";

/** Answers a shell that asks by COMP_LINE, a candidate a line. */
export async function runCompletion(
  runtime: Runtime,
  table: Readonly<Record<string, CommandEntry>>,
  product: Product,
  stdout: Output,
): Promise<number> {
  const { variables } = runtime.environment;
  const whole = variables.get("COMP_LINE") ?? "";
  const point = Number(variables.get("COMP_POINT") ?? "");
  const line = Number.isSafeInteger(point) && point > 0 ? whole.slice(0, point) : whole;
  const found = await completeLine({
    line,
    table,
    takesBeyond: product !== "terraform",
    workspaces: () => localWorkspaces(runtime),
  });
  stdout.write(found.map((one) => `${one}\n`).join(""));
  return 0;
}

/** Those of local states: a shell that waits for a line is no reason to ask a server. */
async function localWorkspaces({ disk }: Runtime): Promise<readonly string[]> {
  const folder = "terraform.tfstate.d";
  if ((await disk.stat(folder))?.kind !== "directory") return ["default"];
  const names = (await disk.list(folder)).filter(({ kind }) => kind === "directory");
  return ["default", ...names.map(({ name }) => name)];
}
