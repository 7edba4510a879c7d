import { attributePath, ProviderFailure } from "@tutti/plugin";
import { dockerError } from "./errors.ts";

/** Where an engine listens, as `docker -H` writes it. */
export interface EngineHost {
  /** As given, for messages and for whoever else must reach the same engine. */
  readonly text: string;
  readonly socketPath: string | undefined;
  readonly baseUrl: string;
  /** The other machine that the engine runs on; undefined where it is this one. */
  readonly machine: string | undefined;
}

export const DEFAULT_HOST = "unix:///var/run/docker.sock";

/** Reads `unix://…` and `tcp://…`; everything else is a failure that says what is possible. */
export function parseEngineHost(text: string): EngineHost {
  if (text.startsWith("unix://")) {
    return {
      text,
      socketPath: text.slice("unix://".length),
      baseUrl: "http://localhost",
      machine: undefined,
    };
  }
  const match = /^(?:tcp|http):\/\/(\[[^\]]+\]|[^/:@?#\s]+)(?::(\d+))?\/?$/.exec(text);
  const name = match?.[1] ?? "";
  const baseUrl = `http://${name}:${match?.[2] ?? "2375"}`;
  if (match !== null && URL.canParse(baseUrl)) {
    const here = /^(localhost|127\.[\d.]+|\[::1\])$/.test(name);
    return { text, socketPath: undefined, baseUrl, machine: here ? undefined : name };
  }
  const reason = text.startsWith("ssh://")
    ? 'Hosts over SSH are not supported. Forward the socket first (ssh -L) and use "unix://…".'
    : 'It must be "unix:///path/to/docker.sock" or "tcp://address:port".';
  throw new ProviderFailure(
    dockerError("invalid-docker-host"),
    `The host "${text}" cannot be used. ${reason}`,
    { path: attributePath("host") },
  );
}
