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

/** What hides and opens. */
export type SealMethod = KeyMethod | ProgramMethod;

/** Programs that hide and open, each as a whole. */
export interface ProgramMethod {
  readonly kind: "program";
  /** As it is declared: `method.external.a`. */
  readonly name: string;
  /** What is hidden, and what must be kept to find its key again. */
  encrypt(bytes: Uint8Array): Promise<{ readonly data: Uint8Array; readonly meta: KeyMeta }>;
  /** Undefined where what was kept holds nothing of this method's key provider; a `SealError` where the program fails. */
  decrypt(data: Uint8Array, meta: KeyMeta): Promise<Uint8Array | undefined>;
}

/** AES-GCM with keys of a key provider. */
export interface KeyMethod {
  readonly kind: "key";
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
