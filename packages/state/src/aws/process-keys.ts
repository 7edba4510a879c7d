import { parseJsonObject } from "@tutti/values";
import { StorageError } from "../storage/remote-problem.ts";
import type { AwsAccess, AwsCredentials } from "./aws-access.ts";
import { readJsonKeys } from "./json-keys.ts";

/** As long as a person may need to answer what the program asks. */
const TIMEOUT_MS = 60_000;
const OUTPUT_MAX = 64 << 10;

/** Keys that a program of the user prints (`credential_process`); the line is the shell's, as for AWS's own tools. */
export async function processKeys(access: AwsAccess, line: string, profile: string): Promise<AwsCredentials> {
  const { runtime, place } = access;
  const { exitCode, stdout, timedOut } = await runtime.processes.run({
    program: "/bin/sh",
    args: ["-c", line],
    timeoutMs: TIMEOUT_MS,
    outputMax: OUTPUT_MAX,
  });
  const source = `the credential_process of the profile "${profile}"`;
  if (exitCode !== 0)
    throw new StorageError(
      place,
      `${source} ${timedOut ? "did not end within a minute" : `failed with status ${exitCode ?? "unknown"}`}`,
    );
  const names = {
    id: "AccessKeyId",
    secret: "SecretAccessKey",
    token: "SessionToken",
    expires: "Expiration",
  };
  return readJsonKeys(parseJsonObject(new TextDecoder().decode(stdout)), names, source, place);
}
