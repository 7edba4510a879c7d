/** For each resource a configuration, and for each of its arguments another value, what that needs, and what a hand at the service can do to it. */

import type { PlainRecord } from "@tutti/plugin";
import type { DigitalOceanWorld, Kind } from "./digitalocean-world.ts";
import type { Json } from "./simulated-api.ts";

/** Another value of an argument. */
interface ArgumentRow {
  readonly value: PlainRecord[string];
  readonly to: "update" | "replace";
  /** What a hand does to the object at the service; undefined: the service does not tell of it. */
  readonly hand?: Json;
  /** It cannot be taken back in place. */
  readonly isForGood?: true;
  /** What goes with the other value. */
  readonly beside?: PlainRecord;
}

/** A resource type and its arguments. */
export interface ResourceRows {
  readonly type: string;
  readonly kind: Kind;
  readonly config: PlainRecord;
  readonly rows: Readonly<Record<string, ArgumentRow>>;
  /** The attribute by which it is imported, and what an import cannot know. */
  readonly importBy?: string;
  readonly unknownToImport?: readonly string[];
}

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me";
const OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GAAA me";
const VOLUME = "00000000-0000-4000-8000-000000000009";
const NET = "00000000-0000-4000-8000-000000000008";

/** What the configurations refer to. */
export function furnish(world: DigitalOceanWorld): void {
  const { lateBy } = world.knobs;
  world.knobs.lateBy = 0;
  world.add("ssh_keys", "9", { id: 9, name: "there", public_key: "ssh-rsa AAAA", fingerprint: "9:9" });
  world.add("volumes", VOLUME, {
    id: VOLUME,
    name: "spare",
    region: { slug: "nyc3" },
    size_gigabytes: 5,
    droplet_ids: [],
    tags: [],
  });
  world.add("vpcs", NET, {
    id: NET,
    name: "own",
    region: "nyc3",
    default: true,
    ip_range: "10.1.0.0/20",
    created_at: "2024-01-01T00:00:00Z",
  });
  for (const id of [7, 8])
    world.add("droplets", String(id), {
      id,
      name: `there-${id}`,
      status: "active",
      locked: false,
      region: { slug: "nyc3" },
      size: { slug: "s-1vcpu-1gb" },
      image: { id: 2001, slug: null },
      networks: { v4: [{ ip_address: `203.0.113.${id}`, type: "public" }], v6: [] },
      features: [],
      tags: ["there"],
      volume_ids: [],
      vpc_uuid: NET,
      hidden: {},
    });
  world.add("domains", "example.com", { name: "example.com", ttl: 1800 });
  world.records.set("example.com", new Map());
  world.add("domains", "example.org", { name: "example.org", ttl: 1800 });
  world.records.set("example.org", new Map());
  world.knobs.lateBy = lateBy;
}

const RULE = { protocol: "tcp", port_range: "80", source_addresses: ["0.0.0.0/0", "::/0"] };
const FORWARD = { entry_port: 80, entry_protocol: "http", target_port: 8080, target_protocol: "http" };

