import { parseHcl1 } from "@tutti/hcl1";
import { describe, expect, test } from "vitest";
import { decodeInstallation } from "./decode-installation.ts";

function decoded(text: string) {
  const parsed = parseHcl1(text);
  if (!parsed.ok) throw parsed.error;
  const { installation, problems } = decodeInstallation(parsed.root, parsed.text);
  return { installation, told: problems.map(({ summary, detail }) => `${summary}: ${detail}`) };
}

const HASHICORP = ["registry.terraform.io", "hashicorp", "*"];
const direct = { place: { kind: "direct" }, include: undefined, exclude: [] };

test("methods come in their order, each for those that it names", () => {
  const { installation, told } = decoded(`
provider_installation {
  filesystem_mirror {
    path    = "/mirror"
    include = ["hashicorp/*", "example.com/a/b"]
  }
  network_mirror {
    url     = "https://mirror.example.com/p/"
    exclude = ["hashicorp/*"]
  }
  direct {
    include = []
  }
}`);
  expect(told).toEqual([]);
  expect(installation).toEqual({
    methods: [
      {
        place: { kind: "filesystem", path: "/mirror" },
        include: [HASHICORP, ["example.com", "a", "b"]],
        exclude: [],
      },
      {
        place: { kind: "network", url: "https://mirror.example.com/p/" },
        include: undefined,
        exclude: [HASHICORP],
      },
      // Nothing named is nothing said.
      direct,
    ],
    overrides: new Map(),
    cache: undefined,
    cacheMayBreakLock: false,
  });
});

test.each<[string, unknown]>([
  ["", undefined],
  ['credentials "a" {}', undefined],
  ["provider_installation {}", []],
  ["provider_installation { direct {} }", [direct]],
  ['{"provider_installation": {"direct": {}}}', [direct]],
  ['{"provider_installation": [{"direct": [{}, {}]}]}', [direct, direct]],
  [
    "provider_installation {\n filesystem_mirror { path = 1 }\n}",
    [{ ...direct, place: { kind: "filesystem", path: "1" } }],
  ],
])("the methods of %j", (text, methods) => {
  const { installation, told } = decoded(text);
  expect(told).toEqual([]);
  expect(installation.methods).toEqual(methods);
});

test("overrides stand in front, by whole sources, their folders tidied", () => {
  const { installation, told } = decoded(
    'provider_installation {\n dev_overrides {\n  "Acme/kit" = "/x/../y/"\n  "null" = "z"\n }\n direct {}\n}',
  );
  expect(told).toEqual([]);
  expect([...installation.overrides]).toEqual([
    ["registry.terraform.io/acme/kit", "/y/"],
    ["registry.terraform.io/hashicorp/null", "z"],
  ]);
  expect(installation.methods).toEqual([direct]);
});

test.each([
  ["", undefined, false],
  ['plugin_cache_dir = "/c"', "/c", false],
  ['plugin_cache_dir = "/c"\nplugin_cache_dir = "/d"', "/d", false],
  ["plugin_cache_may_break_dependency_lock_file = true", undefined, true],
  ["plugin_cache_may_break_dependency_lock_file = false", undefined, false],
])("the cache of %j", (text, cache, cacheMayBreakLock) => {
  expect(decoded(text).installation).toMatchObject({ cache, cacheMayBreakLock });
});

