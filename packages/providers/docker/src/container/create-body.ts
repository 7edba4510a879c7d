import type { Fields, Plain, PlainRecord } from "@tutti/plugin";
import { parseDuration } from "../duration.ts";
import { labelsOf } from "../label-block.ts";
import { labelsWith } from "../operation-label.ts";

const MB = 1 << 20;

/** The engine's body for creating the container that was planned. */
export function createBody(planned: Fields, operationId: string): PlainRecord {
  const first = networkAttachments(planned)[0];
  return clean({
    Image: planned.string("image"),
    Cmd: nonEmpty(planned.strings("command")),
    Entrypoint: nonEmpty(planned.strings("entrypoint")),
    Env: nonEmpty(planned.strings("env")),
    Hostname: planned.string("hostname"),
    Domainname: planned.string("domainname"),
    User: planned.string("user"),
    WorkingDir: planned.string("working_dir"),
    Tty: planned.bool("tty"),
    OpenStdin: planned.bool("stdin_open"),
    StopSignal: planned.string("stop_signal"),
    StopTimeout: planned.number("stop_timeout"),
    Labels: labelsWith(operationId, labelsOf(planned)),
    ExposedPorts: exposedPorts(planned),
    Healthcheck: healthcheck(planned.block("healthcheck")),
    HostConfig: hostConfig(planned),
    NetworkingConfig: first === undefined ? undefined : { EndpointsConfig: { [first.name]: first.endpoint } },
  });
}

/** What `POST /containers/…/update` takes. */
export function resources(planned: Fields): PlainRecord {
  const memory = planned.number("memory");
  const swap = planned.number("memory_swap");
  const cpus = planned.string("cpus");
  return clean({
    Memory: memory === undefined ? undefined : memory * MB,
    // The engine's own default, which an update wants to be told.
    MemorySwap:
      swap !== undefined ? (swap < 0 ? -1 : swap * MB) : memory === undefined ? undefined : 2 * memory * MB,
    CpuShares: planned.number("cpu_shares"),
    CpusetCpus: planned.string("cpu_set"),
    NanoCpus: cpus === undefined ? undefined : Math.round(Number(cpus) * 1e9),
    RestartPolicy: {
      Name: planned.string("restart") ?? "no",
      MaximumRetryCount: planned.number("max_retry_count") ?? 0,
    },
  });
}

function hostConfig(planned: Fields): PlainRecord {
  const capabilities = planned.block("capabilities");
  const shm = planned.number("shm_size");
  const logDriver = planned.string("log_driver");
  return clean({
    ...resources(planned),
    AutoRemove: planned.bool("rm"),
    Privileged: planned.bool("privileged"),
    PublishAllPorts: planned.bool("publish_all_ports"),
    PortBindings: portBindings(planned),
    NetworkMode: planned.string("network_mode") ?? networkAttachments(planned)[0]?.name,
    Binds: nonEmpty(binds(planned)),
    VolumesFrom: nonEmpty(
      planned.blocks("volumes").flatMap((volume) => volume.string("from_container") ?? []),
    ),
    Mounts: nonEmpty(planned.blocks("mounts").map(mount)),
    Tmpfs: entries(planned.map("tmpfs")),
    CapAdd: nonEmpty(capabilities?.strings("add") ?? []),
    CapDrop: nonEmpty(capabilities?.strings("drop") ?? []),
    Dns: nonEmpty(planned.strings("dns")),
    DnsOptions: nonEmpty(planned.strings("dns_opts")),
    DnsSearch: nonEmpty(planned.strings("dns_search")),
    ExtraHosts: nonEmpty(planned.strings("extra_hosts")),
    GroupAdd: nonEmpty(planned.strings("group_add")),
    Links: nonEmpty(planned.strings("links")),
    Init: planned.bool("init"),
    ReadonlyRootfs: planned.bool("read_only"),
    ShmSize: shm === undefined ? undefined : shm * MB,
    PidMode: planned.string("pid_mode"),
    IpcMode: planned.string("ipc_mode"),
    UsernsMode: planned.string("userns_mode"),
    CgroupnsMode: planned.string("cgroupns_mode"),
    Runtime: planned.string("runtime"),
    SecurityOpt: nonEmpty(planned.strings("security_opts")),
    StorageOpt: entries(planned.map("storage_opts")),
    Sysctls: entries(planned.map("sysctls")),
    LogConfig:
      logDriver === undefined && planned.map("log_opts").size === 0
        ? undefined
        : clean({ Type: logDriver ?? "json-file", Config: entries(planned.map("log_opts")) }),
    Devices: nonEmpty(planned.blocks("devices").map(device)),
    Ulimits: nonEmpty(
      planned.blocks("ulimit").map((limit) => ({
        Name: limit.text("name"),
        Soft: limit.number("soft") ?? 0,
        Hard: limit.number("hard") ?? 0,
      })),
    ),
  });
}

