import type { DigitalOceanWorld, Kind } from "./digitalocean-world.ts";
import type { Answer, Json } from "./simulated-api.ts";

/** What is often said. */
export const REFUSED = {
  notFound: [404, "The resource you were accessing could not be found."],
  pending: [422, "Droplet already has a pending event."],
} as const satisfies Record<string, Answer>;

export function answersOne(world: DigitalOceanWorld, kind: Kind, key: string, name: string): Answer {
  const found = world.look(kind, key);
  return found === undefined ? REFUSED.notFound : [200, { [name]: shown(found) }];
}

export function deleted(world: DigitalOceanWorld, kind: Kind, key: string): Answer {
  return world.all[kind].delete(key) ? [204] : REFUSED.notFound;
}

/** A page of a list, with the way to the next one. */
export function listed(
  world: DigitalOceanWorld,
  name: string,
  all: readonly Json[],
  query: URLSearchParams,
): Answer {
  const size = Math.min(Number(query.get("per_page") ?? 20), world.knobs.pageMax);
  const page = Number(query.get("page") ?? 1);
  const end = page * size;
  const next =
    end < all.length ? { pages: { next: `https://api.digitalocean.com/v2/${name}?page=${page + 1}` } } : {};
  return [200, { [name]: all.slice(end - size, end).map(shown), links: next, meta: { total: all.length } }];
}

function shown({ hidden: _, ...rest }: Json): Json {
  return rest;
}
