import type { BackendDefinition } from "../backend.ts";
import { LOCAL } from "./local/local-definition.ts";

/** What is used where no `backend` block says otherwise. */
export const DEFAULT_BACKEND: BackendDefinition = LOCAL;

const DEFINITIONS: ReadonlyMap<string, BackendDefinition> = new Map([[LOCAL.type, LOCAL]]);

/** Backends of Terraform that Tutti does not have yet. */
const NOT_YET: ReadonlySet<string> = new Set(
  "azurerm consul cos gcs http inmem kubernetes oci oss pg remote s3".split(" "),
);

/** The backend of that type; or that Terraform has one and we do not; or that there is none. */
export function findBackend(type: string): BackendDefinition | "not-yet" | "unknown" {
  return DEFINITIONS.get(type) ?? (NOT_YET.has(type) ? "not-yet" : "unknown");
}

/** The types that can be chosen, in order. */
export function backendTypes(): readonly string[] {
  return [...DEFINITIONS.keys()].sort();
}
