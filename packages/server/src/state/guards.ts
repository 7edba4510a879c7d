import { nameId } from "./table.ts";

/**
 * Guards stand for what an index of a view shows and no range of keys does,
 * such as the locks of a session. Who adds to it touches the guard, who decides
 * on all of it reads the guard: so one of two at the same time decides anew.
 */

/** Guard of what belongs to a session: the locks it holds, the queries bound to it. */
export function sessionGuard(session: string): string {
  return `session/${session}`;
}

/** Guard of the sessions of a node. */
export function nodeGuard(node: string): string {
  return `node/${nameId(node)}`;
}
