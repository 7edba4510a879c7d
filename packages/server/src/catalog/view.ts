import { History } from "../state/history.ts";
import type { StateStore } from "../state/state-store.ts";
import type { Replacement, Row } from "../state/table.ts";
import { compositeId, escapePart, nameId, Table } from "../state/table.ts";
import { CheckIndex } from "./check-index.ts";
import { forget, keep, MeshIndex, meshTopic } from "./mesh-index.ts";
import type { CheckRecord, NodeRecord, ServiceInstance, ServiceRecord } from "./records.ts";
import { CHECK_ROW, NODE_ROW, SERVICE_ROW } from "./row-rules.ts";

/** Topics of any change of nodes, of services, of checks. */
export const NODES_TOPIC = "nodes";
export const SERVICES_TOPIC = "services";
export const CHECKS_TOPIC = "checks";

interface Changed<T> {
  readonly revision: number;
  readonly before: Row<T> | undefined;
  readonly after: Row<T> | undefined;
}

/** What became of a row of the catalog. */
export type CatalogChange =
  | ({ readonly kind: "node" } & Changed<NodeRecord>)
  | ({ readonly kind: "service" } & Changed<ServiceRecord>)
  | ({ readonly kind: "check" } & Changed<CheckRecord>);

/** Nodes, services and checks with every index that a read needs. */
export class CatalogView {
  readonly nodes: Table<NodeRecord>;
  /** By `compositeId(node, service id)`. */
  readonly services: Table<ServiceRecord>;
  /** By `compositeId(node, check id)`. */
  readonly checks: Table<CheckRecord>;
  readonly history: History<CatalogChange>;
  readonly #state: StateStore;
  #byName = new Map<string, Map<string, Row<ServiceRecord>>>();
  readonly #checks = new CheckIndex();
  #nodeById = new Map<string, string>();
  readonly #mesh: MeshIndex;
  #serviceIndex = new Map<string, number>();
  #instances = new Map<string, readonly ServiceInstance[]>();
  #extinctionIndex = 0;

