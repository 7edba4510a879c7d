import type { CatalogQuestion, Servers } from "../src/index.ts";

/** What can be asked of servers, and so can fail. */
export type ServersCall = Exclude<keyof Servers, "routes">;

/** Each call by its name; one that is added to `Servers` is missed here. */
const CALLS: Readonly<Record<ServersCall, true>> = {
  request: true,
  read: true,
  register: true,
  deregister: true,
  grants: true,
  status: true,
};

/** All of them. */
export const SERVERS_CALLS = Object.keys(CALLS) as readonly ServersCall[];

/** How a call that is told to fail does so. */
export interface ServersFault {
  /** With a promise that rejects, as a connection that broke does; or before there is a promise. */
  readonly how: "rejects" | "throws";
  readonly error: unknown;
  /** Of the reads only those of these kinds; all, where it is left out. */
  readonly questions?: readonly CatalogQuestion["kind"][];
}

/** Servers that answer as others do, until they are told to fail. */
export interface FailingServers {
  readonly servers: Servers;
  /** Calls of these names fail from now on; all, where none is named. */
  fail(fault: ServersFault, calls?: readonly ServersCall[]): void;
  mend(): void;
  /** The calls that failed so far. */
  readonly failed: readonly ServersCall[];
}

/** Makes servers that can fail out of some that do not. */
export function failingServers(servers: Servers): FailingServers {
  const faults = new Map<ServersCall, ServersFault>();
  const failed: ServersCall[] = [];
  function through<T>(call: ServersCall, ask: () => Promise<T>): Promise<T> {
    const fault = faults.get(call);
    if (fault === undefined) return ask();
    failed.push(call);
    if (fault.how === "throws") throw fault.error;
    return Promise.reject(fault.error);
  }
  return {
    failed,
    fail(fault, calls = SERVERS_CALLS) {
      for (const call of calls) faults.set(call, fault);
    },
    mend: () => faults.clear(),
    servers: {
      routes: servers.routes,
      request: (...of) => through("request", () => Promise.resolve(servers.request(...of))),
      read(question, ...of) {
        const ask = (): ReturnType<typeof servers.read<typeof question>> => servers.read(question, ...of);
        const kinds = faults.get("read")?.questions;
        return kinds?.includes(question.kind) === false ? ask() : through("read", ask);
      },
      register: (...of) => through("register", () => servers.register(...of)),
      deregister: (...of) => through("deregister", () => servers.deregister(...of)),
      grants: (...of) => through("grants", () => servers.grants(...of)),
      status: () => through("status", () => servers.status()),
    },
  };
}
