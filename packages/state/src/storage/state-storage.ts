import type { LockInfo } from "../lock-info.ts";

/**
 * Where a backend on a server keeps the bytes of states: the small part that
 * differs from one kind of server to the next. What all of them promise
 * (serials, journals, locks, what a failed write leaves) is written once, in
 * `remote-state.ts`. Everything here throws a `RuntimeError` where the server
 * cannot be reached or refuses.
 */
export interface StateStorage {
  readonly type: string;
  /** Where states of several workspaces lie; undefined where there is room for one state alone. */
  readonly workspaces: WorkspaceStorage | undefined;
  open(workspace: string): StateSlot;
}

/** Workspaces as the storage knows them: one is there when its state is, be it an empty one. */
export interface WorkspaceStorage {
  /** All but the default one, in any order. */
  list(): Promise<readonly string[]>;
  /** With all that belongs to it. */
  remove(workspace: string): Promise<void>;
}

/** The place of one state. Nothing is asked of the server before a method is called. */
export interface StateSlot {
  /** For people, and to tell one place from another: kind and address, nothing secret. */
  readonly place: string;
  /** What a lock's info says as `Path`. */
  readonly lockPath: string;
  /** Undefined where no state is stored. */
  read(): Promise<StoredBytes | undefined>;
  write(bytes: Uint8Array, condition: WriteCondition): Promise<WriteResult>;
  /** Undefined: the storage has no locks, or was told to do without. */
  readonly locking: SlotLocking | undefined;
}

/** What is stored. */
export interface StoredBytes {
  readonly bytes: Uint8Array;
  /** Another one after each change; undefined where the storage cannot tell. */
  readonly version: string | undefined;
  /** Its writing was cut off: we know it whole, and others cannot read it before it is written again. */
  readonly isHalfWritten?: true;
}

/** When a write may take place. */
export interface WriteCondition {
  /** What must lie there still, as it was read (undefined: nothing lay there); "any" asks for nothing. */
  readonly found: StoredVersion | "any";
  /** The lock under which is written; undefined where none was taken. */
  readonly lock: SlotLock | undefined;
}

/** The version that was read; undefined where nothing lay there. */
export type StoredVersion = { readonly version: string | undefined } | undefined;

/** Storage that can compares and writes at once, so that nothing comes between. */
export type WriteResult =
  | { readonly kind: "written"; readonly version: string | undefined }
  /** Somebody wrote since it was read; nothing was written. */
  | { readonly kind: "changed" }
  /** Another holds the lock, or nobody; nothing was written. */
  | { readonly kind: "lock-lost" };

/** Locks of one state. */
export interface SlotLocking {
  /** Tries once. `placeholder` is an empty state as it is stored, for storage that locks only what is there. */
  take(info: LockInfo, placeholder: () => Promise<Uint8Array>): Promise<TakenLock>;
  /** Gives back the lock of that ID, whoever holds it; else says why not. */
  force(id: string): Promise<"released" | { readonly refused: string }>;
}

/** A lock, or what is known of who holds it. */
export type TakenLock =
  | {
      readonly kind: "taken";
      readonly lock: SlotLock;
      /** What it says of itself, where the storage has an ID or a path of its own. */
      readonly info?: LockInfo;
    }
  | { readonly kind: "held"; readonly words: string; readonly info: LockInfo | undefined };

/** A lock that was taken. */
export interface SlotLock {
  readonly id: string;
  /** Greater than that of every lock before; undefined where the storage does not number them. */
  readonly fence: number | undefined;
  /** Asked before each write, for a clear word; storage that can asks again in the write itself. */
  isHeld(): Promise<boolean>;
  /** Does nothing where another holds it by now. */
  release(): Promise<void>;
}
