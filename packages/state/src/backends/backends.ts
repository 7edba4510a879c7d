import type { BackendDefinition } from "../backend.ts";
import { LOCAL } from "./local/local-definition.ts";
import { backendRefusal } from "./refused-backends.ts";

/** What is used where no `backend` block says otherwise. */
export const DEFAULT_BACKEND: BackendDefinition = LOCAL;

/** Those on servers are loaded when they are chosen: most commands need none. */
const REMOTE: ReadonlyMap<string, () => Promise<BackendDefinition>> = new Map([
  ["azurerm", async () => (await import("./azurerm/azurerm-definition.ts")).AZURERM],
  ["consul", async () => (await import("./consul/consul-definition.ts")).CONSUL],
  ["gcs", async () => (await import("./gcs/gcs-definition.ts")).GCS],
  ["http", async () => (await import("./http/http-definition.ts")).HTTP],
  ["kubernetes", async () => (await import("./kubernetes/kubernetes-definition.ts")).KUBERNETES],
  ["pg", async () => (await import("./pg/pg-definition.ts")).PG],
  ["s3", async () => (await import("./s3/s3-definition.ts")).S3],
]);

/** The backend of that type; else the sentence that says why there is none, and what to do. */
export async function findBackend(type: string): Promise<BackendDefinition | string> {
  if (type === LOCAL.type) return LOCAL;
  const load = REMOTE.get(type);
  return load?.() ?? backendRefusal(type) ?? `There is no backend type named "${type}".`;
}

/** The types that can be chosen, in order. */
export function backendTypes(): readonly string[] {
  return [LOCAL.type, ...REMOTE.keys()].sort();
}
