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
  ipv4_address: optional(STRING, { description: "Its address there; by default the engine chooses." }),
  ipv6_address: optional(STRING, { description: "Its IPv6 address there." }),
});

const VOLUMES = block({
  container_path: optional(STRING, { description: "Where it is in the container." }),
  from_container: optional(STRING, { description: "Takes all volumes of that container." }),
  host_path: optional(STRING, { description: "A path of the engine's machine." }),
  volume_name: optional(STRING, { description: "A volume of the engine." }),
  read_only: optional(BOOL, { description: "It can only be read." }),
});

const MOUNTS = block(
  {
    target: required(STRING, { description: "Where it is in the container." }),
    type: required(STRING, { description: "`bind`, `volume` or `tmpfs`." }),
    source: optional(STRING, { description: "A volume, or a path of the engine's machine." }),
    read_only: optional(BOOL, { description: "It can only be read." }),
  },
  {
    bind_options: blockList(
      block({ propagation: optional(STRING, { description: "Of mounts below it: `rprivate`, `shared` …" }) }),
      { maxItems: 1 },
    ),
    volume_options: blockList(
      block({
        no_copy: optional(BOOL, { description: "What is in the image there is not copied into the volume." }),
        driver_name: optional(STRING, { description: "Who makes the volume." }),
        driver_options: optional(mapType(STRING), { description: "What that one is told." }),
      }),
      { maxItems: 1 },
    ),
    tmpfs_options: blockList(
      block({
        mode: optional(NUMBER, { description: "The rights of the folder." }),
        size_bytes: optional(NUMBER, { description: "How large it may become." }),
      }),
      {
        maxItems: 1,
      },
    ),
  },
);

const HEALTHCHECK = block({
  test: required(STRINGS, { description: '`["CMD", …]`, `["CMD-SHELL", "…"]` or `["NONE"]`.' }),
  interval: optional(STRING, { default: "0s", description: "Between two checks." }),
  timeout: optional(STRING, { default: "0s", description: "Until a check must have passed." }),
  start_period: optional(STRING, {
    default: "0s",
    description: "So long after the start failures do not count.",
  }),
  retries: optional(NUMBER, {
    default: 0,
    description: "So many failures make it unhealthy; 0: as the engine has it.",
  }),
});

const UPLOAD = block({
  file: required(STRING, { description: "The absolute path inside of the container." }),
  content: optional(STRING, { description: "What stands in the file." }),
  content_base64: optional(STRING, { description: "The same in base64." }),
  source: optional(STRING, { description: "A file of this machine." }),
  source_hash: optional(STRING, { description: "Change it to say that the source changed." }),
  executable: optional(BOOL, { description: "The file can be run." }),
  permissions: optional(STRING, { description: "Octal, like `0644`." }),
});

