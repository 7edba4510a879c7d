import type { Route } from "@tutti/agent-api";
import { literalPath, type RouteId, routes } from "@tutti/agent-api";
import type { Endpoint } from "@tutti/server";
import type { Endpoints } from "../agent-part.ts";

/** One method of one path. */
export interface Operation {
  readonly route: Route & { readonly id: RouteId };
  /** Undefined where the servers answer. */
  readonly endpoint: Endpoint | undefined;
}

/** All methods of one path. */
export interface Target {
  readonly path: string;
  readonly subtree: boolean;
  readonly methods: ReadonlyMap<string, Operation>;
  /** For the `Allow` header of an answer to OPTIONS. */
  readonly options: string;
  /** For that of a refusal. */
  readonly allow: string;
  /** What has such an end is for fewer methods; Consul answers OPTIONS of such paths with an object. */
  readonly ends: ReadonlyMap<string, Target>;
  readonly isOneHandler: boolean;
  /** How metrics name it: as a label (`v1_kv_`), and as parts of a name (`v1.kv._`). */
  readonly measuredAs: { readonly label: string; readonly name: string };
}

export type Routed =
  | { readonly kind: "target"; readonly target: Target; readonly rest: string }
  /** The path lacks its trailing slash. */
  | { readonly kind: "redirect"; readonly path: string }
  | { readonly kind: "nothing" };

/**
 * Finds targets as Go's ServeMux does, since Consul's paths rely on its rules:
 * an exact path first, else the longest subtree (a path that ends in a slash),
 * else a redirect to the subtree of that name. A map does this; a router with
 * patterns does not know them.
 */
export class Mux {
  readonly #exact = new Map<string, Target>();
  readonly #subtrees: readonly Target[];

  constructor(endpoints: Endpoints, ofServers: ReadonlySet<RouteId>) {
    const targets = collect(endpoints, ofServers);
    for (const target of targets) if (!target.subtree) this.#exact.set(target.path, target);
    this.#subtrees = targets.filter((t) => t.subtree).sort((a, b) => b.path.length - a.path.length);
  }

  route(path: string): Routed {
    const exact = this.#exact.get(path);
    if (exact !== undefined) return { kind: "target", target: exact, rest: "" };
    for (const target of this.#subtrees) {
      if (!path.startsWith(target.path)) continue;
      const rest = path.slice(target.path.length);
      for (const [end, ofEnd] of target.ends)
        if (path.endsWith(end)) return { kind: "target", target: ofEnd, rest };
      return { kind: "target", target, rest };
    }
    const asSubtree = `${path}/`;
    if (this.#subtrees.some((target) => target.path === asSubtree))
      return { kind: "redirect", path: asSubtree };
    return { kind: "nothing" };
  }
}

function collect(endpoints: Endpoints, ofServers: ReadonlySet<RouteId>): Target[] {
  const methods = new Map<string, Map<string, Operation>>();
  const found = new Map<string, { path: string; subtree: boolean }>();
  for (const route of routes as readonly Operation["route"][]) {
    const endpoint = endpoints[route.id];
    if (endpoint === undefined && !ofServers.has(route.id)) continue;
    const literal = literalPath(route);
    const key = `${literal.path} ${literal.subtree}`;
    found.set(key, literal);
    const ofPath = methods.get(key) ?? new Map<string, Operation>();
    ofPath.set(route.method, { route, endpoint });
    methods.set(key, ofPath);
  }
  return [...found].map(([key, literal]) => targetOf(literal, methods.get(key) ?? new Map()));
}

/** Where a path has ends that one method takes, one handler of Consul's answers all methods of it, OPTIONS too. */
function targetOf(
  literal: Pick<Target, "path" | "subtree">,
  methods: ReadonlyMap<string, Operation>,
): Target {
  const withEnds = [...methods.values()].filter(({ route }) => route.ends !== undefined);
  const isOneHandler = withEnds.length > 0;
  const pattern = literal.path.slice(1).split("/");
  const measuredAs = { label: pattern.join("_"), name: pattern.map((one) => one || "_").join(".") };
  const part = (some: ReadonlyMap<string, Operation>, ends: Target["ends"]): Target => {
    const names = [...some.keys()];
    const options = ["OPTIONS", ...names].join(",");
    const allow = isOneHandler ? names.join(",") : options;
    return { ...literal, methods: some, options, allow, ends, isOneHandler, measuredAs };
  };
  const ends = withEnds.flatMap((operation) =>
    (operation.route.ends ?? []).map((end): [string, Target] => [
      end,
      part(new Map([[operation.route.method, operation]]), new Map()),
    ]),
  );
  return part(methods, new Map(ends));
}
