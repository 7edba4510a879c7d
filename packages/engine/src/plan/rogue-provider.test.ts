/** What is said where a provider plans, reads or imports against the rules or fails, and what is planned then. */

import type { Provider } from "@tutti/plugin";
import { StateFold } from "@tutti/state";
import { stringValue, Value } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { rogueFactory, says, withValue } from "../../testkit/rogue-provider.ts";
import { actionsOf, EMPTY, messages, World } from "../../testkit/world.ts";

type Behaviour = (itself: Provider) => Partial<Provider>;
type Plans = Awaited<ReturnType<Provider["plan"]>>;
type Request = Parameters<Provider["plan"]>[0];

const BUG = "This is a bug in the provider, which should be reported in the provider's own issue tracker.";
const INVALID =
  'Provider produced invalid plan: Provider "provider[\\"registry.terraform.io/hashicorp/rogue\\"]" planned an invalid value for rogue_thing.a';

function nameOf(config: Value): string | undefined {
  const name = config.asEntries.get("name");
  return name?.isKnown === true ? name.asString : undefined;
}

/** Plans otherwise for `a`; the others as they should be. */
const planning =
  (answer: (request: Request, own: NonNullable<Plans["value"]>) => Plans): Behaviour =>
  (itself) => ({
    plan: async (request) => {
      const own = await itself.plan(request);
      if (own.value === undefined || nameOf(request.config) !== "a") return own;
      return answer(request, own.value);
    },
  });

const said = (severity: "error" | "warning", detail: string) => ({
  diagnostics: [says(severity, detail)],
  value: undefined,
});

const NEW: readonly (readonly [
  what: string,
  does: Behaviour,
  says: readonly string[],
  planned: readonly string[],
])[] = [
  ["fails", planning(() => said("error", "No room.")), ["It went wrong: No room."], ["rogue_thing.b create"]],
  [
    "warns",
    planning((_, value) => ({ diagnostics: [says("warning", "Little room.")], value })),
    ["It went wrong: Little room."],
    ["rogue_thing.a create", "rogue_thing.after create", "rogue_thing.b create"],
  ],
  [
    "fails, though it has a plan",
    planning((_, value) => ({ diagnostics: [says("error", "No room.")], value })),
    ["It went wrong: No room."],
    ["rogue_thing.b create"],
  ],
  ["has no plan", planning(() => ({ diagnostics: [], value: undefined })), [], ["rogue_thing.b create"]],
  [
    "plans another name, and a size that was not asked for",
    planning((_, value) => ({
      diagnostics: [],
      value: {
        ...value,
        planned: withValue(withValue(value.planned, "name", stringValue("x")), "size", stringValue("huge")),
      },
    })),
    [
      `${INVALID}.name: planned value cty.StringVal("x") does not match config value cty.StringVal("a").\n\n${BUG}`,
      `${INVALID}.size: planned value cty.StringVal("huge") for a non-computed attribute.\n\n${BUG}`,
    ],
    ["rogue_thing.b create"],
  ],
  [
    "plans nothing",
    planning((_, value) => ({
      diagnostics: [],
      value: { ...value, planned: Value.null(value.planned.type) },
    })),
    [`${INVALID}: planned for absence but config wants existence.\n\n${BUG}`],
    ["rogue_thing.b create"],
  ],
];

const thing = (name: string, more = ""): string =>
  `resource "rogue_thing" "${name}" {\n  name = "${name}"\n  ${more}\n}\n`;
const FILES = `${thing("a")}${thing("b")}resource "rogue_thing" "after" {\n  name = rogue_thing.a.id\n}\n`;

describe("of a new object, a provider that", () => {
  it.each(NEW)("%s", async (_what, does, diagnostics, planned) => {
    const found = await new World(() => rogueFactory(does)).plan(EMPTY, FILES);
    expect(messages(found.diagnostics)).toEqual(diagnostics);
    expect(actionsOf(found)).toEqual(planned);
  });
});

/** Of an object that is there: once with the same configuration, and once with another size. */
const THERE: readonly (readonly [
  what: string,
  does: Behaviour,
  says: readonly string[],
  same: string | undefined,
  changed: string | undefined,
])[] = [
  ["does as it should", () => ({}), [], "no-op", "update"],
  ["fails", planning(() => said("error", "No room.")), ["It went wrong: No room."], undefined, undefined],
  [
    "wants a new one for what stays as it is",
    planning((_, value) => ({
      diagnostics: [],
      value: { ...value, requiresReplace: [[{ kind: "attribute", name: "name" }]] },
    })),
    [],
    "no-op",
    "update",
  ],
  [
    "wants a new one for another size",
    planning((_, value) => ({
      diagnostics: [],
      value: { ...value, requiresReplace: [[{ kind: "attribute", name: "size" }]] },
    })),
    [],
    "no-op",
    "delete-then-create",
  ],
  [
    "wants a new one for what no object has",
    planning((_, value) => ({
      diagnostics: [],
      value: { ...value, requiresReplace: [[{ kind: "attribute", name: "none" }]] },
    })),
    [],
    "no-op",
    "update",
  ],
  [
    "wants a new one, and cannot plan it",
    planning(({ prior }, value) =>
      prior.isNull
        ? said("error", "Not another one.")
        : {
            diagnostics: [],
            value: { ...value, requiresReplace: [[{ kind: "attribute", name: "size" }]] },
          },
    ),
    ["It went wrong: Not another one."],
    "no-op",
    undefined,
  ],
  [
    "cannot be read",
    () => ({ read: async () => said("error", "It sleeps.") }),
    ["It went wrong: It sleeps."],
    undefined,
    undefined,
  ],
  [
    "has no answer when it is read",
    () => ({ read: async () => ({ diagnostics: [], value: undefined }) }),
    [],
    undefined,
    undefined,
  ],
  [
    "warns when it is read",
    (itself) => ({
      read: async (request) => ({
        ...(await itself.read(request)),
        diagnostics: [says("warning", "It is slow.")],
      }),
    }),
    ["It went wrong: It is slow."],
    "no-op",
    "update",
  ],
  [
    "finds it gone",
    () => ({
      read: async ({ state }) => ({
        diagnostics: [],
        value: { state: Value.null(state.type), private: undefined },
      }),
    }),
    [],
    "create",
    "create",
  ],
];

