import { describe, expect, it } from "vitest";
import { announced, at, made, PROVIDER, sampleObject } from "../testkit/state-samples.ts";
import { StateFold } from "./fold.ts";
import type { JournalRecord } from "./journal.ts";
import { decodeJournal, JournalEncoder } from "./journal-codec.ts";
import { openJournal } from "./open-journal.ts";
import { emptyState, type State } from "./state.ts";

const PATH = ".s.journal";

function journal(serial: number, records: readonly JournalRecord[], lineage = "l"): string {
  const encoder = new JournalEncoder();
  const header = encoder.line({ kind: "header", format: 2, lineage, serial });
  return header + records.map((record) => encoder.line(record)).join("");
}

function stateWith(serial: number, addresses: readonly string[], lineage = "l"): State {
  const fold = new StateFold({ ...emptyState(lineage), serial });
  for (const address of addresses) fold.apply(made(address));
  return fold.state();
}

/** What was found, in short; or what stopped us. */
function opened(base: State | undefined, text: string): string {
  const result = openJournal(base, decodeJournal(text), PATH);
  if (!result.ok) {
    const [problem] = result.problems;
    expect(result.problems).toHaveLength(1);
    expect(problem?.stake).toBe("journal");
    expect(problem?.detail).toContain(`mv ${PATH} ${PATH}.damaged`);
    return `${problem?.summary}: ${/, but (.*?)\. Nothing was changed/.exec(problem?.detail ?? "")?.[1]}`;
  }
  const { state, existed, recovered, openIntents } = result.value;
  const parts = [
    `${state.lineage || "-"}@${state.serial}`,
    `[${[...state.resources.keys()].join(" ")}]`,
    existed ? "existed" : "new",
    recovered ? "recovered" : "",
    ...openIntents.map(({ operationId }) => `open ${operationId}`),
  ];
  return parts.filter((part) => part !== "").join(" ");
}

const move = (from: string, to: string): JournalRecord => ({ kind: "move", from: at(from), to: at(to) });
const gone = (address: string): JournalRecord => ({
  kind: "object",
  operationId: undefined,
  address: at(address),
  deposedKey: undefined,
  provider: PROVIDER,
  object: undefined,
});
const depose = (address: string, deposedKey: string): JournalRecord => ({
  kind: "depose",
  address: at(address),
  deposedKey,
});

describe("openJournal()", () => {
  const s1 = stateWith(1, ["x.a"]);
  const cases: readonly [string, State | undefined, string, string][] = [
    ["nothing at all", undefined, "", "-@0 [] new"],
    ["a state alone", s1, "", "l@1 [x.a] existed"],
    ["a journal without records", undefined, journal(0, []), "l@0 [] new"],
    ["a journal without records of another state", s1, journal(7, [], "m"), "l@1 [x.a] existed"],
    [
      "a first apply's result",
      undefined,
      journal(0, [announced("x.a"), made("x.a")]),
      "l@0 [x.a] new recovered",
    ],
    ["a first apply's announcement", undefined, journal(0, [announced("x.a")]), "l@0 [] new open op-x.a"],
    ["a later apply", s1, journal(1, [made("x.b")]), "l@1 [x.a x.b] existed recovered"],
    ["a later announcement", s1, journal(1, [announced("x.b")]), "l@1 [x.a] existed open op-x.b"],
    ["a torn end", s1, `${journal(1, [made("x.b")])}0123`, "l@1 [x.a x.b] existed recovered"],
    [
      "a state that has it all",
      stateWith(2, ["x.a", "x.b"]),
      journal(1, [made("x.b")]),
      "l@2 [x.a x.b] existed",
    ],
    [
      "a state that has it all, but for an announcement",
      stateWith(2, ["x.a"]),
      journal(1, [announced("x.b")]),
      "l@2 [x.a] existed open op-x.b",
    ],
    [
      "a state that has a move and a replacement already",
      stateWith(2, ["x.c"]),
      journal(1, [made("x.a"), move("x.a", "x.c"), depose("x.c", "00000001")]),
      "l@2 [x.c] existed",
    ],
    [
      "a state that has a deletion already",
      stateWith(2, []),
      journal(1, [made("x.b"), gone("x.b")]),
      "l@2 [] existed",
    ],
    [
      "a state that was written by somebody else",
      stateWith(2, ["x.a"]),
      journal(1, [made("x.b")]),
      "The state's journal was written over: the state was written later by somebody who did not know of it, and lacks x.b",
    ],
    [
      "a journal of another lineage",
      s1,
      journal(1, [made("x.b")], "m"),
      'The state\'s journal belongs to another state: it continues the lineage "m", and the state has "l"',
    ],
    [
      "a state that is older",
      s1,
      journal(2, [made("x.b")]),
      "The state's journal belongs to another state: it continues serial 2, and the state is older: its serial is 1",
    ],
    [
      "a state that is gone",
      undefined,
      journal(2, [made("x.b")]),
      "The state's journal belongs to another state: it continues a state with serial 2, and there is no state file",
    ],
    [
      "a bad line in the middle",
      s1,
      `${journal(1, [made("x.b")])}nonsense\n${new JournalEncoder().line(made("x.c"))}`,
      "The state's journal is damaged: line 3 is not what was written: it does not begin with a checksum",
    ],
    [
      "a record that does not fit",
      s1,
      journal(1, [made("x.b"), move("x.q", "x.r")]),
      "The state's journal is damaged: line 3 is not what was written: it moves x.q, where nothing is",
    ],
  ];
  it.each(cases)("%s", (_, base, text, wanted) => {
    expect(opened(base, text)).toBe(wanted);
  });
});

