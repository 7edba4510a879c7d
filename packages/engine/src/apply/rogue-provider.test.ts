/** What is said, and what stays in the state, where a provider breaks its word or fails halfway. */

import type { Provider } from "@tutti/plugin";
import { STRING, stringValue, Value } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { applyLines } from "../../testkit/described-apply.ts";
import { rogueFactory, says, withValue } from "../../testkit/rogue-provider.ts";
import { stateLines } from "../../testkit/state-lines.ts";
import { EMPTY, messages, World } from "../../testkit/world.ts";

type Behaviour = (itself: Provider) => Partial<Provider>;

const MADE = '{"id":"id of a","name":"a","size":null}';
const BUG = "This is a bug in the provider, which should be reported in the provider's own issue tracker.";
const OURS = 'provider "provider[\\"registry.terraform.io/hashicorp/rogue\\"]"';
const RESULT = "Provider produced inconsistent result after apply";

/** Applies otherwise once it is asked with `kind`; of what is made as usual, something is made. */
const whereApplied =
  (
    kind: "create" | "update" | "delete",
    answer: (made: Value) => Awaited<ReturnType<Provider["apply"]>>,
  ): Behaviour =>
  (itself) => ({
    apply: async (request) => {
      const is = request.prior.isNull ? "create" : request.planned.isNull ? "delete" : "update";
      if (!request.planned.isNull && request.planned.asEntries.get("name")?.asString !== "a")
        return itself.apply(request);
      const made = await itself.apply(request);
      return is === kind
        ? answer(is === "delete" ? request.prior : (made.value?.state ?? request.prior))
        : made;
    },
  });

const gives = (state: Value, ...diagnostics: ReturnType<typeof says>[]) => ({
  diagnostics,
  value: { state, private: undefined },
});
const nothing = (...diagnostics: ReturnType<typeof says>[]) => ({ diagnostics, value: undefined });

interface Case {
  readonly what: string;
  readonly does: Behaviour;
  readonly says: readonly string[];
  /** Of the object, as it is in the state then. */
  readonly left: readonly string[];
  readonly ends: string;
}

const CREATED: readonly Case[] = [
  {
    what: "fails, and nothing was made",
    does: whereApplied("create", () => nothing(says("error", "None left."))),
    says: ["It went wrong: None left."],
    left: [],
    ends: "apply-errored rogue_thing.a create -",
  },
  {
    what: "fails, and says that nothing is there",
    does: whereApplied("create", (made) => gives(Value.null(made.type), says("error", "None left."))),
    says: ["It went wrong: None left."],
    left: [],
    ends: "apply-errored rogue_thing.a create -",
  },
  {
    what: "fails halfway",
    does: whereApplied("create", (made) => gives(made, says("error", "It has no name yet."))),
    says: ["It went wrong: It has no name yet."],
    left: [`rogue_thing.a ${MADE} tainted`],
    ends: "apply-errored rogue_thing.a create id of a",
  },
  {
    what: "warns",
    does: whereApplied("create", (made) => gives(made, says("warning", "It is old."))),
    says: ["It went wrong: It is old."],
    left: [`rogue_thing.a ${MADE}`],
    ends: "apply-complete rogue_thing.a create id of a",
  },
  {
    what: "gives back nothing",
    does: whereApplied("create", (made) => gives(Value.null(made.type))),
    says: [
      `${RESULT}: When applying changes to rogue_thing.a, ${OURS} produced an unexpected new value: Root object was present, but now absent.\n\n${BUG}`,
    ],
    left: [],
    ends: "apply-errored rogue_thing.a create -",
  },
  {
    what: "still does not know everything",
    does: whereApplied("create", (made) => gives(withValue(made, "id", Value.unknown(STRING)))),
    says: [
      "Provider returned invalid result object after apply: After the apply operation, the provider still indicated an unknown value for rogue_thing.a. All values must be known after apply, so this is always a bug in the provider and should be reported in the provider's own repository. <Tutti> will still save the other known object values in the state.",
    ],
    left: ['rogue_thing.a {"id":null,"name":"a","size":null} tainted'],
    ends: "apply-errored rogue_thing.a create -",
  },
  {
    what: "makes another one than was planned",
    does: whereApplied("create", (made) => gives(withValue(made, "name", stringValue("b")))),
    says: [
      `${RESULT}: When applying changes to rogue_thing.a, ${OURS} produced an unexpected new value: .name: was cty.StringVal("a"), but now cty.StringVal("b").\n\n${BUG}`,
    ],
    left: ['rogue_thing.a {"id":"id of a","name":"b","size":null} tainted'],
    ends: "apply-errored rogue_thing.a create id of a",
  },
  {
    what: "fails, and what it made is another one: the failure says enough",
    does: whereApplied("create", (made) =>
      gives(withValue(made, "name", stringValue("b")), says("error", "It broke.")),
    ),
    says: ["It went wrong: It broke."],
    left: ['rogue_thing.a {"id":"id of a","name":"b","size":null} tainted'],
    ends: "apply-errored rogue_thing.a create id of a",
  },
];

