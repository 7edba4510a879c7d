import { describe, expect, test } from "vitest";
import { formatLocks } from "./format-locks.ts";
import { decodeLocks } from "./lock-file.ts";

const NULL = `provider "registry.terraform.io/hashicorp/null" {
  version     = "3.1.0"
  constraints = "~> 3.0"
  hashes = [
    "h1:IVh44jPrB7ElwXx7BD1vxeEvGj0pfWjdLKAd6VgMytA=",
    "zh:3d4fcbd5ff1e1a4ba6be7d1ab5a8b8b4c0a7b0f8",
  ]
}
`;
const HEADER = `# This file is maintained automatically by "${"terraform"} init".
# Manual edits may be lost in future updates.

`;

test("what Terraform wrote is written again byte by byte", () => {
  const text = `${HEADER}provider "registry.terraform.io/hashicorp/local" {
  version = "2.1.0"
  hashes = [
    "h1:Nuct82cPQJHhL4MIWCO4zAYLl3UG4uWLsBOIw66SWYE=",
  ]
}

${NULL}`;
  const { locks, diagnostics } = decodeLocks(text);
  expect(diagnostics).toEqual([]);
  expect([...locks]).toEqual([
    [
      "registry.terraform.io/hashicorp/local",
      { version: "2.1.0", constraints: "", hashes: ["h1:Nuct82cPQJHhL4MIWCO4zAYLl3UG4uWLsBOIw66SWYE="] },
    ],
    [
      "registry.terraform.io/hashicorp/null",
      {
        version: "3.1.0",
        constraints: "~> 3.0",
        hashes: [
          "h1:IVh44jPrB7ElwXx7BD1vxeEvGj0pfWjdLKAd6VgMytA=",
          "zh:3d4fcbd5ff1e1a4ba6be7d1ab5a8b8b4c0a7b0f8",
        ],
      },
    ],
  ]);
  expect(formatLocks(locks)).toBe(text);
  expect(formatLocks(new Map([...locks].reverse()))).toBe(text);
});

test("a file without providers is its header", () => {
  expect(formatLocks(new Map())).toBe(HEADER.slice(0, -1));
  expect(decodeLocks(HEADER)).toEqual({ locks: new Map(), diagnostics: [] });
});

describe("a lock file that was edited by hand", () => {
  const body = '  version = "1.0.0"\n';
  const provider = (source: string, inside = body): string => `provider "${source}" {\n${inside}}\n`;
  test.each([
    [
      "a short source",
      provider("hashicorp/null"),
      'Non-normalized provider source address: The provider source address for this provider lock must be written as "registry.terraform.io/hashicorp/null", the fully-qualified and normalized form.',
    ],
    [
      "no source",
      provider("a/b/c/d"),
      'Invalid provider source address: The provider source address for a provider lock must be a valid, fully-qualified address of the form "hostname/namespace/type".',
    ],
    [
      "one that is built in",
      provider("terraform.io/builtin/terraform"),
      "Invalid provider source address: Cannot lock a version for built-in provider terraform.io/builtin/terraform.",
    ],
    [
      "one twice",
      `${NULL}${NULL}`,
      "Duplicate provider lock: This lockfile already declared a lock for provider registry.terraform.io/hashicorp/null at .terraform.lock.hcl:1,1-48.",
    ],
    [
      "no version",
      provider("a.b/c/d", ""),
      'Missing required argument: The argument "version" is required, but no definition was found.',
    ],
    [
      "no number",
      provider("a.b/c/d", '  version = "x"\n'),
      'Invalid provider version number: The selected version number for provider a.b/c/d is invalid: "x" is no version.',
    ],
    [
      "a short number",
      provider("a.b/c/d", '  version = "1.0"\n'),
      'Invalid provider version number: The selected version number for provider a.b/c/d must be written in normalized form: "1.0.0".',
    ],
    [
      "a number that is none of texts",
      provider("a.b/c/d", "  version = 1\n"),
      "Unsuitable value type: Unsuitable value: a string is required",
    ],
    [
      "a constraint of another form",
      provider("a.b/c/d", `${body}  constraints = ">=1.0"\n`),
      'Invalid provider version constraints: The recorded version constraints for provider a.b/c/d must be written in normalized form: ">= 1.0.0".',
    ],
    [
      "no constraint",
      provider("a.b/c/d", `${body}  constraints = "??"\n`),
      'Invalid provider version constraints: The recorded version constraints for provider a.b/c/d are invalid: "??" is no constraint.',
    ],
    [
      "hashes without one",
      provider("a.b/c/d", `${body}  hashes = []\n`),
      'Invalid provider hash set: The "hashes" argument must either be omitted or contain at least one hash value.',
    ],
    [
      "a hash of no kind",
      provider("a.b/c/d", `${body}  hashes = ["x"]\n`),
      'Invalid provider hash string: Cannot interpret "x" as a provider hash: hash string must start with a scheme keyword followed by a colon.',
    ],
    [
      "modules",
      'module "a" {\n}\n',
      "Dependency locks for modules are not yet supported: <Tutti> only supports dependency locks for providers, not for modules.",
    ],
    ["something else", "x = 1\n", 'Unsupported argument: An argument named "x" is not expected here.'],
    ["no HCL", "provider {{\n", "Argument or block definition required"],
  ])("with %s is told", (_, text, wanted) => {
    const { diagnostics } = decodeLocks(text);
    expect(diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`)[0]).toContain(wanted);
  });
});

test("each mistake of a block is told once, and blocks beside it count", () => {
  const text = `module "a" {
}
module "b" {
}
provider "hashicorp/null" {
  version = "1.0.0"
}
provider "a.b/c/d" {
  version = "1.0.0"
  hashes  = ["zh:b", "h1:a", "zh:b"]
}
provider "a.b/c/d" {
  version = "2.0.0"
}
provider "a.b/c/e" {
  version = x
}
provider "a.b/c/f" {
  version = "1.0.0"
  hashes  = ["h1:a", 5, y]
}
`;
  const { locks, diagnostics } = decodeLocks(text);
  expect(diagnostics.map(({ severity, summary }) => `${severity}: ${summary}`)).toEqual([
    "warning: Dependency locks for modules are not yet supported",
    "error: Non-normalized provider source address",
    "error: Duplicate provider lock",
    "error: Variables not allowed",
    "error: Invalid provider hash string",
    "error: Variables not allowed",
    "error: Invalid provider hash string",
  ]);
  expect([...locks]).toEqual([
    ["a.b/c/d", { version: "1.0.0", constraints: "", hashes: ["h1:a", "zh:b"] }],
    ["a.b/c/f", { version: "1.0.0", constraints: "", hashes: ["h1:a"] }],
  ]);
});