export interface NetworkAttachment {
  readonly name: string;
  readonly endpoint: PlainRecord;
}

/** In the order of the set; the first is given with the container, the others are joined before it starts. */
export function networkAttachments(planned: Fields): readonly NetworkAttachment[] {
  const advanced = planned.blocks("networks_advanced").map((network) => ({
    name: network.text("name"),
    endpoint: clean({
      Aliases: nonEmpty(network.strings("aliases")),
      IPAMConfig: emptyToUndefined(
        clean({
          IPv4Address: network.string("ipv4_address"),
          IPv6Address: network.string("ipv6_address"),
        }),
      ),
    }),
  }));
  return [...advanced, ...planned.strings("networks").map((name) => ({ name, endpoint: {} }))];
}

function portKey(port: Fields): string {
  return `${port.number("internal") ?? 0}/${port.string("protocol") ?? "tcp"}`;
}

function exposedPorts(planned: Fields): PlainRecord | undefined {
  return emptyToUndefined(Object.fromEntries(planned.blocks("ports").map((port) => [portKey(port), {}])));
}

function portBindings(planned: Fields): PlainRecord | undefined {
  const out: Record<string, Plain[]> = {};
  for (const port of planned.blocks("ports")) {
    const external = port.number("external");
    const list = out[portKey(port)] ?? [];
    out[portKey(port)] = list;
    list.push({
      HostIp: port.string("ip") ?? "0.0.0.0",
      HostPort: external === undefined ? "" : String(external),
    });
  }
  return emptyToUndefined(out);
}

function binds(planned: Fields): readonly string[] {
  return planned.blocks("volumes").flatMap((volume) => {
    const source = volume.string("host_path") ?? volume.string("volume_name");
    const target = volume.string("container_path");
    if (source === undefined || target === undefined) return [];
    return `${source}:${target}${volume.bool("read_only") === true ? ":ro" : ":rw"}`;
  });
}

function mount(fields: Fields): PlainRecord {
  const bind = fields.block("bind_options");
  const volume = fields.block("volume_options");
  const tmpfs = fields.block("tmpfs_options");
  const driver = volume?.string("driver_name");
  return clean({
    Target: fields.string("target"),
    Source: fields.string("source"),
    Type: fields.string("type"),
    ReadOnly: fields.bool("read_only"),
    BindOptions: bind === undefined ? undefined : clean({ Propagation: bind.string("propagation") }),
    VolumeOptions:
      volume === undefined
        ? undefined
        : clean({
            NoCopy: volume.bool("no_copy"),
            DriverConfig:
              driver === undefined
                ? undefined
                : clean({ Name: driver, Options: entries(volume.map("driver_options")) }),
          }),
    TmpfsOptions:
      tmpfs === undefined
        ? undefined
        : clean({ Mode: tmpfs.number("mode"), SizeBytes: tmpfs.number("size_bytes") }),
  });
}

function device(fields: Fields): PlainRecord {
  const path = fields.text("host_path");
  return {
    PathOnHost: path,
    PathInContainer: fields.string("container_path") ?? path,
    CgroupPermissions: fields.string("permissions") ?? "rwm",
  };
}

function healthcheck(fields: Fields | undefined): PlainRecord | undefined {
  if (fields === undefined) return undefined;
  const duration = (name: string): number => parseDuration(fields.text(name)) ?? 0;
  return {
    Test: fields.strings("test"),
    Interval: duration("interval"),
    Timeout: duration("timeout"),
    StartPeriod: duration("start_period"),
    Retries: fields.number("retries") ?? 0,
  };
}

function nonEmpty<T extends Plain>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function entries(map: ReadonlyMap<string, string>): PlainRecord | undefined {
  return map.size === 0 ? undefined : Object.fromEntries(map);
}

function emptyToUndefined(record: PlainRecord): PlainRecord | undefined {
  return Object.keys(record).length === 0 ? undefined : record;
}

function clean(record: PlainRecord): PlainRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
