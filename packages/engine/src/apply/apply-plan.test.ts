import { formatInstance, parseInstance } from "@tutti/addresses";
import { createStop } from "@tutti/runtime";
import { type JournalRecord, NO_ADDRESSES, type OpenIntent, type State } from "@tutti/state";
import { describe, expect, it } from "vitest";
import { applyLines } from "../../testkit/described-apply.ts";
import { actionsOf, addressesOf, EMPTY, messages, World } from "../../testkit/world.ts";
import { recover } from "./recover.ts";

function statusOf(state: State, address: string): string | undefined {
  return state.resources.get(address)?.instances.get(undefined)?.current?.status;
}

const FIRST = `
resource "cloud_thing" "a" {
  count = 2
  name  = "a\${count.index}"
}
resource "cloud_thing" "b" {
  name = "b"
  depends_on = [cloud_thing.a]
}
`;

/** Renames one (replacement), drops one, creates one before its old one goes. */
const SECOND = `
resource "cloud_thing" "a" {
  count = 1
  name  = "new"
}
resource "cloud_thing" "b" {
  name = "b2"
  lifecycle { create_before_destroy = true }
}
resource "cloud_thing" "c" {
  name = "c"
}
`;

/** What `b` will be is not known while `a` is to be made again, and turns out as it was. */
const LEARNED = (a: string, sizeOfB: string) => `
resource "cloud_thing" "a" {
  name = "${a}"
}
resource "cloud_thing" "b" {
  name = "b"
  size = length(cloud_thing.a.id) > 0 ? ${sizeOfB} : "none"
  lifecycle {
    postcondition {
      condition     = length(cloud_thing.a.id) > 0 ? cloud_thing.a.name != "bad" : true
      error_message = "made on a bad one"
    }
  }
}
`;

const PROVISIONED = `
resource "cloud_thing" "p" {
  name = "p"
  provisioner "local-exec" { command = "set it up" }
}
`;

describe("applyPlan()", () => {
  it("makes what the plan says, and then there is nothing left to do", async () => {
    const world = new World();
    const first = await world.run(EMPTY, FIRST);
    expect(world.cloud.listing()).toEqual(["a0=small", "a1=small", "b=small"]);
    const again = await world.run(first.state, FIRST);
    expect(actionsOf(again)).toEqual([
      "cloud_thing.a[0] no-op",
      "cloud_thing.a[1] no-op",
      "cloud_thing.b no-op",
    ]);
    await world.run(again.state, SECOND);
    expect(world.cloud.listing()).toEqual(["b2=small", "c=small", "new=small"]);
  });

  it.each([
    { becomes: "as it was", a: "again", size: '"big"', changed: [], errors: [] },
    { becomes: "another", a: "again", size: '"huge"', changed: ["cloud_thing.b"], errors: [] },
    {
      becomes: "as it was, and secret",
      a: "again",
      size: 'sensitive("big")',
      changed: ["cloud_thing.b"],
      errors: [],
    },
    {
      becomes: "as it was, against its postcondition",
      a: "bad",
      size: '"big"',
      changed: [],
      errors: ["Resource postcondition failed: made on a bad one"],
    },
  ])("updates only what differs once all is known: $becomes", async ({ a, size, changed, errors }) => {
    const world = new World();
    const first = await world.run(EMPTY, LEARNED("first", '"big"'));
    const ran = await world.run(first.state, LEARNED(a, size));
    expect(actionsOf(ran)).toContain("cloud_thing.b update");
    const updated = ran.events.flatMap((event) =>
      event.kind === "apply-start" && event.action === "update" ? [formatInstance(event.address)] : [],
    );
    expect(updated).toEqual(changed);
    expect(messages(ran.diagnostics)).toEqual(errors);
  });

  it("has an object tainted in its journal until its creation provisioners have ended", async () => {
    const world = new World();
    const seen: unknown[] = [];
    const ran = await world.run(EMPTY, PROVISIONED, (journalled) => {
      seen.push(statusOf(journalled.state(), "cloud_thing.p"), journalled.openIntents);
      return 0;
    });
    expect(seen).toEqual(["tainted", []]);
    expect(statusOf(ran.state, "cloud_thing.p")).toBe("ready");
  });

  it("replaces what was tainted when its provisioner was killed", async () => {
    const world = new World();
    let left = EMPTY;
    await world.run(EMPTY, PROVISIONED, (journalled) => {
      left = journalled.state();
      return 0;
    });
    const again = await world.run(left, PROVISIONED);
    expect(actionsOf(again)).toEqual(["cloud_thing.p delete-then-create"]);
    expect(world.cloud.listing()).toEqual(["p=small"]);
  });

  it("leaves it tainted where a provisioner fails", async () => {
    const ran = await new World().run(EMPTY, PROVISIONED, () => 1);
    expect(ran.diagnostics.map(({ summary }) => summary)).toEqual(["local-exec provisioner error"]);
    expect(statusOf(ran.state, "cloud_thing.p")).toBe("tainted");
  });
});