export const DIGITALOCEAN_ROWS: readonly ResourceRows[] = [
  {
    type: "digitalocean_droplet",
    kind: "droplets",
    config: { image: "ubuntu-24-04-x64", name: "web-1", region: "nyc3", size: "s-1vcpu-1gb" },
    importBy: "id",
    rows: {
      image: { value: "debian-12-x64", to: "replace" },
      name: { value: "web-2", to: "update", hand: { name: "other" } },
      region: { value: "fra1", to: "replace", hand: { region: { slug: "nyc3" } } },
      size: { value: "s-2vcpu-2gb", to: "update", hand: { size: { slug: "s-1vcpu-512mb-10gb" } } },
      resize_disk: { value: false, to: "update" },
      graceful_shutdown: { value: true, to: "update" },
      backups: { value: true, to: "update", hand: { features: [] } },
      backup_policy: {
        value: [{ plan: "weekly", weekday: "TUE", hour: 8 }],
        beside: { backups: true },
        to: "update",
        hand: { hidden: { backup_policy: { plan: "daily", weekday: "SUN", hour: 20 } } },
      },
      ipv6: { value: true, to: "update", hand: { features: [] } },
      ipv6_address: { value: "2001:db8::1", to: "update" },
      private_networking: { value: false, to: "update" },
      public_networking: { value: false, to: "replace" },
      monitoring: { value: true, to: "replace", hand: { features: [] } },
      droplet_agent: { value: true, to: "replace" },
      ssh_keys: { value: ["9:9"], to: "replace" },
      user_data: { value: "#cloud-config", to: "replace" },
      volume_ids: { value: [VOLUME], to: "update" },
      vpc_uuid: { value: NET, to: "replace" },
      gpu_partition_mode: { value: "PARTITION_MODE_DPX_NPS2", to: "replace" },
      tags: { value: ["web", "Prod"], to: "update", hand: { tags: ["by-hand"] } },
    },
  },
  {
    type: "digitalocean_domain",
    kind: "domains",
    config: { name: "example.net" },
    importBy: "id",
    rows: {
      name: { value: "example.info", to: "replace" },
      ip_address: { value: "192.0.2.1", to: "replace" },
    },
  },
  {
    type: "digitalocean_ssh_key",
    kind: "ssh_keys",
    config: { name: "me", public_key: `${KEY}\n` },
    importBy: "id",
    rows: {
      name: { value: "you", to: "update", hand: { name: "other" } },
      public_key: { value: OTHER_KEY, to: "replace", hand: { public_key: KEY } },
    },
  },
  {
    type: "digitalocean_volume",
    kind: "volumes",
    config: { name: "data", region: "NYC3", size: 10 },
    importBy: "id",
    unknownToImport: ["initial_filesystem_type"],
    rows: {
      name: { value: "data-2", to: "replace", hand: { name: "other" } },
      region: { value: "fra1", to: "replace", hand: { region: { slug: "nyc3" } } },
      size: { value: 20, to: "update", isForGood: true, hand: { size_gigabytes: 5 } },
      description: { value: "kept", to: "replace", hand: { description: "by hand" } },
      snapshot_id: { value: "snapshot-1", to: "replace" },
      initial_filesystem_type: { value: "ext4", to: "replace" },
      initial_filesystem_label: { value: "data", to: "replace" },
      filesystem_type: { value: "xfs", to: "replace" },
      tags: { value: ["a"], to: "update", hand: { tags: ["by-hand"] } },
    },
  },
  {
    type: "digitalocean_volume_attachment",
    kind: "volumes",
    config: { droplet_id: 7, volume_id: VOLUME },
    rows: {
      droplet_id: { value: 8, to: "replace" },
      volume_id: { value: "other", to: "replace" },
    },
  },
  {
    type: "digitalocean_vpc",
    kind: "vpcs",
    config: { name: "net", region: "nyc3" },
    importBy: "id",
    rows: {
      name: { value: "net-2", to: "update", hand: { name: "other" } },
      region: { value: "fra1", to: "replace", hand: { region: "nyc3" } },
      description: { value: "ours", to: "update", hand: { description: "by hand" } },
      ip_range: { value: "10.20.0.0/20", to: "replace" },
    },
  },
  {
    type: "digitalocean_project",
    kind: "projects",
    config: { name: "shop" },
    importBy: "id",
    rows: {
      name: { value: "shop-2", to: "update", hand: { name: "other" } },
      description: { value: "ours", to: "update", hand: { description: "by hand" } },
      purpose: { value: "Just trying out DigitalOcean", to: "update", hand: { purpose: "Other: by hand" } },
      environment: { value: "production", to: "update", hand: { environment: "Staging" } },
      is_default: { value: true, to: "update", hand: { is_default: false } },
      resources: { value: ["do:droplet:7"], to: "update" },
    },
  },
  {
    type: "digitalocean_firewall",
    kind: "firewalls",
    config: { name: "web", inbound_rule: [RULE] },
    importBy: "id",
    rows: {
      name: { value: "web-2", to: "update", hand: { name: "other" } },
      droplet_ids: { value: [7, 8], to: "update", hand: { droplet_ids: [8] } },
      tags: { value: ["there"], to: "update", hand: { tags: ["by-hand"] } },
      inbound_rule: {
        value: [
          RULE,
          { protocol: "icmp", source_tags: ["there"] },
          { ...RULE, protocol: "udp", port_range: "all" },
        ],
        to: "update",
        hand: { inbound_rules: [] },
      },
      outbound_rule: {
        value: [
          { protocol: "tcp", port_range: "1-65535", destination_droplet_ids: [7], destination_addresses: [] },
        ],
        to: "update",
        hand: {
          outbound_rules: [{ protocol: "icmp", ports: "0", destinations: { addresses: ["0.0.0.0/0"] } }],
        },
      },
    },
  },
  {
    type: "digitalocean_loadbalancer",
    kind: "load_balancers",
    config: { name: "front", region: "nyc3", forwarding_rule: [FORWARD] },
    importBy: "id",
    rows: {
      name: { value: "front-2", to: "update", hand: { name: "other" } },
      region: { value: "fra1", to: "replace", hand: { region: { slug: "nyc3" } } },
      size: { value: "lb-medium", to: "update", hand: { size_unit: 9 } },
      size_unit: { value: 3, to: "update", hand: { size_unit: 9 } },
      algorithm: { value: "least_connections", to: "update", hand: { algorithm: "round_robin" } },
      droplet_ids: { value: [7], to: "update", hand: { droplet_ids: [8] } },
      droplet_tag: { value: "there", to: "update", hand: { tag: "by-hand" } },
      redirect_http_to_https: { value: true, to: "update", hand: { redirect_http_to_https: false } },
      enable_proxy_protocol: { value: true, to: "update", hand: { enable_proxy_protocol: false } },
      enable_backend_keepalive: { value: true, to: "update", hand: { enable_backend_keepalive: false } },
      disable_lets_encrypt_dns_records: {
        value: true,
        to: "update",
        hand: { disable_lets_encrypt_dns_records: false },
      },
      http_idle_timeout_seconds: { value: 90, to: "update", hand: { http_idle_timeout_seconds: 30 } },
      project_id: { value: "project-1", to: "update" },
      vpc_uuid: { value: NET, to: "replace" },
      subnet_uuid: { value: "subnet-1", beside: { vpc_uuid: NET }, to: "replace" },
      ip: { value: "198.51.100.200", to: "replace" },
      type: { value: "REGIONAL_NETWORK", to: "replace" },
      network: { value: "internal", to: "replace" },
      network_stack: { value: "DUALSTACK", to: "replace" },
      tls_cipher_policy: { value: "STRONG", to: "update", hand: { tls_cipher_policy: "OTHER" } },
      target_load_balancer_ids: { value: ["balancer-1"], to: "update" },
      forwarding_rule: {
        value: [FORWARD, { ...FORWARD, entry_port: 443, entry_protocol: "https", certificate_name: "shop" }],
        to: "update",
        hand: {
          forwarding_rules: [{ ...FORWARD, entry_port: 81, certificate_id: "", tls_passthrough: false }],
        },
      },
      healthcheck: {
        value: [{ protocol: "tcp", port: 22 }],
        to: "update",
        hand: { health_check: { protocol: "tcp", port: 23 } },
      },
      sticky_sessions: {
        value: [{ type: "cookies", cookie_name: "lb", cookie_ttl_seconds: 300 }],
        to: "update",
        hand: { sticky_sessions: { type: "none" } },
      },
      firewall: {
        value: [{ allow: ["ip:1.2.3.4"] }],
        to: "update",
        hand: { firewall: { allow: [], deny: ["ip:9.9.9.9"] } },
      },
      domains: { value: [{ name: "example.com", certificate_name: "shop" }], to: "update" },
      glb_settings: {
        value: [{ target_protocol: "http", target_port: 80, cdn: [{ is_enabled: true }] }],
        to: "update",
      },
    },
  },
];
