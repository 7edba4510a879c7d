import { flag, ignored, integer, pointer, readableDuration, struct, text, uint64 } from "../decode/shape.ts";

/** `PUT /v1/operator/autopilot/configuration`. */
export const AUTOPILOT_CONFIGURATION = struct("api.AutopilotConfiguration", {
  CleanupDeadServers: flag,
  LastContactThreshold: pointer(readableDuration),
  MaxTrailingLogs: integer("uint64", 53, false),
  MinQuorum: integer("uint", 53, false),
  ServerStabilizationTime: pointer(readableDuration),
  RedundancyZoneTag: text,
  DisableUpgradeMigration: flag,
  UpgradeVersionTag: text,
  CreateIndex: ignored(uint64, "the store counts"),
  ModifyIndex: ignored(uint64, "the store counts"),
});

/** The keys of gossip: `POST`, `PUT` and `DELETE /v1/operator/keyring`. */
export const KEYRING_REQUEST = struct("agent.keyringArgs", {
  Key: text,
  Token: ignored(text, "the token of the request counts"),
  RelayFactor: ignored(integer("uint8", 8, false), "the parameter relay-factor counts"),
  LocalOnly: ignored(flag, "the parameter local-only counts"),
});
