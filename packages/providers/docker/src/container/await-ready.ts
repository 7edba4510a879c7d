import { Fields, type HandlerContext, type PlainRecord, ProviderFailure } from "@tutti/plugin";
import type { DockerClient } from "../docker-client.ts";
import type { EngineClient } from "../engine-client.ts";
import { dockerError } from "../errors.ts";

const POLL_MS = 100;
/** A container that must run has to be seen running for so long: many end a moment after their start. */
const STEADY_MS = 200;

/**
 * Waits until the container runs (`must_run`), is healthy (`wait`) or has
 * ended (`attach`). `seen` is told every look, so that a failure can hand back
 * what is there.
 */
export async function awaitReady(
  engine: EngineClient,
  id: string,
  planned: Fields,
  context: HandlerContext<DockerClient>,
  seen: (inspected: PlainRecord) => void,
): Promise<PlainRecord> {
  const { clock } = engine.runtime;
  const { signal } = context;
  const timeoutMs = (planned.number("wait_timeout") ?? 60) * 1000;
  const deadline = clock.monotonic() + timeoutMs;
  const wait = planned.bool("wait") === true;
  const attach = planned.bool("attach") === true;
  const steadyAt = clock.monotonic() + (planned.bool("must_run") === false ? 0 : STEADY_MS);
  if (wait) context.progress("waiting for the container's health");
  for (;;) {
    const inspected = await engine.get(`/containers/${id}/json`, { signal });
    seen(inspected);
    const state = new Fields(inspected).block("State");
    const running = state?.bool("Running") === true && state.bool("Restarting") !== true;
    if (planned.bool("start") === false) return inspected;
    if (attach) {
      if (!running) return inspected;
    } else if (!running && (wait || planned.bool("must_run") !== false)) {
      throw await exited(engine, id, planned, state, signal);
    } else if (!wait && clock.monotonic() >= steadyAt) {
      return inspected;
    }
    if (wait && healthOf(state, planned) === "healthy") return inspected;
    if (wait && clock.monotonic() >= deadline) throw unhealthy(planned, state, timeoutMs);
    await clock.sleep(POLL_MS, signal);
  }
}

function healthOf(state: Fields | undefined, planned: Fields): string {
  const health = state?.block("Health");
  if (health !== undefined) return health.text("Status");
  throw new ProviderFailure(
    dockerError("container-has-no-health-check"),
    `"wait" was asked for, but neither the container "${planned.text("name")}" nor its image has a health check. Add a healthcheck block, or remove "wait".`,
  );
}

function unhealthy(planned: Fields, state: Fields | undefined, timeoutMs: number): ProviderFailure {
  const health = state?.block("Health");
  const last = health?.blocks("Log").at(-1);
  const output = last?.text("Output").trim() ?? "";
  return new ProviderFailure(
    dockerError("container-is-not-healthy"),
    `The container "${planned.text("name")}" did not become healthy within ${timeoutMs / 1000} s (wait_timeout); its health is "${health?.text("Status") ?? "unknown"}".${output === "" ? "" : ` The last check said: ${output}`}`,
  );
}

async function exited(
  engine: EngineClient,
  id: string,
  planned: Fields,
  state: Fields | undefined,
  signal: AbortSignal,
): Promise<ProviderFailure> {
  const logs = await engine.logTail(id, signal);
  return new ProviderFailure(
    dockerError("container-exited-at-once"),
    `The container "${planned.text("name")}" does not run: it ended with status ${state?.number("ExitCode") ?? "unknown"}. If it shall end, set must_run = false.${logs === "" ? "" : ` It wrote last:\n\n${logs}`}`,
  );
}
