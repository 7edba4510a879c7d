/** What may be done with a resource. */
export type Access = "read" | "write" | "list";

/** The kinds of resource that rules speak of. */
export type ResourceKind =
  | "acl"
  | "agent"
  | "drift"
  | "event"
  | "key"
  | "keyring"
  | "node"
  | "operator"
  | "query"
  | "rollout"
  | "secret"
  | "service"
  | "session"
  | "intention"
  | "management";

/** What one token allows. Every decision of the agent is made here, and nowhere else. */
export interface Authorizer {
  /** Equal for authorisers that decide alike: answers may be shared between them. */
  readonly id: string;
  allows(kind: ResourceKind, access: Access, name: string): boolean;
  /** True when everything below the prefix may be written: for deletes of a whole prefix. */
  allowsPrefix(kind: ResourceKind, access: Access, prefix: string): boolean;
}

/** Allows everything: what a management token is, and everybody while access control is off. */
export const allowAll: Authorizer = { id: "", allows: () => true, allowsPrefix: () => true };
