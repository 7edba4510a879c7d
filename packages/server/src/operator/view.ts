import { flag, number, record, text } from "../state/row-shape.ts";
import type { StateStore } from "../state/state-store.ts";
import { type RowRule, Table } from "../state/table.ts";

/** How dead servers are dealt with, in the shape of Consul's API. Kept for tools that set it: one server has nobody to replace. */
export interface AutopilotConfig {
  readonly CleanupDeadServers: boolean;
  readonly LastContactThreshold: string;
  readonly MaxTrailingLogs: number;
  readonly MinQuorum: number;
  readonly ServerStabilizationTime: string;
  readonly RedundancyZoneTag: string;
  readonly DisableUpgradeMigration: boolean;
  readonly UpgradeVersionTag: string;
}

/** What holds until somebody sets it. */
export const AUTOPILOT_DEFAULTS: AutopilotConfig = {
  CleanupDeadServers: true,
  LastContactThreshold: "200ms",
  MaxTrailingLogs: 250,
  MinQuorum: 0,
  ServerStabilizationTime: "10s",
  RedundancyZoneTag: "",
  DisableUpgradeMigration: false,
  UpgradeVersionTag: "",
};

/** Id of the one row. */
export const AUTOPILOT_ID = "config";

const AUTOPILOT_ROW: RowRule<AutopilotConfig> = {
  holds: record<AutopilotConfig>({
    CleanupDeadServers: flag,
    LastContactThreshold: text,
    MaxTrailingLogs: number,
    MinQuorum: number,
    ServerStabilizationTime: text,
    RedundancyZoneTag: text,
    DisableUpgradeMigration: flag,
    UpgradeVersionTag: text,
  }),
  idOf: () => AUTOPILOT_ID,
};

/** Facts about the cluster as a whole. */
export class OperatorView {
  readonly autopilot: Table<AutopilotConfig>;
  /** Under `id`: a UUID made once, which names the cluster in certificates. */
  readonly cluster: Table<string>;

  constructor(state: StateStore) {
    this.autopilot = state.add(new Table<AutopilotConfig>("autopilot", AUTOPILOT_ROW));
    this.cluster = state.add(new Table<string>("cluster", { holds: text, idOf: () => "id" }));
  }
}
