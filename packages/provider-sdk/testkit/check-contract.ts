import { checkProviderContract, type PlainRecord, type ContractSubject as Subject } from "@tutti/plugin";
import { createRealRuntime, createStop } from "@tutti/runtime";
import type { OpenableProvider } from "../src/define-provider.ts";
import { configuredValue } from "./configured-value.ts";
import { refuseErrors } from "./told.ts";

/** A type of object, and configurations for it. */
export interface ContractSubject extends Omit<Subject, "open" | "recovers"> {
  /** What stands in the `provider` block. */
  readonly provider?: PlainRecord;
  /** Whether `recover` finds what an operation made; default: no. */
  readonly recovers?: boolean;
}

/**
 * What every provider must hold, checked with one type of it: made, read, planned again with nothing
 * to do, imported, listed, changed, replaced, removed twice. Rejects with what was broken.
 */
export async function checkContract(
  defined: OpenableProvider,
  { provider: config = {}, recovers = false, ...subject }: ContractSubject,
): Promise<void> {
  const open = async () => {
    const provider = defined.open(createRealRuntime());
    const written = configuredValue(provider.schema().provider.block, config);
    refuseErrors((await provider.configure({ config: written, signal: createStop().signal })).diagnostics);
    return provider;
  };
  await checkProviderContract({ ...subject, recovers, open }, "test");
}
