/** How a graph is drawn: names, shapes and what waits for what; no word of a drawing language. */

/** What a drawn node is; joints are not shown by themselves, only their edges are. */
export type NodeShape = "resource" | "provider" | "note" | "joint";

/** A node of a drawing. Two may have the same name. */
export interface DrawnNode {
  readonly name: string;
  /** What is written on it. */
  readonly label: string;
  readonly shape: NodeShape;
}

/** Places of two nodes: the first waits for the second. */
export type DrawnEdge = readonly [from: number, to: number];

/** A graph as it is drawn. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** Collects nodes by an id of theirs, and what they wait for. */
export class DrawingBuilder {
  readonly #nodes: DrawnNode[] = [];
  readonly #places = new Map<string, number>();
  readonly #after: Set<number>[] = [];

  has(id: string): boolean {
    return this.#places.has(id);
  }

  /** The first that is added under an id counts. */
  add(
    id: string,
    shape: NodeShape,
    { name = id, label = id }: { readonly name?: string; readonly label?: string } = {},
  ): string {
    if (this.#places.has(id)) return id;
    this.#places.set(id, this.#nodes.push({ name, label, shape }) - 1);
    this.#after.push(new Set());
    return id;
  }

  /** Ids that are not there are no mistake: nothing waits for them. */
  wait(id: string, ...others: readonly string[]): void {
    const from = this.#places.get(id);
    if (from === undefined) return;
    for (const other of others) {
      const to = this.#places.get(other);
      if (to !== undefined && to !== from) this.#after[from]?.add(to);
    }
  }

  /** Ids of the nodes that nothing waits for. */
  ends(): readonly string[] {
    const awaited = new Set(this.#after.flatMap((list) => [...list]));
    return [...this.#places].filter(([, place]) => !awaited.has(place)).map(([id]) => id);
  }

  /** Ids of all pairs of these shapes of which the first waits for the second. */
  pairs(first: NodeShape, second: NodeShape): readonly (readonly [string, string])[] {
    const ids = [...this.#places.keys()];
    return this.#after.flatMap((next, from) =>
      this.#nodes[from]?.shape !== first
        ? []
        : [...next].flatMap((to) =>
            this.#nodes[to]?.shape === second ? [[ids[from] ?? "", ids[to] ?? ""] as const] : [],
          ),
    );
  }

  get nodes(): readonly DrawnNode[] {
    return this.#nodes;
  }

  get after(): readonly ReadonlySet<number>[] {
    return this.#after;
  }
}
