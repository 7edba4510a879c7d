import type { Runtime } from "@tutti/runtime";
import type { BlockValues } from "./block-values.ts";
import type { NamedBlock } from "./encryption-blocks.ts";
import type { KeyProvider } from "./key-provider.ts";

/** Makes the provider that a block of this type describes; undefined where it cannot be (it was told). */
export type BuildKeyProvider = (
  runtime: Runtime,
  block: NamedBlock,
  values: BlockValues,
  /** Finds the provider that `chain` names. */
  chain: (address: string) => Promise<KeyProvider | undefined>,
) => Promise<BuiltKeyProvider | undefined>;

export interface BuiltKeyProvider {
  readonly provider: KeyProvider;
  /** Bytes of its keys; undefined where only they tell. */
  readonly keyLength: number | undefined;
}