const FIRST = 'resource "rogue_thing" "a" {\n name = "a"\n}\n';
const AFTER = 'resource "rogue_thing" "after" {\n name = rogue_thing.a.id\n}\n';

const after = (ran: { readonly events: Parameters<typeof applyLines>[0] }) =>
  applyLines(ran.events).filter((line) => !line.includes("after"));

describe("a create that", () => {
  it.each(CREATED)("$what", async ({ does, says: said, left, ends }) => {
    const world = new World(() => rogueFactory(does));
    const ran = await world.run(EMPTY, FIRST + AFTER);
    expect(messages(ran.diagnostics)).toEqual(said);
    expect(stateLines(ran.state).filter((line) => line.startsWith("rogue_thing.a "))).toEqual(left);
    expect(after(ran).slice(1)).toEqual([ends]);
    expect(
      ran.events.some(
        (event) => "address" in event && event.kind === "apply-start" && event.address.name === "after",
      ),
    ).toBe(ends.startsWith("apply-complete"));
  });
});

const UPDATED: readonly Case[] = [
  {
    what: "fails, and nothing was changed",
    does: whereApplied("update", () => nothing(says("error", "It is in use."))),
    says: ["It went wrong: It is in use."],
    left: [`rogue_thing.a ${MADE}`],
    ends: "apply-errored rogue_thing.a update id of a",
  },
  {
    what: "fails, and says that nothing is there: it is thought to be as it was",
    does: whereApplied("update", (made) => gives(Value.null(made.type), says("error", "It is in use."))),
    says: ["It went wrong: It is in use."],
    left: [`rogue_thing.a ${MADE}`],
    ends: "apply-errored rogue_thing.a update id of a",
  },
  {
    what: "fails halfway: that is no taint",
    does: whereApplied("update", (made) => gives(made, says("error", "It is slow."))),
    says: ["It went wrong: It is slow."],
    left: ['rogue_thing.a {"id":"id of a","name":"a","size":"big"}'],
    ends: "apply-errored rogue_thing.a update id of a",
  },
  {
    what: "still does not know everything",
    does: whereApplied("update", (made) => gives(withValue(made, "size", Value.unknown(STRING)))),
    says: [
      "Provider returned invalid result object after apply: After the apply operation, the provider still indicated an unknown value for rogue_thing.a. All values must be known after apply, so this is always a bug in the provider and should be reported in the provider's own repository. <Tutti> will still save the other known object values in the state.",
    ],
    left: [`rogue_thing.a ${MADE}`],
    ends: "apply-errored rogue_thing.a update id of a",
  },
];

describe("an update that", () => {
  it.each(UPDATED)("$what", async ({ does, says: said, left, ends }) => {
    const world = new World(() => rogueFactory(does));
    const { state } = await world.run(EMPTY, FIRST);
    const ran = await world.run(state, FIRST.replace("\n}", '\n size = "big"\n}'));
    expect(messages(ran.diagnostics)).toEqual(said);
    expect(stateLines(ran.state)).toEqual(left);
    expect(applyLines(ran.events)).toEqual(["apply-start rogue_thing.a update id of a", ends]);
  });
});

