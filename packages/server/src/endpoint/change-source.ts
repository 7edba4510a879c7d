import type { Need } from "../rights/right.ts";
import type { History } from "../state/history.ts";
import type { Granted } from "./endpoint.ts";

/** A row before or after a change: what it takes to see it, and how the API shows it. */
export interface ChangedRow {
  readonly index: number;
  readonly needs: readonly Need[];
  /** As JSON. */
  json(): string;
}

/** What became of one row. */
export interface ChangeEvent {
  readonly revision: number;
  /** What it is, and how it is called: `{"Type":"key","Name":"a"}`. */
  readonly of: Readonly<Record<string, string>>;
  readonly before: ChangedRow | undefined;
  readonly after: ChangedRow | undefined;
}

/** All that one commit did to what is followed; gone through late, and little by little. */
export interface ChangesOfCommit {
  readonly revision: number;
  readonly events: Iterable<ChangeEvent>;
}

/** What can be followed change by change. */
export interface ChangeSource {
  /** One of these is touched by each change. */
  readonly topics: readonly string[];
  /** The newest revision that is remembered. */
  readonly newest: number;
  /** Commits after a revision, in order; undefined where something of that is forgotten. */
  since(revision: number): readonly ChangesOfCommit[] | undefined;
}

/** How a source is made of a history. */
interface SourceParts<C> {
  readonly history: History<C & { readonly revision: number }>;
  readonly topics: readonly string[];
  /** The index of what is followed: nothing of it has changed since. */
  index(): number;
  /** What a change means for what is followed; nothing where it is none of that. */
  events(change: C): Iterable<ChangeEvent>;
}

/** A source from a history of changes. */
export function sourceOf<C>({ history, topics, index, events }: SourceParts<C>): ChangeSource {
  return {
    topics,
    get newest() {
      return history.newest;
    },
    since(revision) {
      const { floor } = history;
      // What has not changed since was not changed by what is forgotten either.
      const from = floor !== undefined && revision < floor && index() <= revision ? floor : revision;
      return byCommit(history.since(from), events);
    },
  };
}

function byCommit<C extends { readonly revision: number }>(
  changes: readonly C[] | undefined,
  events: (change: C) => Iterable<ChangeEvent>,
): readonly ChangesOfCommit[] | undefined {
  if (changes === undefined) return undefined;
  const commits: { readonly revision: number; readonly changes: C[] }[] = [];
  for (const change of changes) {
    const { revision } = change;
    const last = commits.at(-1);
    if (last?.revision === revision) last.changes.push(change);
    else commits.push({ revision, changes: [change] });
  }
  return commits.map(({ revision, changes }) => ({ revision, events: eventsOf(changes, events) }));
}

function eventsOf<C>(
  changes: readonly C[],
  events: (change: C) => Iterable<ChangeEvent>,
): Iterable<ChangeEvent> {
  return {
    *[Symbol.iterator]() {
      for (const change of changes) yield* events(change);
    },
  };
}

/**
 * A change as somebody may see it, as JSON: a row that may not be seen is as if
 * it were not there, before as after. Undefined where nothing is left of it.
 */
export function encodeChange(
  { revision, of, before, after }: ChangeEvent,
  granted: Pick<Granted<never>, "refusal">,
): string | undefined {
  const seen = (row: ChangedRow | undefined): ChangedRow | undefined =>
    row === undefined || granted.refusal(row.needs) !== undefined ? undefined : row;
  const was = seen(before);
  const is = seen(after);
  if (was === undefined && is === undefined) return undefined;
  const head = {
    Kind: is === undefined ? "delete" : "put",
    ...of,
    OldIndex: was?.index ?? 0,
    Index: revision,
  };
  const parts = `"Before":${was?.json() ?? "null"},"After":${is?.json() ?? "null"}`;
  return `${JSON.stringify(head).slice(0, -1)},${parts}}`;
}
