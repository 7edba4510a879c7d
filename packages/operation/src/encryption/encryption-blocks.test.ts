import { parseConfig } from "@tutti/hcl";
import { expect, test } from "vitest";
import { decodeEncryptionBlocks, type NamedBlock, type TargetBlock } from "./encryption-blocks.ts";

/** What texts say that are laid over each other, as texts: `file:line` of each argument. */
function laid(...texts: readonly string[]) {
  const { blocks, diagnostics } = decodeEncryptionBlocks(
    texts.map((text, at) => parseConfig(text, `f${at}`).body),
  );
  expect(diagnostics).toEqual([]);
  const place = ({ range: { filename, start } }: Pick<NamedBlock, "range">): string =>
    `${filename}:${start.line}`;
  const named = (all: ReadonlyMap<string, NamedBlock>) =>
    Object.fromEntries(
      [...all].map(([address, block]) => [
        address,
        [
          `${block.type} ${block.name} ${place(block)}`,
          ...[...block.attributes].map(([name, attribute]) => `${name} ${place(attribute)}`),
        ].join(", "),
      ]),
    );
  const target = (block: TargetBlock | undefined): string =>
    block === undefined
      ? "-"
      : `${place(block)} method ${block.method ? place(block.method) : "-"} enforced ${block.enforced ? place(block.enforced) : "-"} (${target(block.fallback)})`;
  return {
    keyProviders: named(blocks.keyProviders),
    methods: named(blocks.methods),
    state: target(blocks.state),
    plan: target(blocks.plan),
    remote: target(blocks.remote),
  };
}

const NOTHING = { keyProviders: {}, methods: {}, state: "-", plan: "-", remote: "-" };

test.each<readonly [string, readonly string[], Partial<ReturnType<typeof laid>>]>([
  ["nothing", [], {}],
  ["an empty one", [""], {}],
  [
    "blocks of each kind",
    [
      'key_provider "a" "b" {\n k = 1\n}\nmethod "a" "b" {\n}\nmethod "a" "c" {\n}\nmethod "d" "b" {\n l = 1\n m = 2\n}\n',
    ],
    {
      keyProviders: { "a.b": "a b f0:1, k f0:2" },
      methods: { "a.b": "a b f0:4", "a.c": "a c f0:6", "d.b": "d b f0:8, l f0:9, m f0:10" },
    },
  ],
  [
    "arguments over those of the same block",
    [
      'key_provider "a" "b" {\n k = 1\n l = 1\n}\nmethod "a" "b" {\n k = 1\n}\n',
      'key_provider "a" "b" {\n l = 2\n m = 2\n}\nkey_provider "a" "c" {\n}\nmethod "a" "b" {\n k = 2\n}\n',
    ],
    {
      keyProviders: { "a.b": "a b f0:1, k f0:2, l f1:2, m f1:3", "a.c": "a c f1:5" },
      methods: { "a.b": "a b f0:5, k f1:8" },
    },
  ],
  [
    "targets of each kind, and fallbacks of fallbacks",
    [
      "state {\n method = a\n enforced = true\n fallback {\n  method = b\n  fallback {\n   method = c\n  }\n }\n}\nplan {\n method = d\n}\nremote_state_data_sources {\n default {\n  method = e\n  fallback {\n  }\n }\n}\n",
    ],
    {
      state: "f0:1 method f0:2 enforced f0:3 (f0:4 method f0:5 enforced - (f0:6 method f0:7 enforced - (-)))",
      plan: "f0:11 method f0:12 enforced - (-)",
      remote: "f0:15 method f0:16 enforced - (f0:17 method - enforced - (-))",
    },
  ],
  [
    "what a later one leaves out stays",
    [
      "state {\n method = a\n enforced = true\n fallback {\n  method = b\n }\n}\nplan {\n method = a\n}\nremote_state_data_sources {\n default {\n  method = e\n }\n}\n",
      "state {\n}\nplan {\n enforced = true\n}\nremote_state_data_sources {\n}\n",
    ],
    {
      state: "f0:1 method f0:2 enforced f0:3 (f0:4 method f0:5 enforced - (-))",
      plan: "f0:8 method f0:9 enforced f1:4 (-)",
      remote: "f0:12 method f0:13 enforced - (-)",
    },
  ],
  [
    "what a later one says counts, a fallback as a whole",
    [
      "state {\n method = a\n enforced = true\n fallback {\n  method = b\n  fallback {\n   method = c\n  }\n }\n}\nremote_state_data_sources {\n default {\n  method = e\n }\n}\n",
      "state {\n method = d\n enforced = false\n fallback {\n  method = d\n }\n}\nremote_state_data_sources {\n default {\n  method = d\n }\n}\n",
    ],
    {
      state: "f0:1 method f1:2 enforced f1:3 (f1:4 method f1:5 enforced - (-))",
      remote: "f0:12 method f1:10 enforced - (-)",
    },
  ],
])("%s", (_, texts, expected) => {
  expect(laid(...texts)).toEqual({ ...NOTHING, ...expected });
});

test("what is wrong in a block is told, in each of its parts", () => {
  const { body } = parseConfig(
    'key_provider "a" "b" {\n c {\n }\n}\nmethod "a" "b" {\n c {\n }\n}\nstate {\n a = 1\n}\nplan {\n b = 1\n fallback {\n  c = 1\n }\n}\nremote_state_data_sources {\n d = 1\n default {\n  e = 1\n }\n}\n',
    "f",
  );
  const { diagnostics } = decodeEncryptionBlocks([body]);
  expect(diagnostics.map(({ subject }) => subject?.start.line)).toEqual([2, 6, 10, 13, 15, 19, 21]);
});
