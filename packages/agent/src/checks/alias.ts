import type { CheckResult, CheckStatus } from "./check-kind.ts";

/** What an alias check sees of another check. */
export interface AliasedCheck {
  readonly name: string;
  readonly status: CheckStatus | string;
  readonly output: string;
}

const RANK: Readonly<Record<string, number>> = { passing: 0, warning: 1, critical: 2, maintenance: 2 };

/** The status of an alias check: the worst of those it stands for; undefined checks mean that there is no such service. */
export function aliasResult(
  service: string,
  checks: readonly AliasedCheck[] | undefined,
  node = "",
): CheckResult {
  if (checks === undefined) {
    return { status: "critical", output: `Service ${service} could not be found on node ${node}` };
  }
  let worst: CheckResult = { status: "passing", output: "No checks found." };
  if (checks.length > 0) worst = { status: "passing", output: "All checks passing." };
  for (const check of checks) {
    if ((RANK[check.status] ?? 2) <= (RANK[worst.status] ?? 0)) continue;
    worst = {
      status: check.status === "warning" ? "warning" : "critical",
      output: `Aliased check "${check.name}" failing: ${check.output}`,
    };
  }
  return worst;
}
