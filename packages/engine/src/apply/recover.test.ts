/** What becomes of operations that a killed apply announced: what is said, what is written, what is in the state then. */

import { parseInstance } from "@tutti/addresses";
import type { Provider, RecoveringProvider } from "@tutti/plugin";
import { createStop, RuntimeError } from "@tutti/runtime";
import { NO_ADDRESSES, type OpenIntent } from "@tutti/state";
import { objectValue, stringValue, Value } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { ROGUE, rogueFactory, says } from "../../testkit/rogue-provider.ts";
import { stateLines } from "../../testkit/state-lines.ts";
import { EMPTY, messages, World } from "../../testkit/world.ts";
import type { RecoverRequest } from "../request.ts";
import { recover } from "./recover.ts";

const OWN = `provider["${ROGUE}"]`;

function intentOf(address: string, more: Partial<OpenIntent> = {}): OpenIntent {
  const parsed = parseInstance(address);
  if (!parsed.ok) throw new Error(`no address: ${address}`);
  return {
    kind: "intent",
    operationId: `${address} killed`,
    address: parsed.value,
    deposedKey: undefined,
    provider: OWN,
    action: "create",
    schemaVersion: 0,
    plannedJson: '{"id":null,"name":"a","size":null}',
    dependencies: NO_ADDRESSES,
    createBeforeDestroy: false,
    provisioned: false,
    ...more,
  };
}

type Behaviour = (itself: Provider) => Partial<RecoveringProvider>;
type Recovers = (planned: Value) => {
  readonly diagnostics: ReturnType<typeof says>[];
  readonly value: { readonly state: Value | undefined; readonly private: undefined } | undefined;
};

const finding =
  (answer: Recovers): Behaviour =>
  () => {
    const recover = async ({ planned }: { readonly planned: Value }) => answer(planned);
    return { recover };
  };

async function recovered(
  does: Behaviour,
  intents: readonly OpenIntent[],
  more: Partial<RecoverRequest> = {},
) {
  const world = new World(() => rogueFactory(does));
  const written: string[] = [];
  const { state, diagnostics } = await world.until(
    recover({
      state: EMPTY,
      intents,
      providers: world.providers,
      connectAgent: world.connectAgent,
      journal: {
        write: async (record) =>
          void written.push("operationId" in record ? `${record.operationId}` : record.kind),
      },
      ...more,
    }),
  );
  return { left: stateLines(state), said: messages(diagnostics), written };
}

const UNKNOWN =
  'rogue_thing.a was being created when <Tutti> was ended, and its provider cannot tell whether that was done. If it exists, bring it in with an import block or "<tutti> import"; otherwise the next apply makes it.';
const NOT_ASKED =
  "Cannot recover an operation: rogue_thing.a was being created when <Tutti> was ended, and its provider could not be asked whether that was done. Nothing was changed; run the command again.";
const found = (planned: Value): Value =>
  Value.knownUnchecked(planned.type, new Map([...planned.asEntries, ["id", stringValue("found")]]));

interface Case {
  readonly what: string;
  readonly does?: Behaviour;
  readonly intent?: Partial<OpenIntent>;
  readonly left?: readonly string[];
  readonly said?: readonly string[];
  /** It is settled: the next apply does not ask again. */
  readonly settled: boolean;
}

const CASES: readonly Case[] = [
  {
    what: "it was made",
    does: finding((planned) => ({ diagnostics: [], value: { state: found(planned), private: undefined } })),
    left: ['rogue_thing.a {"id":"found","name":"a","size":null}'],
    settled: true,
  },
  {
    what: "it was made, and the provider warns",
    does: finding((planned) => ({
      diagnostics: [says("warning", "It is old.")],
      value: { state: found(planned), private: undefined },
    })),
    left: ['rogue_thing.a {"id":"found","name":"a","size":null}'],
    said: ["It went wrong: It is old."],
    settled: true,
  },
  {
    what: "it was made, and something was left to be done to it",
    does: finding((planned) => ({ diagnostics: [], value: { state: found(planned), private: undefined } })),
    intent: { provisioned: true, createBeforeDestroy: true },
    left: ['rogue_thing.a {"id":"found","name":"a","size":null} tainted created first'],
    settled: true,
  },
  {
    what: "it was not made",
    does: finding(() => ({ diagnostics: [], value: { state: undefined, private: undefined } })),
    settled: true,
  },
  {
    what: "it was not made, in other words",
    does: finding((planned) => ({
      diagnostics: [],
      value: { state: Value.null(planned.type), private: undefined },
    })),
    settled: true,
  },
  {
    what: "the provider cannot be asked now",
    does: finding(() => ({ diagnostics: [says("error", "It sleeps.")], value: undefined })),
    said: ["It went wrong: It sleeps.", NOT_ASKED],
    settled: false,
  },
  {
    what: "the provider fails, though it has an answer",
    does: finding((planned) => ({
      diagnostics: [says("error", "It sleeps.")],
      value: { state: found(planned), private: undefined },
    })),
    said: ["It went wrong: It sleeps.", NOT_ASKED],
    settled: false,
  },
  {
    what: "the provider has no answer",
    does: finding(() => ({ diagnostics: [], value: undefined })),
    said: [NOT_ASKED],
    settled: false,
  },
  { what: "the provider never can tell", said: [`Unfinished operation: ${UNKNOWN}`], settled: true },
  {
    what: "what was planned cannot be read any more",
    does: finding((planned) => ({ diagnostics: [], value: { state: found(planned), private: undefined } })),
    intent: { plannedJson: '{"name":["a"]}' },
    said: [`Unfinished operation: ${UNKNOWN}`],
    settled: true,
  },
  {
    what: "an update, whose end the next refresh sees",
    does: finding((planned) => ({ diagnostics: [], value: { state: found(planned), private: undefined } })),
    intent: { action: "update" },
    settled: true,
  },
];

