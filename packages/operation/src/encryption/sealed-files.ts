import { Buffer } from "node:buffer";
import type { VariableArgument } from "@tutti/config";
import { errorDiagnostic } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import { operationError } from "../errors.ts";
import { done, failed, type Outcome } from "../outcome.ts";
import type { EncryptionTargets } from "./build-targets.ts";
import { decodeEnvelope } from "./envelope.ts";
import { openEncryption } from "./open-encryption.ts";
import { sealPieces, unsealBytes } from "./seal-bytes.ts";
import { SealError } from "./seal-error.ts";
import type { SealTarget } from "./seal-method.ts";

/** A plan as it is kept: hidden where `plan` says so. */
export async function sealPlan(
  runtime: Runtime,
  target: SealTarget | undefined,
  plan: Uint8Array,
): Promise<Uint8Array> {
  if (target === undefined) return plan;
  const pieces: Uint8Array[] = [];
  for await (const piece of sealPieces(runtime, target, [plan], () => "")) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

/** A plan as it was before it was kept; a text says why it cannot be read. */
export async function unsealPlan(
  target: SealTarget | undefined,
  bytes: Uint8Array,
): Promise<Uint8Array | string> {
  if (target === undefined) return isEnvelope(bytes) ? NO_KEY : bytes;
  try {
    return Buffer.concat((await unsealBytes(target, bytes)).pieces);
  } catch (error) {
    if (error instanceof SealError) return error.message;
    throw error;
  }
}

const NO_KEY =
  'it is encrypted, and no encryption is configured for it: the "encryption" block of the configuration, or TF_ENCRYPTION, must say how it was encrypted';

/** The bytes of a file that holds a state or a plan, opened where they are hidden. */
export async function openSealedFile(
  runtime: Runtime,
  bytes: Uint8Array,
  variables: readonly VariableArgument[] = [],
): Promise<Outcome<Uint8Array>> {
  if (!isEnvelope(bytes)) return done(bytes);
  const encryption = await openEncryption(runtime, variables);
  if (!encryption.ok) return encryption;
  const opened = await unsealPlan(targetOf(encryption.value, bytes), bytes);
  if (typeof opened !== "string") return done(opened);
  return failed([
    errorDiagnostic(operationError("encrypted-file-cannot-be-opened"), `The file cannot be read: ${opened}.`),
  ]);
}

/** A state shows its serial beside what is hidden, a plan shows nothing. */
function targetOf({ state, plan }: EncryptionTargets, bytes: Uint8Array): SealTarget | undefined {
  return decodeEnvelope(Buffer.from(bytes).toString("utf8"))?.serial === undefined ? plan : state;
}

function isEnvelope(bytes: Uint8Array): boolean {
  return bytes[0] === OPENING && decodeEnvelope(Buffer.from(bytes).toString("utf8")) !== undefined;
}

const OPENING = "{".charCodeAt(0);
