import type { Runtime } from "@tutti/runtime";
import type { Probe, ProbeKind, ProbeLimits } from "./check-kind.ts";
import { createDockerEngine, engineAddress } from "./docker-engine.ts";
import { createContainerProbe, createDockerProbe } from "./docker-probe.ts";
import { createGrpcProbe } from "./grpc-probe.ts";
import { createHttpProbe } from "./http-probe.ts";
import { createProcessProbe } from "./process-probe.ts";
import { createScriptProbe } from "./script-probe.ts";
import { createTcpProbe } from "./tcp-probe.ts";

export type ProbeAccess = Pick<Runtime, "clock" | "random" | "network" | "processes" | "environment">;

type Create<K extends ProbeKind["kind"]> = (
  kind: Extract<ProbeKind, { kind: K }>,
  limits: ProbeLimits,
  access: ProbeAccess,
) => Probe;

const PROBES: { readonly [K in ProbeKind["kind"]]: Create<K> } = {
  http: (kind, limits, { network }) => createHttpProbe(kind, limits, network),
  tcp: (kind, _, { network }) => createTcpProbe(kind.address, network),
  script: (kind, limits, { processes }) => createScriptProbe(kind.args, limits, processes),
  grpc: (kind, limits, { network }) => createGrpcProbe(kind, limits, network),
  process: (kind, _, { processes }) => createProcessProbe(kind.pid, kind.startedAt, processes),
  docker: (kind, limits, access) =>
    createDockerProbe(kind.containerId, kind.args, limits, engineOf(undefined, limits, access)),
  container: (kind, limits, access) =>
    createContainerProbe(kind.containerId, engineOf(kind.engine, limits, access)),
};

/** What runs a check of this kind once. */
export function createProbe<K extends ProbeKind["kind"]>(
  kind: Extract<ProbeKind, { kind: K }>,
  limits: ProbeLimits,
  access: ProbeAccess,
): Probe {
  const create: Create<K> = PROBES[kind.kind as K];
  return create(kind, limits, access);
}

function engineOf(
  engine: string | undefined,
  limits: ProbeLimits,
  access: ProbeAccess,
): ReturnType<typeof createDockerEngine> {
  return createDockerEngine(engineAddress(engine, access.environment), access.network, limits.timeoutMs);
}
