import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { readInstallation } from "./read-installation.ts";

const HOME = "/home/user";
const overrides = (path: string, source = "acme/kit"): string =>
  `provider_installation {\n  dev_overrides {\n    "${source}" = "${path}"\n  }\n  filesystem_mirror {\n    path = "${path}"\n  }\n}\n`;

/** What the files and variables of a user say: mirrors, overrides, and the cache. */
async function read(
  files: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = {},
) {
  const { host, write } = createMachine({ variables });
  await write(files);
  const { methods, overrides: found, cache, cacheMayBreakLock } = await readInstallation(host);
  const paths = methods?.map(({ place }) => (place.kind === "filesystem" ? place.path : place.kind));
  return { paths, overrides: Object.fromEntries(found), cache, cacheMayBreakLock };
}

const NOTHING = { paths: undefined, overrides: {}, cache: undefined, cacheMayBreakLock: false };
const KIT = "registry.terraform.io/acme/kit";

test.each<[string, Parameters<typeof read>, Partial<Awaited<ReturnType<typeof read>>>]>([
  ["nothing", [{}], {}],
  [
    "the main file",
    [{ [`${HOME}/.terraformrc`]: overrides("/a") }],
    { paths: ["/a"], overrides: { [KIT]: "/a" } },
  ],
  [
    "files of the folder, beside it; the main file first",
    [
      {
        [`${HOME}/.terraformrc`]: overrides("/a"),
        [`${HOME}/.terraform.d/x.tfrc`]: `${overrides("/b", "acme/other")}plugin_cache_dir = "/c"\n`,
        [`${HOME}/.terraform.d/y.tfrc.json`]: '{"plugin_cache_may_break_dependency_lock_file": true}',
      },
    ],
    {
      paths: ["/a"],
      overrides: { [KIT]: "/a", "registry.terraform.io/acme/other": "/b" },
      cache: "/c",
      cacheMayBreakLock: true,
    },
  ],
  [
    "files that editors leave, and others, are none",
    [
      {
        [`${HOME}/.terraform.d/.x.tfrc`]: overrides("/b"),
        [`${HOME}/.terraform.d/#x.tfrc`]: overrides("/b"),
        [`${HOME}/.terraform.d/x.tfrc~`]: overrides("/b"),
        [`${HOME}/.terraform.d/x.json`]: "{}",
      },
    ],
    {},
  ],
  [
    "a named file stands for all of them",
    [
      {
        "/named": overrides("/n"),
        [`${HOME}/.terraformrc`]: overrides("/a"),
        [`${HOME}/.terraform.d/x.tfrc`]: 'plugin_cache_dir = "/c"',
      },
      { TF_CLI_CONFIG_FILE: "/named" },
    ],
    { paths: ["/n"], overrides: { [KIT]: "/n" } },
  ],
  [
    "a named file that is not there",
    [{ [`${HOME}/.terraformrc`]: overrides("/a") }, { TF_CLI_CONFIG_FILE: "/named" }],
    {},
  ],
  ["a file that cannot be read as one", [{ [`${HOME}/.terraformrc`]: "provider_installation {" }], {}],
  [
    "the variable of the cache counts before the files",
    [{ [`${HOME}/.terraformrc`]: 'plugin_cache_dir = "/c"' }, { TF_PLUGIN_CACHE_DIR: "/v" }],
    { cache: "/v" },
  ],
  [
    "an empty one says nothing",
    [{ [`${HOME}/.terraformrc`]: 'plugin_cache_dir = "/c"' }, { TF_PLUGIN_CACHE_DIR: "" }],
    { cache: "/c" },
  ],
  // Whoever of them allows it has allowed it; every text but 0 is a yes.
  ...(
    [
      ["1", "", true],
      ["false", "", true],
      ["0", "", false],
      ["", "", false],
      ["0", "plugin_cache_may_break_dependency_lock_file = true", true],
      ["1", "plugin_cache_may_break_dependency_lock_file = false", true],
    ] as const
  ).map(([value, file, cacheMayBreakLock]): [string, Parameters<typeof read>, object] => [
    `${JSON.stringify(value)} and ${JSON.stringify(file)}: whether the cache may break the lock file`,
    [{ [`${HOME}/.terraformrc`]: file }, { TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: value }],
    { cacheMayBreakLock },
  ]),
])("%s", async (_, given, wanted) => {
  expect(await read(...given)).toEqual({ ...NOTHING, ...wanted });
});
