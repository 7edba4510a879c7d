/**
 * Run by Bun: `compile-by-bun.mjs PROJECT OUT`. Native parts are found by their
 * packages at run time, in folders that an executable does not have; here each
 * such search is replaced by the file that it would find, which Bun then puts
 * into the executable; or the whole package by a module of ours. Its own copy of them, made at the first use in the
 * folder for temporary files, is named after its content, for its owner alone,
 * and compared before it is used.
 */
import { join } from "node:path";
import { addonOf, programParts, untaken } from "./program-parts.mjs";
import { sourceDigest } from "./source-digest.mjs";

const [project, outfile] = process.argv.slice(2);

const natives = {
  name: "natives",
  setup(build) {
    for (const name of untaken)
      build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, external: true }));
    for (const [name, { native, inExecutable }] of Object.entries(programParts.packages)) {
      if (inExecutable !== undefined) {
        const path = join(project, inExecutable);
        build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path }));
        continue;
      }
      if (native === undefined) continue;
      const addon = addonOf(name);
      if (addon === undefined)
        throw new Error(`${name} has no addon for ${process.platform}-${process.arch}`);
      const contents = `module.exports = ${native.found(`require(${JSON.stringify(addon)})`)};`;
      build.onLoad({ filter: native.searchedBy }, () => ({ contents, loader: "js" }));
    }
  },
};

/** Bun loads packages in another order than they are named in, and this one looks for its registry when it is loaded. */
const registryFirst = {
  name: "registry-first",
  setup(build) {
    build.onLoad({ filter: /tsyringe[\\/]dist[\\/].*[\\/]index\.js$/ }, async ({ path }) => ({
      contents: `import "reflect-metadata";\n${await Bun.file(path).text()}`,
      loader: "js",
    }));
  },
};

const { success, logs } = await Bun.build({
  entrypoints: [join(project, programParts.executable)],
  target: "bun",
  // Bytecode halves what starting costs, and is made of this format only.
  format: "cjs",
  bytecode: true,
  minify: { whitespace: true, syntax: true },
  plugins: [natives, registryFirst],
  define: { TUTTI_BUILD: JSON.stringify(sourceDigest(project)) },
  // Nothing is taken from the folder in which a command is run but what the command asks for.
  compile: {
    outfile,
    autoloadDotenv: false,
    autoloadBunfig: false,
    autoloadTsconfig: false,
    autoloadPackageJson: false,
  },
});
for (const line of logs) console.error(String(line));
process.exit(success ? 0 : 1);
