import {
  type BlockDefinition,
  block,
  blockList,
  blockSet,
  computed,
  optional,
  optionalComputed,
  required,
} from "@tutti/plugin";
import { BOOL, listType, mapType, NUMBER, objectType, STRING, setType } from "@tutti/values";
import { labelBlock } from "../label-block.ts";

const FORCE = { forceNew: true } as const;
const STRINGS = listType(STRING);
const TEXT_SET = setType(STRING);

/** One network that the container is on, as `network_data` lists it. */
const NETWORK_DATA = objectType({
  network_name: STRING,
  ip_address: STRING,
  ip_prefix_length: NUMBER,
  gateway: STRING,
  global_ipv6_address: STRING,
  global_ipv6_prefix_length: NUMBER,
  ipv6_gateway: STRING,
  mac_address: STRING,
});

const PORTS = block({
  internal: required(NUMBER, { description: "The port inside of the container." }),
  external: optionalComputed(NUMBER, { description: "The port of the host; any free one if left out." }),
  ip: optional(STRING, { default: "0.0.0.0", description: "The host's address that it is published on." }),
  protocol: optional(STRING, { default: "tcp", description: "`tcp` or `udp`." }),
});

const NETWORKS = block({
  name: required(STRING, { description: "The name or id of the network." }),
  aliases: optional(TEXT_SET, { description: "Further names of the container in that network." }),
  ipv4_address: optional(STRING),
  ipv6_address: optional(STRING),
});

const VOLUMES = block({
  container_path: optional(STRING),
  from_container: optional(STRING, { description: "Takes all volumes of that container." }),
  host_path: optional(STRING),
  volume_name: optional(STRING),
  read_only: optional(BOOL),
});

const MOUNTS = block(
  {
    target: required(STRING),
    type: required(STRING, { description: "`bind`, `volume` or `tmpfs`." }),
    source: optional(STRING),
    read_only: optional(BOOL),
  },
  {
    bind_options: blockList(block({ propagation: optional(STRING) }), { maxItems: 1 }),
    volume_options: blockList(
      block({
        no_copy: optional(BOOL),
        driver_name: optional(STRING),
        driver_options: optional(mapType(STRING)),
      }),
      { maxItems: 1 },
    ),
    tmpfs_options: blockList(block({ mode: optional(NUMBER), size_bytes: optional(NUMBER) }), {
      maxItems: 1,
    }),
  },
);

const HEALTHCHECK = block({
  test: required(STRINGS, { description: '`["CMD", …]`, `["CMD-SHELL", "…"]` or `["NONE"]`.' }),
  interval: optional(STRING, { default: "0s" }),
  timeout: optional(STRING, { default: "0s" }),
  start_period: optional(STRING, { default: "0s" }),
  retries: optional(NUMBER, { default: 0 }),
});

const UPLOAD = block({
  file: required(STRING, { description: "The absolute path inside of the container." }),
  content: optional(STRING),
  content_base64: optional(STRING),
  source: optional(STRING, { description: "A file of this machine." }),
  source_hash: optional(STRING, { description: "Change it to say that the source changed." }),
  executable: optional(BOOL),
  permissions: optional(STRING, { description: "Octal, like `0644`." }),
});

