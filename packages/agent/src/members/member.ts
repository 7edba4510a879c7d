import { COMPATIBLE_VERSION } from "@tutti/server";
import type { AgentConfig } from "../agent-config.ts";

/** A member as `/v1/agent/members` shows it. */
export interface Member {
  readonly Name: string;
  readonly Addr: string;
  readonly Port: number;
  readonly Tags: Readonly<Record<string, string>>;
  /** Serf's: 1 alive, 2 leaving, 3 left, 4 failed. */
  readonly Status: number;
  readonly ProtocolMin: number;
  readonly ProtocolMax: number;
  readonly ProtocolCur: number;
  readonly DelegateMin: number;
  readonly DelegateMax: number;
  readonly DelegateCur: number;
}

/** Ourselves, as the pool of the datacenter or that between datacenters knows us. */
export function ownMember(config: AgentConfig, nodeId: string, pool: "lan" | "wan"): Member {
  const wan = pool === "wan";
  const shared = {
    ...(config.acl.enabled ? { acls: "1" } : { acls: "0" }),
    build: `${COMPATIBLE_VERSION}:`,
    dc: config.datacenter,
    id: nodeId,
    segment: "",
    vsn: "2",
    vsn_max: "3",
    vsn_min: "2",
  };
  const server = {
    ft_fs: "1",
    ft_si: "1",
    port: String(config.ports.server),
    raft_vsn: "3",
    role: "consul",
    // Who meets us between datacenters has this port already.
    ...(wan ? {} : { wan_join_port: String(config.ports.serfWan) }),
    ...(config.bootstrap && !config.devMode ? { bootstrap: "1" } : {}),
  };
  return {
    Name: wan ? `${config.nodeName}.${config.datacenter}` : config.nodeName,
    Addr: wan ? config.advertiseAddressWan : config.advertiseAddress,
    Port: wan ? config.ports.serfWan : config.ports.serfLan,
    Tags: { ...shared, ...(config.server ? server : { role: "node" }) },
    Status: 1,
    ProtocolMin: 1,
    ProtocolMax: 5,
    ProtocolCur: 2,
    DelegateMin: 2,
    DelegateMax: 5,
    DelegateCur: 4,
  };
}