/** `docker_container`: kreuzwerker's names, and `host`, `extra_hosts`, `running` and `ip_address` beside them. */
export const CONTAINER_BLOCK: BlockDefinition = block(
  {
    id: computed(STRING, { description: "The id of the container." }),
    name: required(STRING, { description: "What it is called." }),
    image: required(STRING, { ...FORCE, description: "The id or the name of its image." }),
    host: optional(STRING, {
      ...FORCE,
      description: "The engine of this container alone; else the provider's.",
    }),
    command: optional(STRINGS, { ...FORCE, description: "What runs; by default what the image says." }),
    entrypoint: optional(STRINGS, {
      ...FORCE,
      description: "In front of the command; by default what the image says.",
    }),
    env: optional(TEXT_SET, { ...FORCE, description: "`NAME=value`." }),
    hostname: optional(STRING, { ...FORCE, description: "What the container calls itself." }),
    domainname: optional(STRING, { ...FORCE, description: "The domain of that name." }),
    user: optional(STRING, {
      ...FORCE,
      description: "Who runs the program; by default whom the image says.",
    }),
    group_add: optional(TEXT_SET, { ...FORCE, description: "More groups of that user." }),
    working_dir: optional(STRING, {
      ...FORCE,
      description: "Where the program runs; by default where the image says.",
    }),
    restart: optional(STRING, {
      default: "no",
      description: "`no`, `always`, `on-failure` or `unless-stopped`.",
    }),
    max_retry_count: optional(NUMBER, { description: "Of `on-failure`: how often." }),
    must_run: optional(BOOL, { default: true, description: "It is a change when it does not run." }),
    start: optional(BOOL, { default: true, forceNew: true, description: "It is started, not only made." }),
    attach: optional(BOOL, { default: false, description: "Its end is waited for." }),
    logs: optional(BOOL, {
      default: false,
      description: "With `attach`: what it wrote is kept in `container_logs`.",
    }),
    rm: optional(BOOL, { default: false, forceNew: true, description: "It goes when it has ended." }),
    remove_volumes: optional(BOOL, { default: true, description: "Volumes without a name go with it." }),
    destroy_grace_seconds: optional(NUMBER, { description: "Until it is killed, when it is destroyed." }),
    stop_signal: optional(STRING, { ...FORCE, description: "What the program gets when it is to end." }),
    stop_timeout: optional(NUMBER, { ...FORCE, description: "Seconds until it is killed." }),
    wait: optional(BOOL, { default: false, description: "It counts as made when it is healthy." }),
    wait_timeout: optional(NUMBER, { default: 60, description: "Seconds that this may take." }),
    read_only: optional(BOOL, {
      default: false,
      forceNew: true,
      description: "All of its own file system can only be read.",
    }),
    init: optional(BOOL, {
      ...FORCE,
      description: "A small program stands in front of it that takes care of orphans.",
    }),
    tty: optional(BOOL, { default: false, forceNew: true, description: "It has a terminal." }),
    stdin_open: optional(BOOL, { default: false, forceNew: true, description: "Its input stays open." }),
    privileged: optional(BOOL, { ...FORCE, description: "It may do what the engine's machine may." }),
    publish_all_ports: optional(BOOL, { ...FORCE, description: "All ports of the image are published." }),
    memory: optional(NUMBER, { description: "In MB." }),
    memory_swap: optional(NUMBER, { description: "In MB; -1 for no limit." }),
    shm_size: optional(NUMBER, { ...FORCE, description: "In MB." }),
    cpu_shares: optional(NUMBER, { description: "Its share, where there is too little." }),
    cpu_set: optional(STRING, { description: "The CPUs that it may use, like `0-1`." }),
    cpus: optional(STRING, { description: 'Parts of processors, like "0.5".' }),
    dns: optional(TEXT_SET, { ...FORCE, description: "Servers that it asks for names." }),
    dns_opts: optional(TEXT_SET, { ...FORCE, description: "Options of asking for names." }),
    dns_search: optional(TEXT_SET, { ...FORCE, description: "Domains in which names are looked for." }),
    extra_hosts: optional(TEXT_SET, { ...FORCE, description: "`name:address` lines for /etc/hosts." }),
    links: optional(TEXT_SET, { ...FORCE, deprecated: true, description: "Use networks." }),
    networks: optional(TEXT_SET, { ...FORCE, deprecated: true, description: "Use networks_advanced." }),
    network_mode: optional(STRING, {
      ...FORCE,
      description: "`bridge`, `host`, `none`, or `container:NAME`.",
    }),
    pid_mode: optional(STRING, {
      ...FORCE,
      description: "Whose processes it sees: `host`, or `container:NAME`.",
    }),
    ipc_mode: optional(STRING, { ...FORCE, description: "With whom it shares memory." }),
    userns_mode: optional(STRING, { ...FORCE, description: "`host`: users are those of the machine." }),
    cgroupns_mode: optional(STRING, { ...FORCE, description: "`private` or `host`." }),
    runtime: optional(STRING, { ...FORCE, description: "What runs containers, like `runc`." }),
    security_opts: optional(TEXT_SET, { ...FORCE, description: "What security modules are told." }),
    storage_opts: optional(mapType(STRING), { ...FORCE, description: "What the storage driver is told." }),
    sysctls: optional(mapType(STRING), { ...FORCE, description: "Settings of the kernel for it." }),
    tmpfs: optional(mapType(STRING), { ...FORCE, description: "Folders in memory, with their options." }),
    log_driver: optional(STRING, {
      ...FORCE,
      description: "Where its output goes; by default the engine's own.",
    }),
    log_opts: optional(mapType(STRING), { ...FORCE, description: "What that one is told." }),
    bridge: computed(STRING, { description: "The bridge of its network." }),
    container_logs: computed(STRING, { description: "What it wrote; with `logs`." }),
    exit_code: computed(NUMBER, { description: "How it ended; with `attach`." }),
    ip_address: computed(STRING, { description: "Its address in the first network." }),
    network_data: computed(listType(NETWORK_DATA), { description: "Its addresses in each network." }),
    running: computed(BOOL, { description: "Found at the last look; with must_run it must be true." }),
  },
  {
    ports: blockList(PORTS, FORCE),
    networks_advanced: blockSet(NETWORKS, FORCE),
    volumes: blockSet(VOLUMES, FORCE),
    mounts: blockSet(MOUNTS, FORCE),
    labels: labelBlock(FORCE),
    healthcheck: blockList(HEALTHCHECK, { ...FORCE, maxItems: 1 }),
    capabilities: blockSet(
      block({
        add: optional(TEXT_SET, { description: "What it may beside the usual." }),
        drop: optional(TEXT_SET, { description: "What it may not." }),
      }),
      {
        ...FORCE,
        maxItems: 1,
      },
    ),
    upload: blockSet(UPLOAD, FORCE),
    devices: blockSet(
      block({
        host_path: required(STRING, { description: "The device on the engine's machine." }),
        container_path: optional(STRING, {
          description: "Where it is in the container; by default where it is on the host.",
        }),
        permissions: optional(STRING, { description: "`r`, `w`, `m` (to make nodes); by default all." }),
      }),
      FORCE,
    ),
    ulimit: blockSet(
      block({
        name: required(STRING, { description: "The name of the limit, like `nofile`." }),
        soft: required(NUMBER, { description: "The limit that holds." }),
        hard: required(NUMBER, { description: "Up to where it may be raised." }),
      }),
      FORCE,
    ),
  },
);
