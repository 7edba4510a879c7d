import { unbundled } from "./scripts/program-parts.mjs";
import { rooms } from "./scripts/rooms.mjs";

/** What is started by its path, which no import says. */
const startedByPath = {
  cli: ["src/main.ts"],
  config: ["conformance/*.ts"],
  // Started by pages that are typed.
  "providers/cloud": ["testkit/serve.ts"],
  engine: ["bench/*.mjs"],
  functions: ["conformance/*.ts"],
  hcl: ["spec-suite/run.ts"],
  // Bundled by the test kit.
  "plugin-host": ["testkit/kit-program.ts"],
  // A package on npm: who imports it is elsewhere. The program is bundled by the test kit.
  "provider-sdk": ["src/index.ts", "testkit/{provider-test,notes-program}.ts"],
  // Processes that tests kill.
  store: ["testkit/{crash-writer,open-damaged}.ts"],
};

/**
 * What nobody uses is a finding of tidy (scripts/tidy-unused.mjs). What
 * package.json starts, the tests, and all that they load, knip finds by itself.
 *
 * @type {import("knip").KnipConfig}
 */
export default {
  // Programs of the system (mount, openssl, terraform) are no packages.
  exclude: ["binaries"],
  workspaces: {
    ".": {
      entry: [
        // Started or copied by other scripts.
        "scripts/{compile-by-bun,executable-locks,pack-check,pack-sdk,start-executable,test-summary,typed-pages}.mjs",
        "scripts/{load-chunk,watch-loop}.cjs",
        // Typed by a person: CONTRIBUTING.md and the rooms' READMEs say when.
        "scripts/{repeat-gate,terraform-answers,time-parse}.mjs",
        "examples/**/*.mjs",
      ],
      project: ["scripts/**/*.{mjs,cjs}", "examples/**/*.mjs"],
      ignoreDependencies: [
        // Shipped beside the bundle; the rooms that import them declare them, too.
        ...unbundled,
        // Loaded by dependency-cruiser, and by `scripts/compile.mjs` out of a package of its own.
        "@swc/core",
        "bun",
      ],
      // A path that vitest is given.
      ignoreUnresolved: ["./scripts/test-summary.mjs"],
    },
    ...Object.fromEntries(
      rooms.map(({ name }) => [
        `packages/${name}`,
        {
          entry: startedByPath[name] ?? [],
          project: ["**/*.{ts,mjs}"],
          // Whole, as a program makes it.
          ignore: ["src/gen/**"],
          // What an index passes on is used where somebody else imports it.
          includeEntryExports: name !== "provider-sdk",
        },
      ]),
    ),
  },
};
