import { RuntimeError } from "@tutti/runtime";
import { isJsonObject, parseJsonObject, textMember } from "@tutti/values";
import { StorageError } from "../storage/remote-problem.ts";
import type { ClusterAccess, ClusterUser, ExecLogin } from "./cluster-access.ts";

/** What a program gave, and until when it is good. */
export interface ExecCredential extends ClusterUser {
  readonly expiresMs: number | undefined;
}

/** As long as a person may need to answer what the program asks. */
const TIMEOUT_MS = 60_000;
const OUTPUT_MAX = 1 << 20;

/** Runs a login program as `client.authentication.k8s.io` describes it: an ExecCredential in, one out. */
export async function runLogin(
  { runtime, place }: ClusterAccess,
  { apiVersion, command, args, environment }: ExecLogin,
): Promise<ExecCredential> {
  const request = { kind: "ExecCredential", apiVersion, spec: { interactive: false } };
  const refuse = (why: string): StorageError => new StorageError(place, `the login by "${command}" ${why}`);
  const result = await runtime.processes
    .run({
      program: command,
      args,
      environment: {
        ...Object.fromEntries([...runtime.environment.variables, ...environment]),
        KUBERNETES_EXEC_INFO: JSON.stringify(request),
      },
      timeoutMs: TIMEOUT_MS,
      outputMax: OUTPUT_MAX,
    })
    .catch((error: unknown) => {
      throw error instanceof RuntimeError ? refuse(`cannot be started: ${error.message}`) : error;
    });
  if (result.timedOut) throw refuse("did not end within a minute");
  if (result.exitCode !== 0) throw refuse(`failed with status ${result.exitCode ?? "unknown"}`);
  const status = parseJsonObject(new TextDecoder().decode(result.stdout))?.["status"];
  if (!isJsonObject(status)) throw refuse("gave no ExecCredential");
  const member = (name: string): string | undefined => textMember(status, name) || undefined;
  const [token, certificate, key] = ["token", "clientCertificateData", "clientKeyData"].map(member);
  if (token === undefined && (certificate === undefined || key === undefined))
    throw refuse("gave neither a token nor a certificate with its key");
  const expires = Date.parse(textMember(status, "expirationTimestamp"));
  return { token, certificate, key, expiresMs: Number.isNaN(expires) ? undefined : expires };
}
