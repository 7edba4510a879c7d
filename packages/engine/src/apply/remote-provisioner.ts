/** Provisioners that reach the machine of an object. */

import { formatInstance } from "@tutti/addresses";
import { connectionBody, type Provisioner } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { unmarkDeep, type Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import type { DestroyProvisioners } from "../object/destroy-provisioners.ts";
import { connectionConfig, provisionerConfig } from "../object/provisioner-config.ts";
import type { ResourceChange } from "../plan.ts";
import { readConnection } from "../provision/connection.ts";
import { copyFiles } from "../provision/copy-files.ts";
import { ProvisionFailure } from "../provision/failure.ts";
import { remoteExec } from "../provision/remote-exec.ts";
import { suppression } from "../provision/suppression.ts";
import type { ApplyRun } from "./apply-run.ts";

/** One `remote-exec` or `file` provisioner. */
export async function runRemotely(
  run: ApplyRun,
  address: ResourceChange["address"],
  provisioner: Provisioner,
  { context, connection: outer }: DestroyProvisioners,
): Promise<readonly Diagnostic[]> {
  const { type, declRange } = provisioner;
  const text = formatInstance(address);
  const fail = (detail: string): readonly Diagnostic[] => [
    { ...errorDiagnostic(engineError("provisioner-error", type), detail, declRange), address: text },
  ];
  const { value, diagnostics } = provisionerConfig(provisioner, context);
  if (hasErrors(diagnostics)) return diagnostics;
  const body = connectionBody(provisioner, outer);
  if (body === undefined) return fail("Missing connection configuration for provisioner.");
  const found = connectionConfig(body, context);
  if (hasErrors(found.diagnostics)) return found.diagnostics;
  if (!value.isWhollyKnown || !found.value.isWhollyKnown)
    return fail("Something in its arguments is still not known, though everything before it was applied.");
  try {
    await perform(run, address, provisioner, value, found.value);
    return diagnostics;
  } catch (error) {
    if (error instanceof ProvisionFailure) return fail(error.message);
    throw error;
  }
}

async function perform(
  { request }: ApplyRun,
  address: ResourceChange["address"],
  { type }: Provisioner,
  config: Value,
  connection: Value,
): Promise<void> {
  const { network, disk, clock, random, home, environment, signal, onEvent } = request;
  const agentSocket = environment.get("SSH_AUTH_SOCK");
  const read = readConnection(connection, agentSocket === "" ? undefined : agentSocket);
  if (!read.ok) throw new ProvisionFailure(read.message);
  const hidden = suppression(config);
  const work = {
    world: { network, disk, clock, random, home },
    connection: read.connection,
    config: unmarkDeep(config).value,
    say: (line: string): void =>
      onEvent?.({ kind: "provision-output", address, provisioner: type, line: hidden ?? line }),
    signal,
  };
  await (type === "file" ? copyFiles(work) : remoteExec(work));
}
