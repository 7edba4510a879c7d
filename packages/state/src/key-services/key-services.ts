import type { KeyServiceDefinition } from "./key-service.ts";

/** Each is loaded when it is chosen. */
const SERVICES: ReadonlyMap<string, () => Promise<KeyServiceDefinition>> = new Map([
  ["aws_kms", async () => (await import("./aws-kms.ts")).AWS_KMS],
  ["azure_vault", async () => (await import("./azure-vault.ts")).AZURE_VAULT],
  ["gcp_kms", async () => (await import("./gcp-kms.ts")).GCP_KMS],
]);

/** The key service of that type; undefined where there is none. */
export async function findKeyService(type: string): Promise<KeyServiceDefinition | undefined> {
  return SERVICES.get(type)?.();
}

/** The types that can be chosen. */
export function keyServiceTypes(): readonly string[] {
  return [...SERVICES.keys()];
}
