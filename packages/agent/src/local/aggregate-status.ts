import type { CheckRecord } from "@tutti/server";
import { NODE_MAINTENANCE, SERVICE_MAINTENANCE_PREFIX } from "./check-record.ts";

export function isMaintenance(checkId: string): boolean {
  return checkId === NODE_MAINTENANCE || checkId.startsWith(SERVICE_MAINTENANCE_PREFIX);
}

const RANK = new Map([
  ["passing", 0],
  ["warning", 1],
  ["critical", 2],
  ["maintenance", 3],
]);

/** One status for many checks: the worst. */
export function aggregateStatus(checks: readonly Pick<CheckRecord, "CheckID" | "Status">[]): string {
  let worst = "passing";
  for (const check of checks) {
    const status = isMaintenance(check.CheckID) ? "maintenance" : check.Status;
    if ((RANK.get(status) ?? 2) > (RANK.get(worst) ?? 0)) worst = status;
  }
  return worst;
}
