/** What there is at the simulated DigitalOcean, and how it comes to be. */

import type { Json } from "./simulated-api.ts";

/** Knobs that hold until they are turned back. */
export interface Knobs {
  /** So many times something new is not found yet. */
  lateBy: number;
  /** So often an action, a new droplet or a new balancer is looked at until it is done. */
  asksUntilDone: number;
  /** Actions of these types end badly. */
  failing: Set<string>;
  /** The most that a page holds, whatever was asked for. */
  pageMax: number;
}

/** An object with what the API does not show. */
export interface Kept {
  readonly shown: Json;
  late: number;
  left: number;
}

export type Kind =
  | "droplets"
  | "domains"
  | "ssh_keys"
  | "volumes"
  | "vpcs"
  | "projects"
  | "firewalls"
  | "load_balancers"
  | "actions"
  | "certificates"
  | "tags";

/** All of it, in memory. */
export class DigitalOceanWorld {
  readonly knobs: Knobs = { lateBy: 0, asksUntilDone: 1, failing: new Set(), pageMax: 200 };
  readonly all: Readonly<Record<Kind, Map<string, Kept>>> = {
    droplets: new Map(),
    domains: new Map(),
    ssh_keys: new Map(),
    volumes: new Map(),
    vpcs: new Map(),
    projects: new Map(),
    firewalls: new Map(),
    load_balancers: new Map(),
    actions: new Map(),
    certificates: new Map(),
    tags: new Map(),
  };
  /** By domain. */
  readonly records = new Map<string, Map<string, Kept>>();
  /** By project: urns. */
  readonly assigned = new Map<string, Set<string>>();
  readonly #effects = new Map<string, () => void>();
  #count = 100;

  constructor() {
    this.add("projects", "default", {
      id: "default",
      name: "first",
      is_default: true,
      purpose: "",
      description: "",
      environment: "Development",
      ...OWNER,
    });
    this.add("certificates", uuid(7), { id: uuid(7), name: "shop", state: "verified", type: "custom" });
    for (const kept of [...this.all.projects.values(), ...this.all.certificates.values()]) kept.late = 0;
  }

  number(): number {
    this.#count += 1;
    return this.#count;
  }

  uuid(): string {
    return uuid(this.number());
  }

  add(kind: Kind, key: string, shown: Json): Json {
    this.all[kind].set(key, { shown, late: this.knobs.lateBy, left: this.knobs.asksUntilDone });
    return shown;
  }

  /** As a request sees it: undefined where there is none, or not yet. */
  look(kind: Kind, key: string): Json | undefined {
    const kept = this.all[kind].get(key);
    return kept === undefined || isLate(kept) ? undefined : kept.shown;
  }

  /** By hand: the object itself, to be changed behind everybody's back. */
  hand(kind: Kind, key: string): Json {
    const kept = this.all[kind].get(key);
    if (kept === undefined) throw new Error(`there is nothing called ${key} among ${kind}`);
    return kept.shown;
  }

  values(kind: Kind): readonly Json[] {
    return [...this.all[kind].values()].map(({ shown }) => shown);
  }

  /** True while a droplet is busy. */
  isBusy(droplet: string): boolean {
    return this.values("actions").some(
      (action) => action["status"] === "in-progress" && String(action["resource_id"]) === droplet,
    );
  }

  /** An action that has its effect when it is done. */
  begin(type: string, resource: string, resourceType: string, effect: () => void): Json {
    const id = this.number();
    this.#effects.set(String(id), effect);
    const action = this.add("actions", String(id), {
      id,
      status: "in-progress",
      type,
      resource_id: resourceType === "droplet" ? Number(resource) : resource,
      resource_type: resourceType,
      region_slug: "nyc3",
    });
    const kept = this.all.actions.get(String(id));
    if (kept !== undefined) kept.late = 0;
    if (this.knobs.asksUntilDone === 0) this.advance("actions", String(id));
    return action;
  }

  /** Somebody looked: it may be done now. */
  advance(kind: "actions" | "droplets" | "load_balancers", key: string): void {
    const kept = this.all[kind].get(key);
    if (kept === undefined) return;
    const { shown } = kept;
    if (kind === "actions" && shown["status"] !== "in-progress") return;
    if (kept.left > 0) kept.left -= 1;
    if (kept.left > 0) return;
    if (kind === "actions") {
      const isBad = this.knobs.failing.has(String(shown["type"]));
      shown["status"] = isBad ? "errored" : "completed";
      if (!isBad) this.#effects.get(key)?.();
    } else if (shown["status"] === "new") {
      shown["status"] = "active";
      if (kind === "droplets") shown["locked"] = false;
    }
  }
}

export const OWNER = {
  owner_uuid: "owner-1",
  owner_id: 1,
  created_at: "2024-01-01T00:00:00Z",
  updated_at: "2024-01-01T00:00:00Z",
};

export function isLate(kept: Kept): boolean {
  if (kept.late === 0) return false;
  kept.late -= 1;
  return true;
}

function uuid(count: number): string {
  return `00000000-0000-4000-8000-${String(count).padStart(12, "0")}`;
}