describe("an operation that was announced and has not ended:", () => {
  it.each(CASES)("$what", async ({ does = () => ({}), intent, left = [], said = [], settled }) => {
    expect(await recovered(does, [intentOf("rogue_thing.a", intent)])).toEqual({
      left,
      said,
      written: settled ? ["rogue_thing.a killed"] : [],
    });
  });

  it("of terraform_data, which lives in the state alone, was not made", async () => {
    const provider = 'provider["terraform.io/builtin/terraform"]';
    const providers = { load: async () => rogueFactory(() => ({})) };
    const { said, written } = await recovered(() => ({}), [intentOf("rogue_thing.a", { provider })], {
      providers,
    });
    expect({ said, written }).toEqual({ said: [], written: ["rogue_thing.a killed"] });
  });

  it("of a provider that is not there any more waits, and the others are settled", async () => {
    const gone = intentOf("other_thing.b", { provider: 'provider["registry.terraform.io/hashicorp/other"]' });
    const { said, written } = await recovered(() => ({}), [gone, intentOf("rogue_thing.a")]);
    expect(said.map((text) => text.split(":")[0])).toEqual([
      "Inconsistent dependency lock file",
      "Unfinished operation",
    ]);
    expect(written).toEqual(["rogue_thing.a killed"]);
  });

  it("of a type that is not there any more waits", async () => {
    expect((await recovered(() => ({}), [intentOf("rogue_other.a")])).written).toEqual([]);
  });

  it("is asked for with the provider's configuration, each configuration once", async () => {
    const regions: string[] = [];
    const does: Behaviour = (itself) => ({
      configure: (request) => {
        const region = request.config.asEntries.get("region");
        regions.push(region === undefined || region.isNull ? "-" : region.asString);
        return itself.configure(request);
      },
    });
    const region = (text: string): Value => objectValue(new Map([["region", stringValue(text)]]));
    await recovered(
      does,
      [
        intentOf("rogue_thing.a"),
        intentOf("rogue_thing.b", { provider: `${OWN}.west` }),
        intentOf("rogue_thing.c", { provider: `${OWN}.west` }),
      ],
      { configs: new Map([[`${OWN}.west`, region("west")]]) },
    );
    expect(regions).toEqual(["-", "west"]);
  });

  it("of a provider that cannot be configured waits", async () => {
    const does: Behaviour = () => ({
      configure: async () => ({ diagnostics: [says("error", "No way in.")] }),
    });
    const { said, written } = await recovered(does, [intentOf("rogue_thing.a")]);
    expect(said).toEqual(["It went wrong: No way in."]);
    expect(written).toEqual([]);
  });

  it("waits, with all that follow, where the journal takes nothing", async () => {
    const full = {
      write: () => Promise.reject(new RuntimeError("ENOSPC", "the journal", "no space left on device")),
    };
    const { said, left } = await recovered(
      () => ({}),
      [intentOf("rogue_thing.a"), intentOf("rogue_thing.b")],
      {
        journal: full,
      },
    );
    expect(said.map((text) => text.split(":")[0])).toEqual([
      "Unfinished operation",
      "Failed to write the state's journal",
    ]);
    expect(left).toEqual([]);
  });

  it("hears Ctrl-C, and the provider is closed", async () => {
    const stop = createStop();
    const seen: unknown[] = [];
    const does: Behaviour = () => {
      const recover = async ({ signal }: { readonly signal: AbortSignal }) => {
        seen.push(signal === stop.signal);
        return { diagnostics: [], value: { state: undefined, private: undefined } };
      };
      const close = async () => void seen.push("closed");
      return { recover, close };
    };
    await recovered(does, [intentOf("rogue_thing.a")], { signal: stop.signal });
    expect(seen).toEqual([true, "closed"]);
  });

  it("a destroy of an old object leaves the old object as it was", async () => {
    const world = new World(() => rogueFactory(() => ({})));
    const { state } = await world.run(EMPTY, 'resource "rogue_thing" "a" {\n name = "a"\n}');
    const { left } = await recovered(() => ({}), [intentOf("rogue_thing.a", { action: "delete" })], {
      state,
    });
    expect(left).toEqual(stateLines(state));
  });
});
