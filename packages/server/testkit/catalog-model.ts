/** A node, as it was registered last. */
export interface ModelNode {
  readonly Node: string;
  readonly Address: string;
  readonly Meta: Readonly<Record<string, string>>;
}

/** An instance of a service on a node. */
export interface ModelService {
  readonly Node: string;
  readonly ID: string;
  readonly Service: string;
  readonly Tags: readonly string[];
  readonly Port: number;
}

/** A check of a node, or of an instance on it. */
export interface ModelCheck {
  readonly Node: string;
  readonly CheckID: string;
  readonly Status: string;
  readonly ServiceID: string;
  /** That of its instance when the check was registered. */
  readonly ServiceName: string;
}

/** What a registration says. */
export interface ModelRegistration {
  readonly node: ModelNode;
  readonly skipNodeUpdate: boolean;
  readonly service: Omit<ModelService, "Node"> | undefined;
  readonly check: Omit<ModelCheck, "Node" | "ServiceName"> | undefined;
}

/** What an instance looks like to who asks for its health. */
export interface ModelInstance {
  readonly node: ModelNode;
  readonly service: ModelService;
  readonly checks: readonly ModelCheck[];
}

/** The catalog by the documented rules: what is registered, what goes with what, which sessions end. */
export class CatalogModel {
  readonly nodes = new Map<string, ModelNode>();
  readonly services = new Map<string, ModelService>();
  readonly checks = new Map<string, ModelCheck>();
  /** By ID: the node, and the check that the session depends on. */
  readonly sessions = new Map<string, { readonly node: string; readonly check: string }>();

  /** False where it is refused: then nothing of it is done. */
  register({ node, skipNodeUpdate, service, check }: ModelRegistration): boolean {
    const name = node.Node;
    const owner = check?.ServiceID ?? "";
    if (owner !== "" && owner !== service?.ID && !this.services.has(`${name}/${owner}`)) return false;
    if (!this.nodes.has(name) || !skipNodeUpdate) this.nodes.set(name, node);
    if (service !== undefined) this.services.set(`${name}/${service.ID}`, { ...service, Node: name });
    if (check === undefined) return true;
    const ServiceName = this.services.get(`${name}/${owner}`)?.Service ?? "";
    this.checks.set(`${name}/${check.CheckID}`, { ...check, ServiceName, Node: name });
    if (check.Status === "critical") this.endSessions(name, check.CheckID);
    return true;
  }

  deregisterNode(name: string): void {
    this.nodes.delete(name);
    this.#deleteWhere(this.services, ({ Node }) => Node === name);
    this.#deleteWhere(this.checks, ({ Node }) => Node === name);
    this.#deleteWhere(this.sessions, ({ node }) => node === name);
  }

  deregisterService(name: string, id: string): void {
    this.services.delete(`${name}/${id}`);
    for (const { Node, CheckID, ServiceID } of [...this.checks.values()])
      if (Node === name && ServiceID === id) this.deregisterCheck(name, CheckID);
  }

  deregisterCheck(name: string, id: string): void {
    if (this.checks.delete(`${name}/${id}`)) this.endSessions(name, id);
  }

  endSessions(name: string, check: string): void {
    this.#deleteWhere(this.sessions, (one) => one.node === name && one.check === check);
  }

  /** Whether a session may depend on a check. */
  takesSession(name: string, check: string): boolean {
    const status = this.checks.get(`${name}/${check}`)?.Status;
    return this.nodes.has(name) && status !== undefined && status !== "critical";
  }

  /** The instances of a service, by node and ID, each with the checks of its node and its own. */
  instances(service: string): readonly ModelInstance[] {
    return [...this.services]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, one]) => {
        const node = this.nodes.get(one.Node);
        if (one.Service !== service || node === undefined) return [];
        const all = [...this.checks.values()].filter(({ Node }) => Node === one.Node);
        const checks = all.filter(({ ServiceID }) => ServiceID === "" || ServiceID === one.ID);
        return [{ node, service: one, checks }];
      });
  }

  #deleteWhere<T>(from: Map<string, T>, goes: (one: T) => boolean): void {
    for (const [key, one] of from) if (goes(one)) from.delete(key);
  }
}
