import { textFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { columns } from "../api/columns.ts";
import { recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { boolValue, durationValue, uintValue } from "../usage/value-flags.ts";

export const listPeers = apiCommand({
  connecting: "initializing client",
  summary: "Display the current Raft peer configuration",
  usage: "operator raft list-peers [options]",
  flags: {},
  unreachable: "Error getting peers: Failed to retrieve raft configuration",
  async run(call) {
    const answer = await call.client.call("operator.raft-configuration", { query: call.query });
    if (answer.status !== 200) return call.fail(commandError("error-getting-peers", refusalOf(answer)));
    const rows = recordsOf(recordOf(answer.json()).Servers).map((server) => [
      textOf(server.Node),
      textOf(server.ID),
      textOf(server.Address),
      server.Leader === true ? "leader" : "follower",
      textOf(server.Voter),
      textOf(server.ProtocolVersion),
    ]);
    call.say(columns([["Node", "ID", "Address", "State", "Voter", "RaftProtocol"], ...rows]));
    return 0;
  },
});

export const removePeer = apiCommand({
  connecting: "initializing client",
  summary: "Remove a Consul server from the Raft configuration",
  usage: "operator raft remove-peer [options]",
  connectsFirst: true,
  flags: { address: textFlag(), id: textFlag() },
  unreachable: "Error removing peer",
  async run(call) {
    const { address, id } = call.flags;
    if (address === "" && id === "") {
      return call.fail(commandError("peer-to-remove-not-named"));
    }
    if (address !== "" && id !== "") {
      return call.fail(commandError("peer-to-remove-named-twice"));
    }
    const query = { address: address === "" ? undefined : address, id: id === "" ? undefined : id };
    const answer = await call.client.call("operator.raft-peer", { query });
    if (answer.status !== 200) return call.fail(commandError("error-removing-peer", refusalOf(answer)));
    call.say(
      id === ""
        ? `Removed peer with address ${JSON.stringify(address)}`
        : `Removed peer with id ${JSON.stringify(id)}`,
    );
    return 0;
  },
});

/** As shown, in this order; texts that may be empty stand in quotes. */
const AUTOPILOT: readonly (readonly [string, boolean])[] = [
  ["CleanupDeadServers", false],
  ["LastContactThreshold", false],
  ["MaxTrailingLogs", false],
  ["MinQuorum", false],
  ["ServerStabilizationTime", false],
  ["RedundancyZoneTag", true],
  ["DisableUpgradeMigration", false],
  ["UpgradeVersionTag", true],
];

export const autopilotRead = apiCommand({
  connecting: "initializing client",
  summary: "Display the current Autopilot configuration",
  usage: "operator autopilot get-config [options]",
  flags: {},
  unreachable: "Error querying Autopilot configuration",
  async run(call) {
    const answer = await call.client.call("operator.autopilot-read", { query: call.query });
    if (answer.status !== 200)
      return call.fail(commandError("error-querying-autopilot-configuration", refusalOf(answer)));
    const config = recordOf(answer.json());
    for (const [name, quoted] of AUTOPILOT) {
      const value = textOf(config[name]);
      call.say(`${name} = ${quoted ? JSON.stringify(value) : value}`);
    }
    return 0;
  },
});

export const autopilotWrite = apiCommand({
  connecting: "initializing client",
  summary: "Modify the current Autopilot configuration",
  usage: "operator autopilot set-config [options]",
  flags: {
    "cleanup-dead-servers": boolValue(),
    "max-trailing-logs": uintValue(),
    "min-quorum": uintValue(),
    "last-contact-threshold": durationValue(),
    "server-stabilization-time": durationValue(),
    "redundancy-zone-tag": textFlag(),
    "disable-upgrade-migration": boolValue(),
    "upgrade-version-tag": textFlag(),
  },
  unreachable: "Error querying Autopilot configuration",
  async run(call) {
    const before = await call.client.call("operator.autopilot-read");
    if (before.status !== 200)
      return call.fail(commandError("error-querying-autopilot-configuration", refusalOf(before)));
    const current = recordOf(before.json());
    const given = (flag: keyof typeof call.flags, name: string): Readonly<Record<string, unknown>> => {
      if (!call.given(flag)) return {};
      const value = call.flags[flag];
      return { [name]: DURATIONS.has(flag) ? `${String(value)}ms` : value };
    };
    const body = {
      ...current,
      ...given("cleanup-dead-servers", "CleanupDeadServers"),
      ...given("max-trailing-logs", "MaxTrailingLogs"),
      ...given("min-quorum", "MinQuorum"),
      ...given("last-contact-threshold", "LastContactThreshold"),
      ...given("server-stabilization-time", "ServerStabilizationTime"),
      ...given("redundancy-zone-tag", "RedundancyZoneTag"),
      ...given("disable-upgrade-migration", "DisableUpgradeMigration"),
      ...given("upgrade-version-tag", "UpgradeVersionTag"),
    };
    const query = { cas: textOf(current.ModifyIndex) };
    const answer = await call.client.call("operator.autopilot-write", { body, query });
    if (answer.status !== 200)
      return call.fail(commandError("error-setting-autopilot-configuration", refusalOf(answer)));
    if (answer.json() === false) return call.fail(commandError("autopilot-changed-meanwhile"));
    call.say("Configuration updated!");
    return 0;
  },
});

const DURATIONS: ReadonlySet<string> = new Set(["last-contact-threshold", "server-stabilization-time"]);
