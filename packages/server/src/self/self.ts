import { every, fromUnknown, type Timer } from "@tutti/runtime";
import { register } from "../catalog/commands.ts";
import type { CheckRecord, NodeRecord, ServiceRecord } from "../catalog/records.ts";
import { COMPATIBLE_VERSION, SERF_CHECK_ID } from "../compatible-version.ts";
import { AUTOPILOT_DEFAULTS, AUTOPILOT_ID } from "../operator/view.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { Refusal } from "../state/refusal.ts";
import { nameId } from "../state/table.ts";

/** How often the own entries are looked at; as often as a leader does it for its members. */
const RECONCILE_INTERVAL_MS = 60_000;

/**
 * As the leader does for every member that is alive: the server's node, its
 * service and its check, which come back when somebody has changed them.
 */
export function createServerPart(context: ServerContext): ServerPart {
  const { config, state, runtime, log, nodeId } = context;
  let timer: Timer | undefined;

  async function reconcile(): Promise<void> {
    const refused = await register(state, {
      node: ownNode(context),
      ...(config.server ? { service: consulService(context) } : {}),
      checks: [serfCheck(config.nodeName)],
    });
    if (refused instanceof Refusal) log("warn", `catalog: this node is not as it should be: ${refused.text}`);
  }

  async function settle(): Promise<void> {
    await state.write((draft) => {
      const { autopilot, cluster } = state.operator;
      if (draft.get(autopilot, AUTOPILOT_ID) === undefined)
        draft.put(autopilot, AUTOPILOT_ID, AUTOPILOT_DEFAULTS);
      if (draft.get(cluster, "id") === undefined) draft.put(cluster, "id", runtime.random.uuid());
    });
    await reconcile();
  }

  /** A snapshot of another server may hold a node of this one's name: that server is not there any more. */
  async function takeOwnName(): Promise<void> {
    await state.write((draft) => {
      const id = nameId(config.nodeName);
      const there = draft.get(state.catalog.nodes, id);
      if (there !== undefined && there.value.ID !== nodeId)
        draft.put(state.catalog.nodes, id, { ...there.value, ID: nodeId });
    });
  }

  return {
    endpoints: {},
    async settle() {
      await takeOwnName();
      await settle();
    },
    async start() {
      await settle();
      // A disk that is full, say, is told, and tried again.
      const tell = (error: unknown): void => log("warn", `catalog: ${fromUnknown(error, "self").message}`);
      timer = every(runtime.clock, RECONCILE_INTERVAL_MS, () => void reconcile().catch(tell), {
        unref: true,
      });
    },
    async stop() {
      timer?.cancel();
    },
  };
}

/** This agent's node as it stands in the catalog. */
export function ownNode({ config, nodeId }: Pick<ServerContext, "config" | "nodeId">): NodeRecord {
  const family = config.advertiseAddress.includes(":") ? "ipv6" : "ipv4";
  return {
    ID: nodeId,
    Node: config.nodeName,
    Address: config.advertiseAddress,
    Datacenter: config.datacenter,
    TaggedAddresses: {
      lan: config.advertiseAddress,
      [`lan_${family}`]: config.advertiseAddress,
      wan: config.advertiseAddressWan,
      [`wan_${family}`]: config.advertiseAddressWan,
      ...config.taggedAddresses,
    },
    Meta: { "consul-network-segment": "", ...config.nodeMeta },
  };
}

function consulService({ config }: ServerContext): ServiceRecord {
  return {
    ID: "consul",
    Service: "consul",
    Tags: null,
    Address: "",
    Meta: {
      non_voter: "false",
      raft_version: "3",
      read_replica: "false",
      serf_protocol_current: "2",
      serf_protocol_max: "5",
      serf_protocol_min: "1",
      version: COMPATIBLE_VERSION,
    },
    Port: config.ports.server,
    Weights: { Passing: 1, Warning: 1 },
    EnableTagOverride: false,
    Proxy: { MeshGateway: {}, Expose: {} },
    Connect: {},
    NodeName: config.nodeName,
  };
}

function serfCheck(node: string): CheckRecord {
  return {
    Node: node,
    CheckID: SERF_CHECK_ID,
    Name: "Serf Health Status",
    Status: "passing",
    Notes: "",
    Output: "Agent alive and reachable",
    ServiceID: "",
    ServiceName: "",
    ServiceTags: null,
    Type: "",
    Definition: {},
  };
}
