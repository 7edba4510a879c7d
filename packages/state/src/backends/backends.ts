import type { BackendDefinition } from "../backend.ts";
import { LOCAL } from "./local/local-definition.ts";

/** What is used where no `backend` block says otherwise. */
export const DEFAULT_BACKEND: BackendDefinition = LOCAL;

/** Those on servers are loaded when they are chosen: most commands need none. */
const REMOTE: ReadonlyMap<string, () => Promise<BackendDefinition>> = new Map([
  ["azurerm", async () => (await import("./azurerm/azurerm-definition.ts")).AZURERM],
  ["consul", async () => (await import("./consul/consul-definition.ts")).CONSUL],
  ["gcs", async () => (await import("./gcs/gcs-definition.ts")).GCS],
  ["http", async () => (await import("./http/http-definition.ts")).HTTP],
  ["pg", async () => (await import("./pg/pg-definition.ts")).PG],
  ["s3", async () => (await import("./s3/s3-definition.ts")).S3],
]);

/** Backends of Terraform that Tutti does not have. */
const NOT_YET: ReadonlySet<string> = new Set("cos inmem kubernetes oci oss remote".split(" "));

/** The backend of that type; or that Terraform has one and we do not; or that there is none. */
export async function findBackend(type: string): Promise<BackendDefinition | "not-yet" | "unknown"> {
  if (type === LOCAL.type) return LOCAL;
  return REMOTE.get(type)?.() ?? (NOT_YET.has(type) ? "not-yet" : "unknown");
}

/** The types that can be chosen, in order. */
export function backendTypes(): readonly string[] {
  return [LOCAL.type, ...REMOTE.keys()].sort();
}
