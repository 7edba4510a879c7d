import { Fields, isList, isRecord, type Plain, type PlainRecord } from "@tutti/plugin";
import { formatDurationNs } from "@tutti/values";
import { OPERATION_LABEL, userLabels } from "../operation-label.ts";

const MB = 1 << 20;

/** What changes by itself or outside of us, of `GET /containers/ID/json`. */
export function observe(inspected: PlainRecord): PlainRecord {
  const all = new Fields(inspected);
  const host = all.block("HostConfig");
  const state = all.block("State");
  const settings = all.block("NetworkSettings");
  const networks = networkData(settings);
  const running = state?.bool("Running") === true;
  const restart = host?.block("RestartPolicy");
  return {
    id: all.text("Id"),
    name: withoutOperation(all),
    running,
    exit_code: running ? 0 : (state?.number("ExitCode") ?? 0),
    ip_address: firstText(networks, "ip_address"),
    bridge: settings?.string("Bridge") ?? "",
    network_data: networks,
    restart: restart?.string("Name") || "no",
  };
}

/** The name of a container that stands beside the one whose name it will have. */
export function nameBeside(name: string, operationId: string): string {
  return `${name}-${operationId.slice(0, OPERATION_CHARS)}`;
}

const OPERATION_CHARS = 8;

/** Its name as it is planned: one that was made beside another has it with a part of its operation behind, until that is gone. */
function withoutOperation(inspected: Fields): string {
  const name = inspected.text("Name").replace(/^\//, "");
  const operation = inspected.block("Config")?.map("Labels").get(OPERATION_LABEL);
  const behind = operation === undefined ? "" : nameBeside("", operation);
  return behind.length > 1 && name.endsWith(behind) ? name.slice(0, -behind.length) : name;
}

/** Of blocks with `ports`: those without an external port get the one that the engine chose. */
export function withExternalPorts(planned: Fields, inspected: PlainRecord): PlainRecord {
  const bound = new Fields(inspected).block("NetworkSettings")?.plain("Ports");
  const ports = planned.blocks("ports").map((port): PlainRecord => {
    const key = `${port.number("internal") ?? 0}/${port.string("protocol") ?? "tcp"}`;
    const bindings = isRecord(bound ?? null) ? new Fields(bound as PlainRecord).blocks(key) : [];
    const external = bindings[0]?.string("HostPort");
    return {
      ...port.record,
      external: port.number("external") ?? (external === undefined ? null : Number(external)),
    };
  });
  return ports.length === 0 ? {} : { ports };
}

/** Resources and policies that may have been changed outside (`docker update`), where the configuration has them. */
export function observeResources(state: Fields, inspected: PlainRecord): PlainRecord {
  const host = new Fields(inspected).block("HostConfig");
  const out: Record<string, Plain> = {};
  const memory = host?.number("Memory");
  const swap = host?.number("MemorySwap");
  if (state.number("memory") !== undefined && memory !== undefined) out.memory = memory / MB;
  if (state.number("memory_swap") !== undefined && swap !== undefined) {
    out.memory_swap = swap < 0 ? -1 : swap / MB;
  }
  if (state.number("cpu_shares") !== undefined) out.cpu_shares = host?.number("CpuShares") ?? null;
  if (state.string("cpu_set") !== undefined) out.cpu_set = host?.string("CpusetCpus") ?? null;
  return out;
}

function networkData(settings: Fields | undefined): readonly PlainRecord[] {
  return [...(settings?.labelled("Networks") ?? [])].map(([name, network]) => ({
    network_name: name,
    ip_address: network.string("IPAddress") ?? "",
    ip_prefix_length: network.number("IPPrefixLen") ?? 0,
    gateway: network.string("Gateway") ?? "",
    global_ipv6_address: network.string("GlobalIPv6Address") ?? "",
    global_ipv6_prefix_length: network.number("GlobalIPv6PrefixLen") ?? 0,
    ipv6_gateway: network.string("IPv6Gateway") ?? "",
    mac_address: network.string("MacAddress") ?? "",
  }));
}

function firstText(records: readonly PlainRecord[], name: string): string {
  for (const record of records) {
    const found = record[name];
    if (typeof found === "string" && found !== "") return found;
  }
  return "";
}

/** Everything that a configuration could say of an existing container, for import; what equals the image's own is left out. */
export function describe(inspected: PlainRecord, image: PlainRecord | undefined): PlainRecord {
  const all = new Fields(inspected);
  const config = all.block("Config");
  const host = all.block("HostConfig");
  const base = image === undefined ? undefined : new Fields(image).block("Config");
  const own = (name: string): Plain => {
    const value = config?.plain(name) ?? null;
    return JSON.stringify(value) === JSON.stringify(base?.plain(name) ?? null) ? null : value;
  };
  const positive = (value: number | undefined, unit = 1): Plain =>
    value === undefined || value === 0 ? null : value / unit;
  const text = (value: string | undefined): Plain => value || null;
  const env = config?.strings("Env").filter((line) => base?.strings("Env").includes(line) !== true) ?? [];
  return {
    ...observe(inspected),
    image: config?.string("Image") ?? null,
    command: own("Cmd"),
    entrypoint: own("Entrypoint"),
    env: env.length === 0 ? null : env,
    user: own("User") || null,
    working_dir: own("WorkingDir") || null,
    hostname: all.text("Id").startsWith(config?.string("Hostname") || "-")
      ? null
      : text(config?.string("Hostname")),
    domainname: text(config?.string("Domainname")),
    max_retry_count: positive(host?.block("RestartPolicy")?.number("MaximumRetryCount")),
    memory: positive(host?.number("Memory"), MB),
    cpu_shares: positive(host?.number("CpuShares")),
    cpu_set: text(host?.string("CpusetCpus")),
    privileged: host?.bool("Privileged") === true ? true : null,
    tty: config?.bool("Tty") === true,
    stdin_open: config?.bool("OpenStdin") === true,
    read_only: host?.bool("ReadonlyRootfs") === true,
    rm: host?.bool("AutoRemove") === true,
    dns: listOrNull(host, "Dns"),
    extra_hosts: listOrNull(host, "ExtraHosts"),
    labels: userLabels(config?.plain("Labels"), base?.plain("Labels")),
    ports: importedPorts(host),
    volumes: importedVolumes(host),
    networks_advanced: importedNetworks(all),
    healthcheck: importedHealthcheck(config, base),
  };
}

function listOrNull(fields: Fields | undefined, name: string): Plain {
  const list = fields?.strings(name) ?? [];
  return list.length === 0 ? null : list;
}

function importedPorts(host: Fields | undefined): readonly PlainRecord[] {
  const bindings = host?.plain("PortBindings") ?? null;
  if (!isRecord(bindings)) return [];
  return Object.entries(bindings).flatMap(([key, list]) => {
    const [internal = "0", protocol = "tcp"] = key.split("/");
    if (!isList(list)) return [];
    return list.filter(isRecord).map((binding) => ({
      internal: Number(internal),
      external: binding.HostPort === "" || binding.HostPort === undefined ? null : Number(binding.HostPort),
      ip: binding.HostIp || "0.0.0.0",
      protocol,
    }));
  });
}

function importedVolumes(host: Fields | undefined): readonly PlainRecord[] {
  return (host?.strings("Binds") ?? []).map((bind) => {
    const [source = "", target = "", mode] = bind.split(":");
    return {
      container_path: target,
      [source.startsWith("/") ? "host_path" : "volume_name"]: source,
      read_only: mode?.split(",").includes("ro") === true ? true : null,
    };
  });
}

/** The default bridge is what a container without networks gets. */
function importedNetworks(all: Fields): readonly PlainRecord[] {
  const id = all.text("Id");
  return [...(all.block("NetworkSettings")?.labelled("Networks") ?? [])]
    .filter(([name]) => !["bridge", "host", "none"].includes(name))
    .map(([name, network]) => {
      const aliases = network.strings("Aliases").filter((alias) => !id.startsWith(alias));
      const ipam = network.block("IPAMConfig");
      return {
        name,
        aliases: aliases.length === 0 ? null : aliases,
        ipv4_address: ipam?.string("IPv4Address") || null,
        ipv6_address: ipam?.string("IPv6Address") || null,
      };
    });
}

function importedHealthcheck(config: Fields | undefined, base: Fields | undefined): readonly PlainRecord[] {
  const check = config?.block("Healthcheck");
  const same = JSON.stringify(check?.record) === JSON.stringify(base?.block("Healthcheck")?.record);
  if (check === undefined || same) return [];
  const duration = (name: string): string => formatDurationNs(check.number(name) ?? 0);
  return [
    {
      test: check.strings("Test"),
      interval: duration("Interval"),
      timeout: duration("Timeout"),
      start_period: duration("StartPeriod"),
      retries: check.number("Retries") ?? 0,
    },
  ];
}