// As `init` of Terraform 1.11 tells them.
describe("a mistake is told, and what stands beside it counts:", () => {
  const METHOD = "Invalid provider_installation method block";
  const BLOCK = "Invalid provider_installation block";
  const inside = (text: string): string => `provider_installation { ${text} }`;
  test.each<[string, readonly string[], readonly unknown[] | undefined]>([
    [
      "provider_installation = 5",
      [`${BLOCK}: The provider_installation block at 1:1 must not be introduced with an equals sign.`],
      undefined,
    ],
    [
      "provider_installation = { direct {} }",
      [`${BLOCK}: The provider_installation block at 1:1 must not be introduced with an equals sign.`],
      undefined,
    ],
    [
      'provider_installation "a" { direct {} }',
      [`${BLOCK}: The provider_installation block at 1:1 must not have any labels.`],
      [direct],
    ],
    [
      inside("direct = 1"),
      [`${METHOD}: The items inside the provider_installation block at 1:1 must all be blocks.`],
      [],
    ],
    [
      inside("direct = {}"),
      [`${METHOD}: The items inside the provider_installation block at 1:1 must all be blocks.`],
      [],
    ],
    [
      inside('direct "x" {}'),
      [`${METHOD}: The blocks inside the provider_installation block at 1:1 may not have any labels.`],
      [],
    ],
    [
      inside("\n  oci_mirror {}\n  direct {}"),
      [`${METHOD}: Unknown provider installation method "oci_mirror" at 2:3.`],
      [direct],
    ],
    [
      inside("filesystem_mirror {}"),
      [`${METHOD}: Invalid filesystem_mirror block at 1:1: "path" argument is required.`],
      [],
    ],
    [
      inside('filesystem_mirror { path = "" }'),
      [`${METHOD}: Invalid filesystem_mirror block at 1:1: "path" argument is required.`],
      [],
    ],
    [
      inside("network_mirror {}"),
      [`${METHOD}: Invalid network_mirror block at 1:1: "url" argument is required.`],
      [],
    ],
    [
      inside("filesystem_mirror { path = [] }"),
      [
        `${METHOD}: Invalid filesystem_mirror block at 1:1: At 1:52: root.path: unknown type for string *ast.ListType.`,
      ],
      [],
    ],
    [
      inside("filesystem_mirror { path = true }"),
      [
        `${METHOD}: Invalid filesystem_mirror block at 1:1: At 1:52: root.path: unknown type for string *ast.LiteralType.`,
      ],
      [],
    ],
    [
      inside('direct { include = "x/y" }'),
      [`${METHOD}: Invalid direct block at 1:1: At 1:44: unknown slice type: *ast.LiteralType.`],
      [],
    ],
    [
      inside('direct { include = [["a/b"]] }'),
      [
        `${METHOD}: Invalid direct block at 1:1: At 1:45: root.include[0]: unknown type for string *ast.ListType.`,
      ],
      [],
    ],
    [
      inside("direct { include = [1] }"),
      [
        'Invalid provider source inclusion patterns: CLI config specifies invalid provider inclusion patterns: invalid provider matching pattern "1": must have either two or three slash-separated segments.',
      ],
      [],
    ],
    // Of one method the first is told.
    [
      inside('direct { include = ["a/b/c/d", "x"]\n exclude = ["*/q"] }'),
      [
        'Invalid provider source inclusion patterns: CLI config specifies invalid provider inclusion patterns: invalid provider matching pattern "a/b/c/d": must have either two or three slash-separated segments.',
      ],
      [],
    ],
    [
      inside('direct { exclude = ["*/q"] }'),
      [
        'Invalid provider source exclusion patterns: CLI config specifies invalid provider exclusion patterns: invalid provider matching pattern "*/q": namespace can be a wildcard only if the provider type is also a wildcard.',
      ],
      [],
    ],
    ...["http://x/", "https://", "zz", "ftp://x"].map(
      (url): [string, readonly string[], readonly unknown[]] => [
        inside(`network_mirror { url = "${url}" }`),
        [
          `Invalid URL for provider installation source: Cannot use "${url}" as a URL for a network provider mirror: the mirror must be at an https: URL.`,
        ],
        [],
      ],
    ),
    [
      inside('direct {}\n  dev_overrides { "a/b" = "/x" }'),
      [
        `${METHOD}: The dev_overrides block at 2:3 must appear before all other installation methods, because development overrides always have the highest priority.`,
      ],
      [direct],
    ],
    [
      inside('dev_overrides { "a/b" = "/x" "c/d" = [] }'),
      [
        `${METHOD}: Invalid dev_overrides block at 1:1: At 1:62: root.c/d: unknown type for string *ast.ListType.`,
      ],
      [],
    ],
    [
      inside('dev_overrides { "a /b" = "/x" }'),
      [
        'Invalid provider installation dev overrides: The entry "a /b" in 1:1 is not a valid provider source string.\n\nInvalid provider namespace: Invalid provider namespace "" in source "a /b": must contain only letters, digits, and dashes, and may not use leading or trailing dashes"',
      ],
      [],
    ],
  ])("%s", (text, wanted, methods) => {
    const { installation, told } = decoded(text);
    expect(told).toEqual(wanted);
    expect(installation.methods).toEqual(methods);
    expect(installation.overrides.size).toBe(0);
  });

  test("an override that is none, beside one that is", () => {
    const { installation, told } = decoded(inside('dev_overrides { "a/b/c/d" = "/x" "a/b" = "/y" }'));
    expect(told).toHaveLength(1);
    expect([...installation.overrides]).toEqual([["registry.terraform.io/a/b", "/y"]]);
  });
});
