import type { Fields } from "@tutti/plugin";
import { ProviderFailure } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { EngineClient } from "./engine-client.ts";
import { DEFAULT_HOST, parseEngineHost } from "./engine-host.ts";
import { dockerError } from "./errors.ts";

/** A registry's credentials. */
export interface RegistryLogin {
  readonly address: string;
  readonly username: string;
  readonly password: string;
}

/** What a configured provider holds: the way to its engine, and to those of resources with a `host` of their own. */
export class DockerClient {
  readonly runtime: Runtime;
  readonly logins: readonly RegistryLogin[];
  /** Undefined while the host is not known yet (during a plan). */
  readonly #host: string | undefined;
  readonly #engines = new Map<string, EngineClient>();

  constructor(runtime: Runtime, host: string | undefined, logins: readonly RegistryLogin[]) {
    this.runtime = runtime;
    this.logins = logins;
    this.#host = host;
  }

  /** The engine of a resource: of its own `host`, or the provider's. */
  engineOf(fields: Fields): EngineClient {
    const host = fields.string("host") ?? this.#host;
    if (host === undefined) {
      throw new ProviderFailure(
        dockerError("docker-host-not-known-yet"),
        'The provider\'s argument "host" depends on something that is known only after apply, so nothing can be read from the engine. Apply what it depends on first (-target).',
      );
    }
    let engine = this.#engines.get(host);
    if (engine === undefined) {
      engine = new EngineClient(parseEngineHost(host), this.runtime);
      this.#engines.set(host, engine);
    }
    return engine;
  }

  static hostOf(config: Fields, runtime: Runtime, complete: boolean): string | undefined {
    const given = config.string("host");
    if (given !== undefined && given !== "") return given;
    if (!complete) return undefined;
    return runtime.environment.variables.get("DOCKER_HOST") || DEFAULT_HOST;
  }
}
