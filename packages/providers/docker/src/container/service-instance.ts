import type { Fields, ServiceEndpoint, ServiceInstance } from "@tutti/plugin";
import type { EngineHost } from "../engine-host.ts";

/** What stands behind the services of a container, and where they are reached. */
export function containerInstance(state: Fields, host: EngineHost, os: string): ServiceInstance {
  const name = state.text("name");
  return {
    key: name,
    owner: {
      Kind: "docker_container",
      ID: state.text("id"),
      Engine: host.text,
      Resource: `docker_container ${name}`,
    },
    endpoint: (port) => endpointOf(state, host, os, port),
  };
}

/**
 * The container's own address where this machine can reach it (the engine is
 * here, on Linux); else the port that it publishes on the engine's machine.
 */
function endpointOf(
  state: Fields,
  host: EngineHost,
  os: string,
  port: number | undefined,
): ServiceEndpoint | string {
  // On the host's network what it listens on is the machine's.
  if (state.string("network_mode") === "host") return { address: host.machine ?? "", port };
  const own = state.string("ip_address") ?? "";
  const published = publishedPort(state, port);
  if (host.machine === undefined && os === "linux" && own !== "") return { address: own, port };
  if (published !== undefined) return { address: host.machine ?? "127.0.0.1", port: published };
  if (port === undefined && host.machine !== undefined) return { address: host.machine, port };
  return `the container "${state.text("name")}" has no address that can be reached from here. Publish the port (ports { internal = ${port ?? "…"} }), or say the address in the service block.`;
}

function publishedPort(state: Fields, port: number | undefined): number | undefined {
  return state
    .blocks("ports")
    .find((published) => published.number("internal") === port)
    ?.number("external");
}
