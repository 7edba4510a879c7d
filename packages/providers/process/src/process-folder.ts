import { join } from "node:path";
import { type ProcessIdentity, type Runtime, RuntimeError } from "@tutti/runtime";

/** Whether a program that ended is started again. */
export const POLICIES = ["no", "on-failure", "always"] as const;
export type Policy = (typeof POLICIES)[number];

/**
 * The folder in which a supervised process keeps what must be found again. It
 * is for its owner alone: a log may say anything.
 */
export class ProcessFolder {
  readonly path: string;
  readonly #runtime: Runtime;

  constructor(runtime: Runtime, path: string) {
    this.#runtime = runtime;
    this.path = path;
  }

  /** Named by the operation that starts the process, so that a killed apply finds it. */
  static of(runtime: Runtime, id: string): ProcessFolder {
    return new ProcessFolder(runtime, join(runtime.environment.directory, ".tutti", "processes", id));
  }

  async make(policy: string): Promise<void> {
    await this.#runtime.disk.makeDirectory(this.path, { mode: 0o700 });
    await this.setPolicy(policy);
  }

  async exists(): Promise<boolean> {
    return (await this.#runtime.disk.stat(this.path)) !== undefined;
  }

  async setPolicy(policy: string): Promise<void> {
    await this.#put("policy", policy);
  }

  /** `no` where it cannot be read any more. */
  async policy(): Promise<Policy> {
    const text = (await this.#text("policy"))?.trim();
    return POLICIES.find((known) => known === text) ?? "no";
  }

  /** From now on the supervisor starts nothing again. */
  async forbidRestart(): Promise<void> {
    if (await this.exists()) await this.#put("stop", "");
  }

  async restartIsForbidden(): Promise<boolean> {
    return (await this.#text("stop")) !== undefined;
  }

  /** When the program ends next it is started again, whatever the policy says. */
  async askForRestart(): Promise<void> {
    await this.#put("again", "");
  }

  /** True where that was asked for, once. */
  async takeRestart(): Promise<boolean> {
    if ((await this.#text("again")) === undefined) return false;
    await this.#runtime.disk.remove(join(this.path, "again"));
    return true;
  }

  async identity(name: "supervisor" | "child"): Promise<ProcessIdentity | undefined> {
    const [pid, startedAt] = ((await this.#text(name)) ?? "").trim().split(" ");
    return pid === undefined || startedAt === undefined ? undefined : { pid: Number(pid), startedAt };
  }

  /** Another text whenever another program runs; empty where none is known. */
  async childVersion(): Promise<string> {
    return (await this.#runtime.disk.stat(join(this.path, "child")))?.version ?? "";
  }

  /** Fails where the folder is gone: then nobody would find the process again. */
  async setIdentity(name: "supervisor" | "child", { pid, startedAt }: ProcessIdentity): Promise<void> {
    await this.#put(name, `${pid} ${startedAt}`);
  }

  /** The port that the program was given. */
  async port(): Promise<number | undefined> {
    const text = await this.#text("port");
    return text === undefined ? undefined : Number(text.trim());
  }

  async setPort(port: number): Promise<void> {
    await this.#put("port", String(port));
  }

  async exitCode(): Promise<number | undefined> {
    const text = await this.#text("exit");
    return text === undefined ? undefined : Number(text.trim());
  }

  async setExitCode(code: number): Promise<void> {
    await this.#put("exit", String(code));
  }

  get logFile(): string {
    return join(this.path, "output.log");
  }

  /** What the supervisor itself had to say; empty but for its own faults. */
  get faultFile(): string {
    return join(this.path, "supervisor.log");
  }

  async remove(): Promise<void> {
    await this.#runtime.disk.remove(this.path, { recursive: true });
  }

  async #put(name: string, text: string): Promise<void> {
    await this.#runtime.disk.replaceFile(join(this.path, name), `${text}\n`, { mode: 0o600 });
  }

  async #text(name: string): Promise<string | undefined> {
    try {
      return await this.#runtime.disk.readText(join(this.path, name));
    } catch (error) {
      if (error instanceof RuntimeError && error.code === "ENOENT") return undefined;
      throw error;
    }
  }
}
