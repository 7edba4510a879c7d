import { formatInstance, formatResource } from "@tutti/addresses";
import type { ErrorKind } from "@tutti/errors";
import type { OpenedState } from "./backend.ts";
import { stateError } from "./errors.ts";
import { InvariantBroken, StateFold } from "./fold.ts";
import type { JournalRecord } from "./journal.ts";
import type { JournalContent, JournalDamage, JournalHeader } from "./journal-codec.ts";
import type { Loaded, refused } from "./problem.ts";
import { emptyState, type State } from "./state.ts";

/**
 * A state and what was read of the journal that may lie beside it.
 * What the journal says is never left out in silence: a journal that cannot
 * be read, or belongs to another state, stops everything until a person has
 * looked.
 */
export function openJournal(
  base: State | undefined,
  content: JournalContent | JournalDamage,
  path: string,
): Loaded<OpenedState> {
  if ("line" in content) return damaged(path, content.line, content.reason);
  const { header, records } = content;
  const existed = base !== undefined;
  if (header === undefined || records.length === 0) {
    const state = base ?? emptyState(header?.lineage ?? "");
    return { ok: true, value: { state, existed, openIntents: [], recovered: false } };
  }
  const stranger = belongsElsewhere(base, header);
  if (stranger !== undefined) return atStake(stateError("journal-of-another-state"), explain(path, stranger));
  // A state that is newer than its journal has the results already; what was announced may still be open.
  const folded = existed && base.serial > header.serial;
  return fold(base ?? emptyState(header.lineage), content, folded, existed, path);
}

function fold(
  base: State,
  { records }: JournalContent,
  folded: boolean,
  existed: boolean,
  path: string,
): Loaded<OpenedState> {
  const fold = new StateFold(base);
  for (const [index, record] of records.entries()) {
    // Results that are in the state already need not fit it once more.
    if (folded && record.kind !== "intent" && record.kind !== "object") continue;
    try {
      fold.apply(record);
    } catch (error) {
      if (error instanceof InvariantBroken) return damaged(path, index + 2, error.message);
      throw error;
    }
  }
  const lost = folded ? lostObject(base, fold.state(), records) : undefined;
  if (lost !== undefined)
    return atStake(
      stateError("journal-was-written-over"),
      explain(path, `the state was written later by somebody who did not know of it, and lacks ${lost}`),
    );
  return {
    ok: true,
    value: {
      state: folded ? base : fold.state(),
      existed,
      openIntents: fold.openIntents,
      recovered: !folded && records.some(({ kind }) => kind !== "intent"),
    },
  };
}

/** An object that the journal made, that a later state ought to have and does not. */
function lostObject(base: State, after: State, records: readonly JournalRecord[]): string | undefined {
  const moved = new Set(
    records.flatMap((record) => (record.kind === "move" ? [formatInstance(record.from)] : [])),
  );
  for (const record of records) {
    if (record.kind !== "object" || record.object === undefined || moved.has(formatInstance(record.address)))
      continue;
    const text = formatInstance(record.address);
    const resource = formatResource(record.address);
    const has = (state: State): boolean =>
      state.resources.get(resource)?.instances.has(record.address.key) === true;
    if (has(after) && !has(base)) return text;
  }
  return undefined;
}

/** Why the records were not written on top of this state. */
function belongsElsewhere(base: State | undefined, { lineage, serial }: JournalHeader): string | undefined {
  if (base === undefined)
    return serial === 0
      ? undefined
      : `it continues a state with serial ${serial}, and there is no state file`;
  if (base.lineage !== lineage)
    return `it continues the lineage "${lineage}", and the state has "${base.lineage}"`;
  if (base.serial < serial)
    return `it continues serial ${serial}, and the state is older: its serial is ${base.serial}`;
  return undefined;
}

function damaged(path: string, line: number, reason: string): ReturnType<typeof refused> {
  return atStake(
    stateError("journal-is-damaged"),
    explain(path, `line ${line} is not what was written: ${reason}`),
  );
}

function atStake(kind: ErrorKind, detail: string): ReturnType<typeof refused> {
  return { ok: false, problems: [{ ...kind, detail, stake: "journal" }] };
}

function explain(path: string, what: string): string {
  return `${path} holds what an apply did that was stopped, but ${what}. Nothing was changed. Put the right file back in its place if you have a copy. If not, read what the journal names, move it away, and go on from the state as it is; what only the journal knew must then be imported or deleted by hand:\n    mv ${path} ${path}.damaged`;
}
