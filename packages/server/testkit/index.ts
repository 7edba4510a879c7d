export * from "./failing-servers.ts";
export * from "./servers-contract.ts";
export { MANAGER, type ServersWorld, type WorldOptions } from "./servers-world.ts";
export * from "./through-texts.ts";
export { check, kv, node, service, type TxnAnswer } from "./txn-operations.ts";
