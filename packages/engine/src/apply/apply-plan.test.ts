import { formatInstance, parseInstance } from "@tutti/addresses";
import { type JournalRecord, NO_ADDRESSES, type OpenIntent, type State } from "@tutti/state";
import { describe, expect, it } from "vitest";
import { actionsOf, EMPTY, messages, World } from "../../testkit/world.ts";
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