/** `docker_container`: kreuzwerker's names, and `host`, `extra_hosts`, `running` and `ip_address` beside them. */
export const CONTAINER_BLOCK: BlockDefinition = block(
  {
    id: computed(STRING),
    name: required(STRING),
    image: required(STRING, FORCE),
    host: optional(STRING, {
      ...FORCE,
      description: "The engine of this container alone; else the provider's.",
    }),
    command: optional(STRINGS, FORCE),
    entrypoint: optional(STRINGS, FORCE),
    env: optional(TEXT_SET, { ...FORCE, description: "`NAME=value`." }),
    hostname: optional(STRING, FORCE),
    domainname: optional(STRING, FORCE),
    user: optional(STRING, FORCE),
    group_add: optional(TEXT_SET, FORCE),
    working_dir: optional(STRING, FORCE),
    restart: optional(STRING, { default: "no" }),
    max_retry_count: optional(NUMBER),
    must_run: optional(BOOL, { default: true }),
    start: optional(BOOL, { default: true, forceNew: true }),
    attach: optional(BOOL, { default: false }),
    logs: optional(BOOL, { default: false }),
    rm: optional(BOOL, { default: false, forceNew: true }),
    remove_volumes: optional(BOOL, { default: true }),
    destroy_grace_seconds: optional(NUMBER),
    stop_signal: optional(STRING, FORCE),
    stop_timeout: optional(NUMBER, FORCE),
    wait: optional(BOOL, { default: false }),
    wait_timeout: optional(NUMBER, { default: 60 }),
    read_only: optional(BOOL, { default: false, forceNew: true }),
    init: optional(BOOL, FORCE),
    tty: optional(BOOL, { default: false, forceNew: true }),
    stdin_open: optional(BOOL, { default: false, forceNew: true }),
    privileged: optional(BOOL, FORCE),
    publish_all_ports: optional(BOOL, FORCE),
    memory: optional(NUMBER, { description: "In MB." }),
    memory_swap: optional(NUMBER, { description: "In MB; -1 for no limit." }),
    shm_size: optional(NUMBER, { ...FORCE, description: "In MB." }),
    cpu_shares: optional(NUMBER),
    cpu_set: optional(STRING),
    cpus: optional(STRING, { description: 'Parts of processors, like "0.5".' }),
    dns: optional(TEXT_SET, FORCE),
    dns_opts: optional(TEXT_SET, FORCE),
    dns_search: optional(TEXT_SET, FORCE),
    extra_hosts: optional(TEXT_SET, { ...FORCE, description: "`name:address` lines for /etc/hosts." }),
    links: optional(TEXT_SET, { ...FORCE, deprecated: true }),
    networks: optional(TEXT_SET, { ...FORCE, deprecated: true, description: "Use networks_advanced." }),
    network_mode: optional(STRING, FORCE),
    pid_mode: optional(STRING, FORCE),
    ipc_mode: optional(STRING, FORCE),
    userns_mode: optional(STRING, FORCE),
    cgroupns_mode: optional(STRING, FORCE),
    runtime: optional(STRING, FORCE),
    security_opts: optional(TEXT_SET, FORCE),
    storage_opts: optional(mapType(STRING), FORCE),
    sysctls: optional(mapType(STRING), FORCE),
    tmpfs: optional(mapType(STRING), FORCE),
    log_driver: optional(STRING, FORCE),
    log_opts: optional(mapType(STRING), FORCE),
    bridge: computed(STRING),
    container_logs: computed(STRING),
    exit_code: computed(NUMBER),
    ip_address: computed(STRING),
    network_data: computed(listType(NETWORK_DATA)),
    running: computed(BOOL, { description: "Found at the last look; with must_run it must be true." }),
  },
  {
    ports: blockList(PORTS, FORCE),
    networks_advanced: blockSet(NETWORKS, FORCE),
    volumes: blockSet(VOLUMES, FORCE),
    mounts: blockSet(MOUNTS, FORCE),
    labels: labelBlock(FORCE),
    healthcheck: blockList(HEALTHCHECK, { ...FORCE, maxItems: 1 }),
    capabilities: blockSet(block({ add: optional(TEXT_SET), drop: optional(TEXT_SET) }), {
      ...FORCE,
      maxItems: 1,
    }),
    upload: blockSet(UPLOAD, FORCE),
    devices: blockSet(
      block({
        host_path: required(STRING),
        container_path: optional(STRING),
        permissions: optional(STRING),
      }),
      FORCE,
    ),
    ulimit: blockSet(
      block({ name: required(STRING), soft: required(NUMBER), hard: required(NUMBER) }),
      FORCE,
    ),
  },
);
