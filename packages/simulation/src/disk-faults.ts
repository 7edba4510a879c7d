import { RuntimeError } from "@tutti/runtime";

type Fault =
  | { readonly kind: "fail"; readonly from: number; readonly code: string }
  | { readonly kind: "cut"; readonly at: number; readonly onCut: () => void };

const NEVER = new Promise<never>(() => {});

/** Counts the writes of a disk, and meets the fault that is planned for one of them. */
export interface DiskFaults {
  readonly writes: number;
  /** Makes a write; `tear` gets what a cut may leave of it. */
  write(subject: string, apply: () => void, tear?: () => void): Promise<void>;
  failFrom(write: number, code: string): void;
  cutAt(write: number, onCut: () => void): void;
  mend(): void;
  /** Operations of a machine that stopped never end, not even when a new one has started. */
  restart(): void;
}

export function createDiskFaults(): DiskFaults {
  let writes = 0;
  let fault: Fault | undefined;
  let stopped = false;
  let life = 0;
  return {
    get writes() {
      return writes;
    },
    async write(subject, apply, tear) {
      const born = life;
      writes += 1;
      if (stopped) return NEVER;
      if (fault?.kind === "fail" && writes >= fault.from) {
        throw new RuntimeError(fault.code, subject, `${fault.code}: simulated fault, '${subject}'`);
      }
      if (fault?.kind === "cut" && writes >= fault.at) {
        stopped = true;
        tear?.();
        fault.onCut();
        return NEVER;
      }
      apply();
      await Promise.resolve();
      if (born !== life) return NEVER;
    },
    failFrom: (n, code) => {
      fault = { kind: "fail", from: writes + n, code };
    },
    cutAt: (n, onCut) => {
      fault = { kind: "cut", at: writes + n, onCut };
    },
    mend: () => {
      fault = undefined;
    },
    restart: () => {
      fault = undefined;
      stopped = false;
      life += 1;
    },
  };
}
