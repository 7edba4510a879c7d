import type { LockInfo } from "../src/index.ts";
import type { StateSlot, StateStorage, WriteResult } from "../src/storage/state-storage.ts";

/** What a test may do to storage behind the backs of its clients. */
export interface MemoryStorage extends StateStorage {
  /** A test may put another one in its place. */
  open: StateStorage["open"];
  /** By workspace, as stored. */
  readonly stored: Map<string, Stored>;
  /** Takes the lock of a workspace away. */
  loseLock(workspace: string): void;
  /** Called before (`read`, `write`, `take`, `release`) and after (`written`) what is asked; what it throws is what the server says. */
  onCall: (call: "read" | "write" | "written" | "take" | "release", workspace: string) => void;
}

interface Stored {
  readonly bytes: Uint8Array;
  readonly version: number;
}

/** Storage in memory that keeps every promise storage can keep: a server for tests of what is above it. */
export function createMemoryStorage(): MemoryStorage {
  const stored = new Map<string, Stored>();
  const locks = new Map<string, LockInfo>();
  let count = 0;
  const storage: MemoryStorage = {
    type: "memory",
    stored,
    loseLock: (workspace) => void locks.delete(workspace),
    onCall: () => {},
    workspaces: {
      list: async () => [...stored.keys()].filter((name) => name !== "default"),
      remove: async (name) => void stored.delete(name),
    },
    open: (workspace) => slot(workspace),
  };

  function slot(workspace: string): StateSlot {
    const holder = (): string | undefined => locks.get(workspace)?.id;
    return {
      place: `memory ${workspace}`,
      lockPath: workspace,
      async read() {
        storage.onCall("read", workspace);
        const found = stored.get(workspace);
        return found === undefined ? undefined : { bytes: found.bytes, version: String(found.version) };
      },
      async write(bytes, { found, lock }): Promise<WriteResult> {
        storage.onCall("write", workspace);
        if (lock !== undefined && lock.id !== holder()) return { kind: "lock-lost" };
        const version = stored.get(workspace)?.version;
        const expected = found === "any" ? version : found?.version;
        if (String(expected) !== String(version)) return { kind: "changed" };
        count += 1;
        stored.set(workspace, { bytes, version: count });
        storage.onCall("written", workspace);
        return { kind: "written", version: String(count) };
      },
      locking: {
        async take(info) {
          storage.onCall("take", workspace);
          const held = locks.get(workspace);
          if (held !== undefined) return { kind: "held", words: "the memory is locked", info: held };
          locks.set(workspace, info);
          count += 1;
          return {
            kind: "taken",
            lock: {
              id: info.id,
              fence: count,
              isHeld: async () => holder() === info.id,
              release: async () => {
                storage.onCall("release", workspace);
                if (holder() === info.id) locks.delete(workspace);
              },
            },
          };
        },
        async force(id) {
          if (holder() !== id) return { refused: `lock id "${id}" does not match existing lock` };
          locks.delete(workspace);
          return "released";
        },
      },
    };
  }
  return storage;
}