describe("of an object that is there, a provider that", () => {
  it.each(THERE)("%s", async (_what, does, diagnostics, same, changed) => {
    const { state } = await new World(() => rogueFactory(() => ({}))).run(EMPTY, thing("a"));
    const world = new World(() => rogueFactory(does));
    for (const [files, action] of [
      [thing("a"), same],
      [thing("a", 'size = "big"'), changed],
    ] as const) {
      const found = await world.plan(state, files);
      expect(actionsOf(found)).toEqual(action === undefined ? [] : [`rogue_thing.a ${action}`]);
      const wanted =
        action === undefined || diagnostics.length === 0 || found.diagnostics.length > 0 ? diagnostics : [];
      expect(messages(found.diagnostics)).toEqual(wanted);
    }
  });
});

/** The provider's own block is wrong, or it does not let itself be configured. */
const CONFIGURED: readonly (readonly [
  what: string,
  does: Behaviour,
  says: readonly string[],
  planned: readonly string[],
])[] = [
  [
    "that cannot be configured",
    () => ({ configure: async () => ({ diagnostics: [says("error", "No way in.")] }) }),
    ["It went wrong: No way in."],
    [],
  ],
  [
    "whose configuration is not valid",
    () => ({ validateProvider: async () => ({ diagnostics: [says("error", "No such region.")] }) }),
    ["It went wrong: No such region."],
    [],
  ],
  [
    "that warns of its configuration twice",
    () => ({
      validateProvider: async () => ({ diagnostics: [says("warning", "An old region.")] }),
      configure: async () => ({ diagnostics: [says("warning", "A far region.")] }),
    }),
    ["It went wrong: An old region.", "It went wrong: A far region."],
    ["rogue_thing.a create"],
  ],
];

describe("a provider", () => {
  it.each(CONFIGURED)("%s", async (_what, does, diagnostics, planned) => {
    const seen: string[] = [];
    const world = new World(() =>
      rogueFactory((itself) => {
        const close = async () => void seen.push("closed");
        const configure: Provider["configure"] = async (request) => {
          seen.push("configured");
          await itself.configure(request);
          return { diagnostics: [] };
        };
        return { configure, ...does(itself), close };
      }),
    );
    const found = await world.plan(EMPTY, thing("a"));
    expect(messages(found.diagnostics)).toEqual(diagnostics);
    expect(actionsOf(found).filter(() => planned.length > 0)).toEqual(planned);
    expect(seen.filter((word) => word === "closed")).toHaveLength(1);
  });

  it("that cannot be configured is asked nothing of what has no block any more, and told of once", async () => {
    const { state } = await new World(() => rogueFactory(() => ({}))).run(
      EMPTY,
      `${thing("a")}${thing("b")}`,
    );
    const seen: string[] = [];
    const does: Behaviour = () => ({
      configure: async () => ({ diagnostics: [says("error", "No way in.")] }),
      read: async () => {
        seen.push("read");
        return { diagnostics: [], value: undefined };
      },
    });
    for (const mode of ["normal", "destroy", "refresh-only"] as const) {
      const found = await new World(() => rogueFactory(does)).plan(state, "", { mode });
      expect(messages(found.diagnostics)).toEqual(["It went wrong: No way in."]);
      expect(found.plan.changes).toEqual([]);
    }
    expect(seen).toEqual([]);
  });

  it("that does not have the type of what has no block any more says so", async () => {
    const world = new World(() => rogueFactory(() => ({})));
    const { state } = await world.run(EMPTY, thing("a"));
    const fold = new StateFold(state);
    for (const { address, provider, instances } of state.resources.values())
      fold.apply({
        kind: "object",
        operationId: undefined,
        address: { ...address, type: "rogue_none", key: undefined },
        deposedKey: undefined,
        provider,
        object: instances.get(undefined)?.current,
      });
    for (const mode of ["normal", "destroy", "refresh-only"] as const) {
      const found = await world.plan(fold.state(), thing("a"), { mode });
      expect(messages(found.diagnostics)).toEqual([
        "No schema available: The provider registry.terraform.io/hashicorp/rogue has no schema for rogue_none.a, which is in the state.",
      ]);
    }
  });
});
