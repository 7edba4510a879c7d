/** Regions, sizes and images of the simulated DigitalOcean. */

export const SIZES = [
  {
    slug: "s-1vcpu-512mb-10gb",
    memory: 512,
    vcpus: 1,
    disk: 10,
    transfer: 0.5,
    price_monthly: 4,
    price_hourly: 0.00595,
    available: true,
    regions: ["nyc3"],
  },
  {
    slug: "s-1vcpu-1gb",
    memory: 1024,
    vcpus: 1,
    disk: 25,
    transfer: 1,
    price_monthly: 6,
    price_hourly: 0.00893,
    available: true,
    regions: ["nyc3", "fra1"],
  },
  {
    slug: "s-2vcpu-2gb",
    memory: 2048,
    vcpus: 2,
    disk: 60,
    transfer: 3,
    price_monthly: 18,
    price_hourly: 0.02679,
    available: true,
    regions: ["nyc3", "fra1"],
  },
];

export const REGIONS = [
  {
    slug: "nyc3",
    name: "New York 3",
    available: true,
    features: ["backups", "ipv6", "metadata"],
    sizes: SIZES.map(({ slug }) => slug),
  },
  {
    slug: "fra1",
    name: "Frankfurt 1",
    available: true,
    features: ["backups", "ipv6"],
    sizes: ["s-1vcpu-1gb", "s-2vcpu-2gb"],
  },
  { slug: "old1", name: "Old 1", available: false, features: [], sizes: [] },
];

const IMAGE = {
  type: "base",
  min_disk_size: 7,
  size_gigabytes: 0.6,
  regions: ["nyc3", "fra1"],
  tags: [],
  created_at: "2024-01-01T00:00:00Z",
  status: "available",
  error_message: "",
  description: "",
};

export const IMAGES = [
  {
    ...IMAGE,
    id: 1001,
    name: "24.04 (LTS) x64",
    slug: "ubuntu-24-04-x64",
    distribution: "Ubuntu",
    public: true,
  },
  { ...IMAGE, id: 1002, name: "12 x64", slug: "debian-12-x64", distribution: "Debian", public: true },
  { ...IMAGE, id: 2001, name: "golden", slug: null, distribution: "Debian", public: false, type: "snapshot" },
];
