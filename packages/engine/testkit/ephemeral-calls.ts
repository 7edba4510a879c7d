/** What tables of ephemeral blocks share. */

/** In front of each configuration. */
export const REQUIRES = `terraform {
  required_providers {
    cloud = { source = "hashicorp/cloud" }
  }
}
`;

/** What takes the value of `ephemeral.cloud_secret.s`. */
export const VAULT = `resource "cloud_vault" "v" {
  name      = "v"
  secret_wo = ephemeral.cloud_secret.s.value
}
`;

/** What is done beside each other comes in any order. */
export function sortRuns(calls: readonly string[]): readonly string[] {
  const runs: string[][] = [];
  const wordOf = (call: string | undefined): string | undefined => call?.split(" ")[0];
  for (const call of calls) {
    const last = runs.at(-1);
    if (last !== undefined && wordOf(last[0]) === wordOf(call)) last.push(call);
    else runs.push([call]);
  }
  return runs.flatMap((run) => run.toSorted());
}
