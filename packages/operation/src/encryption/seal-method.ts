/** How something is hidden: what every method and target of the `encryption` block comes to. */

/** A key to hide with, and what must be kept to find it again. */
export interface SealKey {
  /** 16, 24 or 32 bytes. */
  readonly key: Uint8Array;
  /** By the name of the key provider (or its `encrypted_metadata_alias`): JSON texts. */
  readonly meta: KeyMeta;
}

/** What was kept beside something hidden, so that its keys are found again. */
export type KeyMeta = ReadonlyMap<string, string>;

/** AES-GCM with keys of a key provider. */
export interface SealMethod {
  /** As it is declared: `method.aes_gcm.a`. */
  readonly name: string;
  /** Bound to what is hidden, and not kept with it: whoever opens it must say the same. */
  readonly aad: Uint8Array;
  /** One key for all that this process hides. */
  sealingKey(): Promise<SealKey>;
  /** Undefined where what was kept holds nothing of this method's key provider. */
  openingKey(meta: KeyMeta): Promise<Uint8Array | undefined>;
}

/** What `state`, `plan` or `remote_state_data_sources` says: the first hides, each may have hidden before. */
export interface SealTarget {
  /** For texts: `state`, `plan`, `remote state`. */
  readonly name: string;
  readonly methods: readonly [SealMethod | "unencrypted", ...(SealMethod | "unencrypted")[]];
}
