import { COMPATIBLE_VERSION } from "../compatible-version.ts";
import type { ServerContext } from "../server-context.ts";
import { nameId } from "../state/table.ts";

/** In the order in which Consul tells them: some read JSON by eye, or compare it as text. */
const TOLD_BY_HEALTH = [
  ...["ID", "Name", "Address", "SerfStatus", "Version", "Leader"],
  ...["LastContact", "LastTerm", "LastIndex", "Healthy", "Voter", "StableSince"],
] as const;
const TOLD_BY_STATE = [
  ...["ID", "Name", "Address", "NodeStatus", "Version", "LastContact", "LastTerm", "LastIndex"],
  ...["Healthy", "StableSince", "ReadReplica", "Status", "Meta", "NodeType"],
] as const;

/** The servers and how they are: this one, which leads and is well, or nobody would answer. */
export function autopilotHealth(context: ServerContext, startedAt: number): object {
  const facts = { ...factsOf(context), StableSince: toTheSecond(startedAt) };
  return { Healthy: true, FailureTolerance: 0, Servers: [told(facts, TOLD_BY_HEALTH)] };
}

/** The same as autopilot keeps it: servers by their IDs, and which of them vote. */
export function autopilotState(context: ServerContext, startedAt: number): object {
  const facts = { ...factsOf(context), StableSince: new Date(startedAt).toISOString() };
  return {
    Healthy: true,
    FailureTolerance: 0,
    OptimisticFailureTolerance: 0,
    Servers: { [facts.ID]: told(facts, TOLD_BY_STATE) },
    Leader: facts.ID,
    Voters: [facts.ID],
  };
}

/** All that either of the two tells of this server. */
function factsOf({ config, state, nodeId }: ServerContext) {
  return {
    ID: nodeId,
    Name: config.nodeName,
    Address: `${config.advertiseAddress}:${config.ports.server}`,
    SerfStatus: "alive",
    NodeStatus: "alive",
    Version: COMPATIBLE_VERSION,
    Leader: true,
    LastContact: "0s",
    LastTerm: 1,
    LastIndex: state.revision,
    Healthy: true,
    Voter: true,
    ReadReplica: false,
    Status: "leader",
    Meta: state.catalog.nodes.get(nameId(config.nodeName))?.value.Meta ?? null,
    NodeType: "voter",
  };
}

function told<Facts extends object>(facts: Facts, names: readonly (keyof Facts)[]): object {
  return Object.fromEntries(names.map((name) => [name, facts[name]]));
}

/** As Go writes a time without a fraction of a second. */
function toTheSecond(ms: number): string {
  return new Date(Math.round(ms / 1000) * 1000).toISOString().replace(".000Z", "Z");
}
