/**
 * What the program is made of, in one place: the build, the npm package and
 * the single executable read it here.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { project } from "./install.mjs";

export const programParts = {
  /** Starts the npm package: finds the bundle beside itself and hands `start` an `Installation`. */
  launcher: "bin/tutti",
  /** Starts the single executable: there is nothing to find. */
  executable: "scripts/start-executable.mjs",
  /** Exports `start(installation)`; bundled with all that it loads, chunk by chunk. */
  entry: "packages/cli/src/main.ts",
  /** Where the chunks lie, and what loads them (`openBundle`). */
  bundle: "dist",
  loader: "scripts/load-chunk.cjs",
  /**
   * Packages that are loaded as they are, by `part` of `openBundle`, and why
   * they cannot be bundled. A native one looks for its addon in its folder when
   * it is loaded (`searchedBy`); where there are no folders, that file is to be
   * one that exports `found`, given what loads the addon. `inExecutable` is a
   * module of ours that stands for the package there. Where `inBundle` says by
   * which name the addon alone can be loaded, the rest is bundled after all.
   */
  packages: {
    "fs-native-extensions": {
      why: "locks of files; without it commands that lock refuse (ENOLCK)",
      native: {
        searchedBy: /fs-native-extensions[\\/]binding\.js$/,
        found: (addon) => addon,
        addon: (system) => ["fs-native-extensions", `prebuilds/${system}/fs-native-extensions.node`],
        // Its own search for that file takes 8 ms of every plan.
        inBundle:
          "`fs-native-extensions/prebuilds/${process.platform}-${process.arch}/fs-native-extensions.node`",
      },
      inExecutable: "scripts/executable-locks.mjs",
    },
    lmdb: {
      why: "the agent's store; needed only with a data folder",
      native: {
        searchedBy: /node-gyp-build-optional-packages[\\/]index\.js$/,
        found: (addon) => `() => ${addon}`,
        addon: (system) => [
          `@lmdb/lmdb-${system}`,
          `node.napi${system.startsWith("linux-") ? ".glibc" : ""}.node`,
        ],
      },
    },
    openpgp: {
      why: "signatures of providers; its licence (LGPL) wants it to be a part that can be exchanged",
    },
  },
};

/** Native parts that a library tries to load and goes without: they are never shipped. */
export const untaken = ["cpu-features"];

/** The names of what cannot be bundled. */
export const unbundled = Object.keys(programParts.packages);

/** The addon of a native package for a machine; undefined where none is installed. */
export function addonOf(name, { platform, arch } = process) {
  const [holder, file] = programParts.packages[name].native.addon(`${platform}-${arch}`);
  const own = folderOf(join(project, "package.json"), name);
  const folder = own === undefined ? undefined : folderOf(join(own, "package.json"), holder);
  const path = folder === undefined ? undefined : join(folder, file);
  return path !== undefined && existsSync(path) ? path : undefined;
}

/** The folder that a package is installed in, as seen from a file; undefined where it is not. */
function folderOf(from, name) {
  const places = createRequire(from).resolve.paths(name) ?? [];
  return places.map((place) => join(place, name)).find((folder) => existsSync(join(folder, "package.json")));
}