const DELETED: readonly Case[] = [
  {
    what: "fails, and tells nothing of what is left",
    does: whereApplied("delete", () => nothing(says("error", "It is in use."))),
    says: ["It went wrong: It is in use."],
    left: [`rogue_thing.a ${MADE}`],
    ends: "apply-errored rogue_thing.a delete id of a",
  },
  {
    what: "fails, and tells what is left",
    does: whereApplied("delete", (prior) =>
      gives(withValue(prior, "size", stringValue("half")), says("error", "It is in use.")),
    ),
    says: ["It went wrong: It is in use."],
    left: ['rogue_thing.a {"id":"id of a","name":"a","size":"half"}'],
    ends: "apply-errored rogue_thing.a delete id of a",
  },
  {
    what: "fails, and nothing is left all the same",
    does: whereApplied("delete", (prior) => gives(Value.null(prior.type), says("error", "It was in use."))),
    says: ["It went wrong: It was in use."],
    left: [],
    ends: "apply-errored rogue_thing.a delete id of a",
  },
  {
    what: "warns",
    does: whereApplied("delete", (prior) => gives(Value.null(prior.type), says("warning", "A copy stays."))),
    says: ["It went wrong: A copy stays."],
    left: [],
    ends: "apply-complete rogue_thing.a delete id of a",
  },
  {
    what: "leaves it there without a word",
    does: whereApplied("delete", (prior) => gives(prior)),
    says: [
      `${RESULT}: When applying changes to rogue_thing.a, ${OURS} produced an unexpected new value: Root object was absent, but now present.\n\n${BUG}`,
    ],
    left: [`rogue_thing.a ${MADE}`],
    ends: "apply-errored rogue_thing.a delete id of a",
  },
];

describe("a destroy that", () => {
  it.each(DELETED)("$what", async ({ does, says: said, left, ends }) => {
    const world = new World(() => rogueFactory(does));
    const { state } = await world.run(EMPTY, FIRST);
    const ran = await world.run(state, FIRST, { mode: "destroy" });
    expect(messages(ran.diagnostics)).toEqual(said);
    expect(stateLines(ran.state)).toEqual(left);
    expect(applyLines(ran.events)).toEqual(["apply-start rogue_thing.a delete id of a", ends]);
  });
});

/** Asked a second time, when all is known; `prior` is the object before, null for a new one. */
const asked =
  (
    answer: (
      request: Parameters<Provider["plan"]>[0],
      own: Awaited<ReturnType<Provider["plan"]>>,
    ) => Awaited<ReturnType<Provider["plan"]>>,
  ): Behaviour =>
  (itself) => ({
    plan: async (request) => {
      const own = await itself.plan(request);
      return request.config.isWhollyKnown && request.config.asEntries.get("name")?.asString === "id of base"
        ? answer(request, own)
        : own;
    },
  });

const BASED =
  'resource "rogue_thing" "base" {\n name = "base"\n}\nresource "rogue_thing" "a" {\n name = rogue_thing.base.id\n}\n';

const AGAIN: readonly (readonly [what: string, does: Behaviour, says: readonly string[], made: boolean])[] = [
  ["says the same", asked((_, own) => own), [], true],
  [
    "fails",
    asked(() => nothing(says("error", "That name is taken."))),
    ["It went wrong: That name is taken."],
    false,
  ],
  [
    "warns",
    asked((_, own) => ({ ...own, diagnostics: [says("warning", "A long name.")] })),
    ["It went wrong: A long name."],
    true,
  ],
  [
    "plans another one",
    asked((_, own) =>
      own.value === undefined
        ? own
        : {
            ...own,
            value: { ...own.value, planned: withValue(own.value.planned, "size", stringValue("huge")) },
          },
    ),
    [
      `Provider produced inconsistent final plan: When expanding the plan for rogue_thing.a to include new values learned so far during apply, provider "provider[\\"registry.terraform.io/hashicorp/rogue\\"]" produced an invalid new value for .size: was null, but now cty.StringVal("huge").\n\n${BUG}`,
    ],
    false,
  ],
];

describe("a provider that is asked again when all is known, and", () => {
  it.each(AGAIN)("%s", async (_what, does, said, made) => {
    const world = new World(() => rogueFactory(does));
    const ran = await world.run(EMPTY, BASED);
    expect(messages(ran.diagnostics)).toEqual(said);
    expect(stateLines(ran.state).map((line) => line.split(" ")[0])).toEqual([
      ...(made ? ["rogue_thing.a"] : []),
      "rogue_thing.base",
    ]);
  });
});
