import { join } from "node:path";
import { type Runtime, RuntimeError } from "@tutti/runtime";

/** A process by its id and by what tells it from a later one of the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** The folder in which a supervised process keeps what must be found again. */
export class ProcessFolder {
  readonly path: string;
  readonly #runtime: Runtime;

  /** Named by the operation that starts the process, so that a killed apply finds it. */
  constructor(runtime: Runtime, id: string) {
    this.#runtime = runtime;
    this.path = join(runtime.environment.directory, ".tutti", "processes", id);
  }

  async make(policy: string): Promise<void> {
    await this.#runtime.disk.makeDirectory(this.path);
    await this.setPolicy(policy);
  }

  async setPolicy(policy: string): Promise<void> {
    await this.#runtime.disk.replaceFile(join(this.path, "policy"), `${policy}\n`);
  }

  /** From now on the supervisor starts nothing again. */
  async forbidRestart(): Promise<void> {
    if ((await this.#runtime.disk.stat(this.path)) === undefined) return;
    await this.#runtime.disk.writeFile(join(this.path, "stop"), "");
  }

  async identity(name: "supervisor" | "child"): Promise<ProcessIdentity | undefined> {
    const [pid, startedAt] = ((await this.#text(name)) ?? "").trim().split(" ");
    return pid === undefined || startedAt === undefined ? undefined : { pid: Number(pid), startedAt };
  }

  async exitCode(): Promise<number | undefined> {
    const text = await this.#text("exit");
    return text === undefined ? undefined : Number(text.trim());
  }

  get logFile(): string {
    return join(this.path, "output.log");
  }

  async remove(): Promise<void> {
    await this.#runtime.disk.remove(this.path, { recursive: true });
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
