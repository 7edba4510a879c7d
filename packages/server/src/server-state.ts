import type { Clock } from "@tutti/runtime";
import type { Store } from "@tutti/store";
import { AclView } from "./acl/view.ts";
import { CatalogView } from "./catalog/view.ts";
import { ConfigEntryView } from "./config-entry/view.ts";
import { ConnectView } from "./connect/view.ts";
import { CoordinateView } from "./coordinate/view.ts";
import { instanceReads } from "./gateway/instance-reads.ts";
import { GatewayView } from "./gateway/view.ts";
import { KeyTtlView } from "./kv/ttl-view.ts";
import { KvView } from "./kv/view.ts";
import { OperatorView } from "./operator/view.ts";
import { QueryView } from "./query/view.ts";
import { SecretView } from "./secret/view.ts";
import { LockDelays } from "./session/lock-delays.ts";
import { SessionView } from "./session/view.ts";
import { StateStore } from "./state/state-store.ts";

/** All views of the agent over one store: what reads are answered from, and what commands decide on. Empty until `load`. */
export class ServerState extends StateStore {
  readonly acl: AclView;
  readonly catalog: CatalogView;
  readonly kv: KvView;
  readonly keyTtls: KeyTtlView;
  readonly sessions: SessionView;
  readonly secrets: SecretView;
  readonly queries: QueryView;
  readonly coordinates: CoordinateView;
  readonly operator: OperatorView;
  readonly configEntries: ConfigEntryView;
  readonly connect: ConnectView;
  readonly gateways: GatewayView;
  /** Of a service, of what speaks for it, of what exposes it. */
  readonly instances: ReturnType<typeof instanceReads>;
  readonly lockDelays: LockDelays;

  constructor(store: Store, clock: Clock) {
    super(store, () => clock.sleep(0));
    this.acl = new AclView(this);
    this.catalog = new CatalogView(this);
    this.kv = new KvView(this);
    this.keyTtls = new KeyTtlView(this);
    this.sessions = new SessionView(this);
    this.secrets = new SecretView(this);
    this.queries = new QueryView(this);
    this.coordinates = new CoordinateView(this);
    this.operator = new OperatorView(this);
    this.configEntries = new ConfigEntryView(this);
    this.connect = new ConnectView(this);
    this.gateways = new GatewayView(this.catalog, this.configEntries);
    this.instances = instanceReads(this);
    this.lockDelays = new LockDelays(clock);
  }
}
