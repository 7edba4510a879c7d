import type { Profiler } from "../profiler.ts";

/** Asks V8 by the inspector's protocol, within the process: nothing listens for it. */
export function createRealProfiler(): Profiler {
  return {
    cpu: (until) => look("Profiler", ["enable", "start"], "stop", until),
    heap: (until) => look("HeapProfiler", ["enable", "startSampling"], "stopSampling", until),
  };
}

async function look(
  domain: "Profiler" | "HeapProfiler",
  begin: readonly string[],
  end: string,
  until: Promise<unknown>,
): Promise<string> {
  const { Session } = await import("node:inspector/promises");
  const session = new Session();
  session.connect();
  const post = session.post.bind(session) as (method: string) => Promise<unknown>;
  try {
    for (const method of begin) await post(`${domain}.${method}`);
    await until;
    const { profile } = (await post(`${domain}.${end}`)) as { readonly profile: unknown };
    return JSON.stringify(profile);
  } finally {
    session.disconnect();
  }
}
