import {
  type AttributeDefinition,
  type BlockDefinition,
  block,
  blockList,
  computed,
  optional,
  optionalComputed,
  required,
} from "@tutti/plugin";
import { BOOL, NUMBER, STRING, setType } from "@tutti/values";
import { tagsAttribute } from "./tags.ts";

/** What is told of a droplet, wherever it is looked at. */
export const TOLD_OF_DROPLETS: Readonly<Record<string, AttributeDefinition>> = {
  urn: computed(STRING, { description: "Its name among all resources: `do:droplet:ID`." }),
  created_at: computed(STRING, { description: "When it was created." }),
  disk: computed(NUMBER, { description: "The size of its disk, in GB." }),
  vcpus: computed(NUMBER, { description: "How many virtual CPUs it has." }),
  memory: computed(NUMBER, { description: "Its memory, in MB." }),
  price_hourly: computed(NUMBER, { description: "What it costs an hour, in US dollars." }),
  price_monthly: computed(NUMBER, { description: "What it costs a month, in US dollars." }),
  status: computed(STRING, { description: "`new`, `active`, `off` or `archive`." }),
  locked: computed(BOOL, { description: "An action is under way, and no other one is taken." }),
  ipv4_address: computed(STRING, { description: "Its public IPv4 address." }),
  ipv4_address_private: computed(STRING, { description: "Its IPv4 address in its VPC." }),
};

const BACKUP_POLICY = block({
  plan: optional(STRING, { description: "`daily` or `weekly`." }),
  weekday: optional(STRING, { description: "`SUN`, `MON` … `SAT`; of weekly backups." }),
  hour: optional(NUMBER, { description: "0, 4, 8, 12, 16 or 20: when the window begins." }),
});

/** What is written of a droplet, and told. */
export const DROPLET_BLOCK: BlockDefinition = block(
  {
    id: computed(STRING, { description: "The number of the droplet." }),
    image: required(STRING, {
      forceNew: true,
      description: "The slug of an image (`ubuntu-24-04-x64`), or the id of an image or a snapshot.",
    }),
    name: required(STRING, { description: "The name of the host." }),
    region: optionalComputed(STRING, {
      forceNew: true,
      description: "The slug of the region, like `nyc3`. By default the service chooses one.",
    }),
    size: required(STRING, {
      description:
        "The slug of the size, like `s-1vcpu-1gb`. To change it the droplet is turned off for a while.",
    }),
    resize_disk: optional(BOOL, {
      default: true,
      description: "Another size also brings a larger disk, which cannot be undone.",
    }),
    graceful_shutdown: optional(BOOL, { default: false, description: "Shut down before it is deleted." }),
    backups: optional(BOOL, { default: false, description: "Backups are made." }),
    ipv6: optional(BOOL, { default: false, description: "It has an IPv6 address. It cannot be taken away." }),
    ipv6_address: optionalComputed(STRING, { description: "Its public IPv6 address." }),
    private_networking: optionalComputed(BOOL, { deprecated: true, description: "Use `vpc_uuid`." }),
    public_networking: optionalComputed(BOOL, {
      forceNew: true,
      description: "`false`: it has no public address.",
    }),
    monitoring: optional(BOOL, {
      default: false,
      forceNew: true,
      description: "The agent for metrics is installed.",
    }),
    droplet_agent: optional(BOOL, {
      forceNew: true,
      description:
        "The agent for the console in the browser: `false` leaves it out, `true` insists on it; by default it is installed where that is possible.",
    }),
    ssh_keys: optional(setType(STRING), {
      forceNew: true,
      description: "Ids or fingerprints of keys with which `root` may log in.",
    }),
    user_data: optional(STRING, {
      forceNew: true,
      description: "What cloud-init finds when it starts the first time.",
    }),
    volume_ids: optionalComputed(setType(STRING), {
      description: "All volumes attached to it; not together with `digitalocean_volume_attachment`.",
    }),
    vpc_uuid: optionalComputed(STRING, {
      forceNew: true,
      description: "The VPC in which it is; by default the region's own.",
    }),
    gpu_partition_mode: optional(STRING, {
      forceNew: true,
      description: "`PARTITION_MODE_SPX_NPS1` or `PARTITION_MODE_DPX_NPS2`, of sizes that have it.",
    }),
    tags: tagsAttribute(),
    ...TOLD_OF_DROPLETS,
  },
  {
    backup_policy: blockList(BACKUP_POLICY, { maxItems: 1 }),
  },
);
