import type { Plan } from "@tutti/engine";
import { loadAllFunctions } from "@tutti/functions";
import type { Diagnostic } from "@tutti/hcl";
import { createMachine, type Machine, type SimulatedHost } from "@tutti/simulation";
import {
  type Applied,
  applyOperation,
  createProviderRegistry,
  type Operation,
  type OperationRequest,
  type Planned,
  planOperation,
  prepareOperation,
  type Refreshed,
  saveRefreshed,
} from "../src/index.ts";

/** A working directory in memory, and what is done in it. */
export interface Folder extends Omit<Machine, "simulation"> {
  request(options?: Partial<OperationRequest>): OperationRequest;
  prepare(options?: Partial<OperationRequest>): Promise<Operation | readonly string[]>;
  /** Prepares and plans; the lock is given back. */
  plan(options?: Partial<OperationRequest>): Promise<Planned>;
  /** Prepares, plans and applies; a refusal is thrown. */
  apply(
    options?: Partial<OperationRequest>,
    signal?: AbortSignal,
  ): Promise<Applied & { readonly plan: Plan }>;
  /** Prepares, plans and keeps what was seen. */
  refresh(options?: Partial<OperationRequest>): Promise<Refreshed>;
}

/** What is loaded on demand takes real time, of which a simulation knows nothing. */
async function loadAll(host: SimulatedHost): Promise<void> {
  await Promise.all([
    loadAllFunctions(),
    import("@tutti/engine"),
    import("../src/configuration/check-config.ts"),
    createProviderRegistry(host).load("terraform.io/builtin/terraform"),
  ]);
}

export async function createFolder(
  files: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = {},
): Promise<Folder> {
  const { host, write, read, until } = createMachine({ variables });
  await loadAll(host);
  const folder: Folder = {
    host,
    write,
    read,
    until,
    request: (options = {}) => ({ runtime: host, purpose: "apply", mode: "normal", ...options }),
    async prepare(options) {
      const { outcome } = await until(prepareOperation(folder.request(options)));
      return outcome.ok ? outcome.value : lines(outcome.diagnostics);
    },
    async plan(options) {
      const operation = await opened(folder.prepare(options));
      try {
        return await until(planOperation(operation));
      } finally {
        await operation.release();
      }
    },
    async apply(options, signal) {
      const operation = await opened(folder.prepare(options));
      try {
        const { plan, diagnostics } = await until(planOperation(operation, signal));
        if (plan === undefined) throw new Error(lines(diagnostics).join("\n"));
        return { ...(await until(applyOperation(operation, plan, signal))), plan };
      } finally {
        await operation.release();
      }
    },
    async refresh(options) {
      const operation = await opened(folder.prepare({ purpose: "refresh", ...options }));
      try {
        const { plan, diagnostics } = await until(planOperation(operation));
        if (plan === undefined) throw new Error(lines(diagnostics).join("\n"));
        return await until(saveRefreshed(operation, plan));
      } finally {
        await operation.release();
      }
    },
  };
  await write(files);
  return folder;
}

async function opened(prepared: Promise<Operation | readonly string[]>): Promise<Operation> {
  const operation = await prepared;
  if ("request" in operation) return operation;
  throw new Error(operation.join("\n"));
}

/** Diagnostics, one a line. */
export function lines(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ severity, summary, detail }) => `${severity}: ${summary}: ${detail}`);
}

/** What a plan does, one object a line: `create a.b`. */
export function actionsOf(plan: Plan | undefined): readonly string[] {
  return (plan?.changes ?? [])
    .filter(({ action }) => action !== "no-op")
    .map(({ action, address }) => `${action} ${address.type}.${address.name}`)
    .sort();
}