/** The first record that the journal cannot take, what is there then, and what the run has told of it. */
const REFUSED: readonly (readonly [
  what: string,
  refuses: (record: JournalRecord) => boolean,
  cloud: readonly string[],
  state: readonly string[],
  events: readonly string[],
])[] = [
  ["the intent of a create", (record) => record.kind === "intent", ["old=small"], ["cloud_thing.old"], []],
  [
    "the end of a create: the state has it all the same",
    (record) => record.kind === "object" && record.address.name === "a",
    ["a=small", "old=small"],
    ["cloud_thing.a", "cloud_thing.old"],
    ["apply-start cloud_thing.a create -", "apply-complete cloud_thing.a create id-2"],
  ],
  [
    "the intent of a destroy",
    (record) => record.kind === "intent" && record.action === "delete",
    ["a=small", "b=small", "old=small"],
    ["cloud_thing.a", "cloud_thing.b", "cloud_thing.old"],
    [
      "apply-start cloud_thing.a create -",
      "apply-complete cloud_thing.a create id-2",
      "apply-start cloud_thing.b create -",
      "apply-complete cloud_thing.b create id-3",
      "apply-start cloud_thing.old delete id-1",
      "apply-errored cloud_thing.old delete id-1",
    ],
  ],
];

const TWO = `
resource "cloud_thing" "a" {
  name = "a"
}
resource "cloud_thing" "b" {
  name = "b"
  size = length(cloud_thing.a.id) > 0 ? "small" : "none"
}
`;
const OLD = 'resource "cloud_thing" "old" {\n  name = "old"\n  size = "small"\n}\n';

describe("a journal that is full", () => {
  it.each(REFUSED)("at %s", async (_what, refuses, cloud, left, events) => {
    const world = new World();
    const first = await world.run(EMPTY, OLD);
    const plan = (await world.plan(first.state, TWO)).plan;
    // What goes waits for what comes, so that the order is the same each time.
    const actions = plan.actions.actions.map((action) =>
      action.work.kind === "delete"
        ? {
            ...action,
            after: [
              ...action.after,
              ...plan.actions.actions.flatMap(({ work }, at) => (work.kind === "create" ? [at] : [])),
            ],
          }
        : action,
    );
    const ran = await world.apply({ ...plan, actions: { ...plan.actions, actions } }, TWO, { refuses });
    expect(messages(ran.diagnostics)).toEqual([
      "Failed to write the state's journal: No space is left on the disk; free some and run the command again, nothing recorded is lost: the journal",
    ]);
    expect(world.cloud.listing()).toEqual(cloud);
    expect(addressesOf(ran.state)).toEqual(left);
    expect(applyLines(ran.events)).toEqual(events);
  });
});

describe("a plan that does not fit", () => {
  it("is refused where it was made with errors, or a provider or a type is gone", async () => {
    const world = new World();
    const { plan } = await world.plan(EMPTY, FIRST);
    const refused = async (given: typeof plan, files: string) => {
      const { diagnostics, state, events, interrupted } = await world.apply(given, files);
      expect({ state, events, interrupted }).toEqual({
        state: given.previousState,
        events: [],
        interrupted: false,
      });
      return messages(diagnostics);
    };
    expect(await refused({ ...plan, errored: true }, FIRST)).toEqual([
      "Cannot apply incomplete plan: <Tutti> encountered an error when generating this plan, so it cannot be applied.",
    ]);
    expect((await refused(plan, `${FIRST}resource "none_thing" "n" {}`)).join()).toContain(
      "provider registry.terraform.io/hashicorp/none",
    );
    expect(await refused(plan, `${FIRST}resource "cloud_none" "n" {}`)).toEqual([
      'Invalid resource type: The provider hashicorp/cloud does not support resource type "cloud_none".',
    ]);
    expect(world.cloud.listing()).toEqual([]);
  });
});

describe("Ctrl-C", () => {
  const made = `${OLD}output "o" {\n  value = cloud_thing.old.id\n}\n`;
  const HALTED =
    "Interrupted: <Tutti> was told to stop: what was running has ended and is in the state, and nothing new was started. Run the command again to go on.";
  it.each([
    { when: "while something waits", at: "object", said: [HALTED], outputs: [] },
    { when: "when nothing is left to do", at: "output", said: [], outputs: ["o"] },
  ])("$when", async ({ at, said, outputs }) => {
    const stop = createStop();
    const world = new World();
    const ran = await world.run(EMPTY, made, {
      signal: stop.signal,
      refuses: ({ kind }) => {
        if (kind === at) stop.abort();
        return false;
      },
    });
    expect(messages(ran.diagnostics)).toEqual(said);
    expect(ran.interrupted).toBe(true);
    expect(addressesOf(ran.state)).toEqual(["cloud_thing.old"]);
    expect([...ran.state.outputs.keys()]).toEqual(outputs);
  });
});

