/** Which type is more general than which: the order in which unification tries them. */

import { DYNAMIC, isPrimitiveType, type Type } from "./type.ts";

/** The more general before the less general; those that cannot be compared in the order given. */
export function byGenerality(types: readonly Type[]): Type[] {
  const edges: number[][] = types.map(() => []);
  const before = types.map(() => 0);
  const add = (from: number, to: number): void => {
    edges[from]?.push(to);
    before[to] = (before[to] ?? 0) + 1;
  };
  types.forEach((a, i) => {
    for (let j = i + 1; j < types.length; j++) {
      const order = compareGenerality(a, types[j] ?? DYNAMIC);
      if (order < 0) add(i, j);
      else if (order > 0) add(j, i);
    }
  });
  const queue: number[] = [];
  before.forEach((count, i) => {
    if (count === 0) queue.push(i);
  });
  for (let head = 0; head < queue.length; head++) {
    for (const next of edges[queue[head] ?? 0] ?? []) {
      const left = (before[next] ?? 0) - 1;
      before[next] = left;
      if (left === 0) queue.push(next);
    }
  }
  return queue.map((i) => types[i] ?? DYNAMIC);
}

/** Below zero if `a` is the more general. That a conversion exists is checked elsewhere. */
function compareGenerality(a: Type, b: Type): number {
  if (a.kind === "dynamic" || b.kind === "dynamic") {
    return a.kind !== "dynamic" ? -1 : b.kind !== "dynamic" ? 1 : 0;
  }
  if (isPrimitiveType(a) && isPrimitiveType(b)) {
    if (a.kind === b.kind) return 0;
    return a.kind === "string" ? -1 : b.kind === "string" ? 1 : 0;
  }
  if (a.kind === b.kind) return compareSameKind(a, b);
  const rank = KIND_RANK[a.kind] - KIND_RANK[b.kind];
  return comparable(a.kind, b.kind) ? rank : 0;
}

const KIND_RANK = {
  dynamic: 0,
  string: 0,
  number: 0,
  bool: 0,
  map: 1,
  object: 2,
  list: 4,
  tuple: 5,
  set: 6,
} as const satisfies Record<Type["kind"], number>;

function comparable(a: Type["kind"], b: Type["kind"]): boolean {
  const mapping = (kind: Type["kind"]): boolean => kind === "map" || kind === "object";
  const sequence = (kind: Type["kind"]): boolean => kind === "list" || kind === "tuple" || kind === "set";
  return (mapping(a) && mapping(b)) || (sequence(a) && sequence(b));
}

function compareSameKind(a: Type, b: Type): number {
  if ("element" in a && "element" in b) return compareGenerality(a.element, b.element);
  if (a.kind === "tuple" && b.kind === "tuple") {
    if (a.elements.length !== b.elements.length) return 0;
    return agreeing(a.elements.map((element, i) => compareGenerality(element, b.elements[i] ?? DYNAMIC)));
  }
  if (a.kind === "object" && b.kind === "object") {
    if (a.attributes.size !== b.attributes.size) return 0;
    const orders: number[] = [];
    for (const [name, attribute] of a.attributes) {
      const other = b.attributes.get(name);
      if (other === undefined) return 0;
      orders.push(compareGenerality(attribute, other));
    }
    return agreeing(orders);
  }
  return 0;
}

function agreeing(orders: readonly number[]): number {
  const below = orders.some((order) => order < 0);
  const above = orders.some((order) => order > 0);
  return below === above ? 0 : below ? -1 : 1;
}
