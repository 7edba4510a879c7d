/** What the makers of providers test theirs with. */

export { type ContractSubject, checkContract } from "./check-contract.ts";
export type { ManagedObject, ObjectPlan } from "./managed-object.ts";
export { type OpenedProvider, type OpenOptions, openProvider } from "./open-provider.ts";