describe("results on their way into the journal", () => {
  const SIX = `resource "cloud_thing" "a" {
  count = 6
  name  = "a\${count.index}"
}`;

  it("hold no place of those that run: the calls of others go on meanwhile", async () => {
    let announced = 0;
    let allAnnounced = (): void => {};
    const all = new Promise<void>((resolve) => {
      allAnnounced = resolve;
    });
    const { diagnostics, state } = await new World().run(EMPTY, SIX, {
      parallelism: 2,
      async journalled({ kind }) {
        if (kind === "intent") announced += 1;
        if (announced === 6) allAnnounced();
        if (kind === "object") await all;
      },
    });
    expect(diagnostics).toEqual([]);
    expect(state.resources.get("cloud_thing.a")?.instances.size).toBe(6);
  });

  it("keep their place where one operation runs at a time", async () => {
    const { events } = await new World().run(EMPTY, SIX, {
      parallelism: 1,
      async journalled({ kind }) {
        for (let turns = 0; kind === "object" && turns < 100; turns += 1) await Promise.resolve();
      },
    });
    const kinds = events.map(({ kind }) => kind).filter((kind) => /^apply-(start|complete)$/.test(kind));
    expect(kinds).toEqual(Array.from({ length: 6 }, () => ["apply-start", "apply-complete"]).flat());
  });
});

describe("recover()", () => {
  const address = parseInstance("cloud_thing.p");
  const intent = (action: OpenIntent["action"], provisioned: boolean): OpenIntent => {
    if (!address.ok) throw new Error("no address");
    return {
      kind: "intent",
      operationId: "killed",
      address: address.value,
      deposedKey: undefined,
      provider: 'provider["registry.terraform.io/hashicorp/cloud"]',
      action,
      schemaVersion: 0,
      plannedJson: '{"id":null,"name":"p","size":"small"}',
      dependencies: NO_ADDRESSES,
      createBeforeDestroy: false,
      provisioned,
    };
  };

  it.each([
    { provisioned: false, status: "ready" },
    { provisioned: true, status: "tainted" },
  ])("adopts what a killed create made (provisioners: $provisioned) as $status", async (given) => {
    const world = new World();
    world.cloud.create({ name: "p", size: "small", operationId: "killed" });
    const written: JournalRecord[] = [];
    const { state, diagnostics } = await world.until(
      recover({
        state: EMPTY,
        intents: [intent("create", given.provisioned)],
        providers: world.providers,
        connectAgent: world.connectAgent,
        journal: { write: async (record) => void written.push(record) },
      }),
    );
    expect(diagnostics).toEqual([]);
    expect(statusOf(state, "cloud_thing.p")).toBe(given.status);
    expect(written.map(({ kind }) => kind)).toEqual(["object"]);
  });

  it.each(["update", "delete"] as const)(
    "leaves what a killed %s did to the next refresh",
    async (action) => {
      const world = new World();
      const { state } = await world.run(EMPTY, PROVISIONED);
      const found = await world.until(
        recover({
          state,
          intents: [intent(action, false)],
          providers: world.providers,
          connectAgent: world.connectAgent,
          journal: { write: async () => {} },
        }),
      );
      expect(found).toEqual({ state, diagnostics: [] });
      if (action === "delete") world.cloud.objects.clear();
      const next = await world.run(found.state, `output "x" { value = 1 }`);
      expect(actionsOf(next)).toEqual(action === "delete" ? [] : ["cloud_thing.p delete"]);
      expect(world.cloud.listing()).toEqual([]);
    },
  );
});

it("applyPlan() asks the conditions of each instance that stays, also of the second", async () => {
  const files = (name: string) => `
resource "cloud_thing" "w" {
  name = "${name}"
}
resource "cloud_thing" "a" {
  count = 2
  name  = "a\${count.index}"
  lifecycle {
    postcondition {
      condition     = length(cloud_thing.w.id) > count.index
      error_message = "no"
    }
  }
}
`;
  const world = new World();
  const { state } = await world.run(EMPTY, files("first"));
  const ran = await world.run(state, files("second"));
  expect(actionsOf(ran).filter((line) => line.includes(".a["))).toEqual([
    "cloud_thing.a[0] no-op",
    "cloud_thing.a[1] no-op",
  ]);
  const statuses = ran.state.checkResults.flatMap(({ objects }) =>
    objects.map(({ address, status }) => `${address} ${status}`),
  );
  expect(statuses).toEqual(["cloud_thing.a[0] pass", "cloud_thing.a[1] pass"]);
});