describe("StateFold keeps its invariants", () => {
  const broken: readonly [string, readonly JournalRecord[], string][] = [
    ["moves nothing", [move("x.a", "x.b")], "it moves x.a, where nothing is"],
    [
      "moves onto something",
      [made("x.a"), made("x.b"), move("x.a", "x.b")],
      "it moves x.a to x.b, where something is",
    ],
    ["deposes nothing", [depose("x.a", "00000001")], "it deposes the object of x.a, which has none"],
    [
      "deposes twice under one key",
      [made("x.a"), depose("x.a", "00000001"), made("x.a"), depose("x.a", "00000001")],
      "it deposes x.a as 00000001 twice",
    ],
    [
      "restores what is not there",
      [made("x.a"), { kind: "restore", address: at("x.a"), deposedKey: "00000001" }],
      "it restores x.a from 00000001, which is not there",
    ],
    [
      "restores over an object",
      [
        made("x.a"),
        depose("x.a", "00000001"),
        made("x.a"),
        { kind: "restore", address: at("x.a"), deposedKey: "00000001" },
      ],
      "it restores x.a over an object that is there",
    ],
    [
      "has an object that is nobody's",
      [{ ...made("x.a"), provider: "" } as JournalRecord],
      "it gives x.a an object without saying whose it is",
    ],
  ];
  it.each(broken)("%s", (_, records, why) => {
    const fold = new StateFold(emptyState("l"));
    expect(() => {
      for (const record of records) fold.apply(record);
    }).toThrow(why);
  });

  it("moves deposed objects along, and takes another provider where one is named", () => {
    const fold = new StateFold(emptyState("l"));
    for (const record of [made("x.a"), depose("x.a", "00000001"), made("x.a")]) fold.apply(record);
    fold.apply({
      ...(move("x.a", "y.b") as JournalRecord & { kind: "move" }),
      provider: 'provider["other"]',
    });
    const { resources } = fold.state();
    expect([...resources.keys()]).toEqual(["y.b"]);
    expect(resources.get("y.b")?.provider).toBe('provider["other"]');
    const instance = resources.get("y.b")?.instances.get(undefined);
    expect([...(instance?.deposed.keys() ?? [])]).toEqual(["00000001"]);
    expect(instance?.current).toEqual(sampleObject("x.a"));
  });

  it("keeps the provider of a moved object where none is named, and of a resource that is there", () => {
    const fold = new StateFold(emptyState("l"));
    fold.apply(made("x.a"));
    fold.apply(move("x.a", "x.b"));
    expect(fold.state().resources.get("x.b")?.provider).toBe(PROVIDER);
    fold.apply(depose("x.b", "00000001"));
    fold.apply({ kind: "restore", address: at("x.b"), deposedKey: "00000001" });
    expect(fold.state().resources.get("x.b")?.provider).toBe(PROVIDER);
    expect(fold.state().resources.get("x.b")?.instances.get(undefined)).toEqual({
      current: sampleObject("x.a"),
      deposed: new Map(),
    });
  });

  it("sets, replaces and removes deposed objects by their key", () => {
    const fold = new StateFold(emptyState("l"));
    const put = (deposedKey: string, id: string | undefined): void =>
      fold.apply({
        kind: "object",
        operationId: undefined,
        address: at("x.a"),
        deposedKey,
        provider: PROVIDER,
        object: id === undefined ? undefined : sampleObject(id),
      });
    put("00000001", "one");
    put("00000002", "two");
    put("00000001", "other");
    const before = fold.state();
    const ids = (state: State): readonly string[] =>
      [...(state.resources.get("x.a")?.instances.get(undefined)?.deposed ?? [])].map(
        ([key, { attributesJson }]) => `${key} ${attributesJson}`,
      );
    expect(ids(before)).toEqual(['00000001 {"id":"other"}', '00000002 {"id":"two"}']);
    put("00000001", undefined);
    expect(ids(fold.state())).toEqual(['00000002 {"id":"two"}']);
    put("00000002", undefined);
    expect(fold.state().resources.size).toBe(0);
    expect(ids(before)).toHaveLength(2);
  });

  it("sets and removes outputs and check results", () => {
    const base = emptyState("l", "1.2.3");
    const fold = new StateFold(base);
    const results = [{ objectKind: "check", configAddress: "check.c", status: "pass", objects: [] }] as const;
    fold.apply({ kind: "checks", results });
    expect(fold.state()).toEqual({ ...base, checkResults: results });
    fold.apply({ kind: "output", name: "o", output: undefined });
    expect(fold.state().outputs.size).toBe(0);
  });
});