  constructor(state: StateStore) {
    this.#state = state;
    this.#mesh = new MeshIndex(state);
    this.nodes = state.add(new Table<NodeRecord>("node", NODE_ROW));
    this.services = state.add(new Table<ServiceRecord>("service", SERVICE_ROW));
    this.checks = state.add(new Table<CheckRecord>("check", CHECK_ROW));
    this.history = state.remember(new History<CatalogChange>());
    this.nodes.onChange((before, after, revision) => this.#nodeChanged(before, after, revision), {
      replacing: () => this.#replacingNodes(),
    });
    this.services.onChange((before, after, revision) => this.#serviceChanged(before, after, revision), {
      replacing: () => this.#replacingServices(),
    });
    this.checks.onChange((before, after, revision) => this.#checkChanged(before, after, revision), {
      replacing: () => this.#replacingChecks(),
    });
  }

  node(name: string): Row<NodeRecord> | undefined {
    return this.nodes.get(nameId(name));
  }

  /** A node by its ID, which is a UUID in lower case. */
  nodeById(id: string): Row<NodeRecord> | undefined {
    const name = this.#nodeById.get(id);
    return name === undefined ? undefined : this.nodes.get(name);
  }

  service(node: string, id: string): Row<ServiceRecord> | undefined {
    return this.services.get(compositeId(node, id));
  }

  servicesOf(node: string): readonly Row<ServiceRecord>[] {
    return [...this.services.list(`${escapePart(node)}/`)];
  }

  checksOf(node: string): readonly Row<CheckRecord>[] {
    return [...this.checks.list(`${escapePart(node)}/`)];
  }

  /** The checks of a service, by node and ID. */
  checksOfService(name: string): readonly Row<CheckRecord>[] {
    return this.#checks.ofService(name);
  }

  /** The names of the services that have an instance, in no order. */
  *serviceNames(): Generator<string> {
    for (const rows of this.#byName.values()) {
      for (const row of rows.values()) {
        yield row.value.Service;
        break;
      }
    }
  }

  /** How many services have an instance. */
  get serviceCount(): number {
    return this.#byName.size;
  }

  hasService(name: string): boolean {
    return this.#byName.has(nameId(name));
  }

  /** The instances of a service by node and id, with node and checks. Shared between calls until one changes. */
  instancesOf(name: string): readonly ServiceInstance[] {
    const id = nameId(name);
    const known = this.#instances.get(id);
    if (known !== undefined) return known;
    const rows = this.#byName.get(id);
    if (rows === undefined) return [];
    const instances = [...rows.values()].sort(byId).flatMap((service) => this.instance(service) ?? []);
    this.#instances.set(id, instances);
    return instances;
  }

  /** The mesh-capable instances for a service: its proxies, and native ones. */
  connectInstancesOf(name: string): readonly ServiceInstance[] {
    return this.#mesh.rowsOf(name).flatMap((service) => this.instance(service) ?? []);
  }

  /** Of reads of the mesh-capable instances for a service: what changes them. */
  connectTopicsOf(name: string, checks: boolean): readonly string[] {
    return [meshTopic(name), ...this.#meshNames(name).map(checks ? serviceTopic : instancesTopic)];
  }

  /** The index of such reads; with nothing there it is that of the last time that something like it went. */
  connectIndexOf(name: string, checks: boolean): number {
    const own = this.#meshNames(name).map((one) => this.indexOfService(one, checks));
    return Math.max(this.#mesh.indexOf(name), ...own);
  }

  /** What the mesh-capable instances for a service are called themselves. */
  #meshNames(name: string): readonly string[] {
    return [...new Set(this.#mesh.rowsOf(name).map(({ value }) => value.Service))];
  }

  /** A service's row with its node and checks; undefined while its node is missing. */
  instance(service: Row<ServiceRecord>): ServiceInstance | undefined {
    const { NodeName, ID } = service.value;
    const node = this.node(NodeName);
    if (node === undefined) return undefined;
    const checks = [...this.#checks.ofInstance(NodeName, ""), ...this.#checks.ofInstance(NodeName, ID)];
    return { node, service, checks };
  }

  /** The index of reads that see nodes and services, and checks if told so. */
  index(checks: boolean): number {
    return Math.max(this.nodes.index, this.services.index, checks ? this.checks.index : 0);
  }

  /** The index of reads of one service; of a missing one it is that of the last service that went. */
  indexOfService(name: string, checks: boolean): number {
    const own = this.#serviceIndex.get(nameId(name));
    if (own !== undefined) return Math.max(own, this.#state.indexFloor);
    return this.#extinctionIndex > 0 ? this.#extinctionIndex : this.index(checks);
  }

  #nodeChanged(
    before: Row<NodeRecord> | undefined,
    after: Row<NodeRecord> | undefined,
    revision: number,
  ): void {
    // Another one may have got the ID in the same transaction, and come first.
    if (before !== undefined && this.#nodeById.get(before.value.ID) === before.id)
      this.#nodeById.delete(before.value.ID);
    if (after !== undefined && after.value.ID !== "") this.#nodeById.set(after.value.ID, after.id);
    this.history.add({ kind: "node", revision, before, after }, 0);
    const name = (after ?? before)?.value.Node ?? "";
    this.#touchNode(name, NODES_TOPIC);
    this.#raiseServicesOf(name, revision);
  }

  #serviceChanged(
    before: Row<ServiceRecord> | undefined,
    after: Row<ServiceRecord> | undefined,
    revision: number,
  ): void {
    if (before !== undefined && nameId(before.value.Service) !== nameId(after?.value.Service ?? "")) {
      const name = nameId(before.value.Service);
      const wasLast = forget(this.#byName, name, before);
      this.#raise(name, revision);
      if (wasLast) {
        this.#serviceIndex.delete(name);
        this.#extinctionIndex = Math.max(this.#extinctionIndex, revision);
      }
    }
    if (after !== undefined) {
      const name = nameId(after.value.Service);
      keep(this.#byName, name, after);
      this.#raise(name, revision);
    }
    this.#mesh.changed(before, after, revision);
    this.history.add({ kind: "service", revision, before, after }, 0);
    this.#touchNode((after ?? before)?.value.NodeName ?? "", SERVICES_TOPIC);
  }

  #checkChanged(
    before: Row<CheckRecord> | undefined,
    after: Row<CheckRecord> | undefined,
    revision: number,
  ): void {
    this.#checks.changed(before, after);
    for (const row of [before, after]) {
      if (row === undefined) continue;
      if (row.value.ServiceID === "") this.#raiseServicesOf(row.value.Node, revision, true);
      else this.#raiseServiceOf(row.value, revision);
    }
    this.history.add({ kind: "check", revision, before, after }, 0);
    this.#touchNode((after ?? before)?.value.Node ?? "", CHECKS_TOPIC);
  }

  #replacingNodes(): Replacement<Row<NodeRecord>> {
    const nodeById = new Map<string, string>();
    return {
      add: ({ id, value: { ID } }) => {
        if (ID !== "") nodeById.set(ID, id);
      },
      takeOver: () => {
        this.#nodeById = nodeById;
      },
    };
  }

  /** After a restore every index counts from its revision on (`indexFloor`). */
  #replacingServices(): Replacement<Row<ServiceRecord>> {
    const byName = new Map<string, Map<string, Row<ServiceRecord>>>();
    const serviceIndex = new Map<string, number>();
    const mesh = this.#mesh.replacing();
    return {
      add: (row) => {
        mesh.add(row);
        const name = nameId(row.value.Service);
        keep(byName, name, row);
        serviceIndex.set(name, Math.max(row.modifyIndex, serviceIndex.get(name) ?? 0));
      },
      takeOver: (revision) => {
        if (this.#byName.size > 0) this.#extinctionIndex = Math.max(this.#extinctionIndex, revision);
        this.#byName = byName;
        this.#serviceIndex = serviceIndex;
        this.#instances = new Map();
        mesh.takeOver(revision);
      },
    };
  }

  #replacingChecks(): Replacement<Row<CheckRecord>> {
    const checks = this.#checks.replacing();
    return {
      add: checks.add,
      takeOver: (revision) => {
        checks.takeOver(revision);
        this.#instances = new Map();
      },
    };
  }

  /** The instance may have got another name since the check was registered; both are read with it. */
  #raiseServiceOf({ Node, ServiceID, ServiceName }: CheckRecord, revision: number): void {
    const now = this.service(Node, ServiceID)?.value.Service ?? ServiceName;
    for (const name of new Set([nameId(now), nameId(ServiceName)])) {
      if (this.hasService(name)) this.#raise(name, revision, true);
      else this.#state.watches.touch(serviceTopic(name));
    }
  }

  #raiseServicesOf(node: string, revision: number, byCheck = false): void {
    for (const service of this.services.list(`${escapePart(node)}/`))
      this.#raise(nameId(service.value.Service), revision, byCheck);
  }

  /** `byCheck`: of the instances themselves nothing has changed. */
  #raise(service: string, revision: number, byCheck = false): void {
    this.#serviceIndex.set(service, Math.max(revision, this.#serviceIndex.get(service) ?? 0));
    this.#instances.delete(service);
    this.#state.watches.touch(serviceTopic(service));
    if (!byCheck) this.#state.watches.touch(instancesTopic(service));
  }

  #touchNode(node: string, table: string): void {
    this.#state.watches.touch(table);
    this.#state.watches.touch(nodeTopic(node));
  }
}

/** Topic of everything about a node: itself, its services, its checks. */
export function nodeTopic(node: string): string {
  return `node/${nameId(node)}`;
}

/** Topic of the instances of a service and their nodes, whatever their checks say. */
export function instancesTopic(service: string): string {
  return `instances/${nameId(service)}`;
}

/** Topic of everything about a service: its instances, their nodes and checks. */
export function serviceTopic(service: string): string {
  return `service/${nameId(service)}`;
}

function byId(a: Row<unknown>, b: Row<unknown>): number {
  return a.id < b.id ? -1 : 1;
}
