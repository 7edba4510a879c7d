import { Fields } from "@tutti/plugin";
import type { Value } from "@tutti/values";
import type { ObjectHealth } from "./service-carrier.ts";
import type { HealthNews, ServiceHealth } from "./service-health.ts";

/** The registrations of an object, by the names of their services. */
export function registeredServices(state: Value): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (state.isNull || !state.isKnown) return found;
  for (const [name, service] of Fields.of(state).labelled("service")) {
    const id = service.string("id");
    if (id !== undefined && id !== "") found.set(name, id);
  }
  return found;
}

/** Some service of the object has a check that is to be waited for. */
export function hasAwaitedChecks(state: Value): boolean {
  if (state.isNull || !state.isKnown) return false;
  return [...Fields.of(state).labelled("service").values()].some(
    (service) => service.bool("wait_for_healthy") !== false && service.blocks("check").length > 0,
  );
}

/** Joins what is told of an object's services: it is well when all of them are. */
export function followObject(
  health: ServiceHealth,
  services: ReadonlyMap<string, string>,
  listener: (health: ObjectHealth) => void,
): () => void {
  const news = new Map<string, ObjectHealth>();
  let ended = false;
  let last: ObjectHealth | undefined;
  const tell = (): void => {
    if (ended || news.size < services.size) return;
    const now = joined([...news.values()]);
    // Each news of a service comes to all of its instances, and is one for few of them.
    if (last !== undefined && isSame(last, now)) return;
    last = now;
    listener(now);
  };
  if (services.size === 0) listener({ isWell: true, why: "" });
  const ends = [...services].map(([name, id]) =>
    health.follow(name, (all) => {
      news.set(name, ofInstance(name, id, all));
      tell();
    }),
  );
  return () => {
    ended = true;
    for (const end of ends) end();
  };
}

/** Ends when the catalog shows an instance to those that look its service up. */
export function awaitShown(
  health: ServiceHealth,
  service: string,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let end: (() => void) | undefined;
    let isOver = false;
    const over = (): void => {
      isOver = true;
      signal.removeEventListener("abort", stop);
      end?.();
    };
    const stop = (): void => {
      over();
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
    end = health.follow(service, (all) => {
      if (isOver || all === "unseen" || all.get(id)?.isHidden !== false) return;
      over();
      resolve();
    });
    if (isOver) end();
  });
}

function ofInstance(name: string, id: string, all: HealthNews): ObjectHealth {
  if (all === "unseen") return all;
  const found = all.get(id);
  if (found === undefined) return { isWell: false, why: `the service "${name}" is not in the catalog` };
  return found.isWell ? found : { isWell: false, why: `the service "${name}": ${found.why}` };
}

function joined(all: readonly ObjectHealth[]): ObjectHealth {
  const known = all.flatMap((one) => (one === "unseen" ? [] : [one]));
  if (known.length < all.length) return "unseen";
  const unwell = known.filter(({ isWell }) => !isWell);
  return { isWell: unwell.length === 0, why: unwell.map(({ why }) => why).join("; ") };
}

function isSame(a: ObjectHealth, b: ObjectHealth): boolean {
  if (a === "unseen" || b === "unseen") return a === b;
  return a.isWell === b.isWell && a.why === b.why;
}
