import { fromUnknown, type Runtime, type Timer } from "@tutti/runtime";

/** Tells systemd how the agent is, where it asks (`NOTIFY_SOCKET`); nobody else hears of it. */
export interface ServiceManager {
  /** It listens: also once a reload is over. From the first time on the watchdog is fed, if there is one. */
  ready(): Promise<void>;
  reloading(): Promise<void>;
  /** It ends; no more is told. */
  stopping(): Promise<void>;
}

/** Whoever notifies must still be there when systemd looks who it was; the program sees to that. */
const PROGRAM = "systemd-notify";
const PROGRAM_MS_MAX = 5_000;

/**
 * Sends by systemd's own program: Node has no datagrams of the file system.
 * The watchdog's time (`WATCHDOG_USEC`) is halved, as systemd recommends; a loop
 * that stands still feeds nothing, and the agent is started anew.
 */
export function createServiceManager(
  { environment, processes, clock }: Pick<Runtime, "environment" | "processes" | "clock">,
  warn: (line: string) => void,
): ServiceManager {
  const { variables, pid } = environment;
  const isAsked = (variables.get("NOTIFY_SOCKET") ?? "") !== "";
  const watchdogMs = watchdogMsOf(variables, pid);
  let timer: Timer | undefined;
  let isOver = false;

  async function tell(...states: readonly string[]): Promise<void> {
    if (!isAsked || isOver) return;
    try {
      const command = { program: PROGRAM, args: states, timeoutMs: PROGRAM_MS_MAX };
      const { exitCode, stderr } = await processes.run(command);
      if (exitCode !== 0) fail(new TextDecoder().decode(stderr).trim() || `exit status ${exitCode}`);
    } catch (error) {
      fail(fromUnknown(error, PROGRAM).message);
    }
  }

  function fail(why: string): void {
    warn(`agent: systemd cannot be told how this agent is: ${why}`);
  }

  function feed(): void {
    if (watchdogMs === undefined || isOver) return;
    timer = clock.after(watchdogMs / 2, () => void tell("WATCHDOG=1").then(feed), { unref: true });
  }

  return {
    async ready() {
      await tell("READY=1", `MAINPID=${pid}`, "STATUS=The agent listens");
      if (timer === undefined) feed();
    },
    // With the time, by which systemd knows for Type=notify-reload that this is no earlier reload.
    reloading: () => tell("RELOADING=1", `MONOTONIC_USEC=${Math.round(clock.monotonic() * 1_000)}`),
    async stopping() {
      await tell("STOPPING=1");
      isOver = true;
      timer?.cancel();
    },
  };
}

/** Undefined where none is asked for, or of another process. */
function watchdogMsOf(variables: ReadonlyMap<string, string>, pid: number): number | undefined {
  const owner = variables.get("WATCHDOG_PID") ?? "";
  const micros = Number(variables.get("WATCHDOG_USEC") ?? "");
  return (owner === "" || owner === String(pid)) && micros > 0 ? micros / 1_000 : undefined;
}
