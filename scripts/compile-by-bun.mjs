/**
 * Run by Bun: `compile-by-bun.mjs PROJECT OUT`. Native parts are found by their
 * packages at run time, in folders that an executable does not have; here each
 * such search is replaced by the file that it would find, which Bun then puts
 * into the executable. Its own copy of them, made at the first use in the
 * folder for temporary files, is named after its content, for its owner alone,
 * and compared before it is used.
 */
import { dirname, join } from "node:path";

const [project, outfile] = process.argv.slice(2);
const system = `${process.platform}-${process.arch}`;
const fromLmdb = dirname(Bun.resolveSync("lmdb/package.json", project));
const libc = process.platform === "linux" ? ".glibc" : "";
const lmdb = Bun.resolveSync(`@lmdb/lmdb-${system}/node.napi${libc}.node`, fromLmdb);

const load = (file) => `require(${JSON.stringify(file)})`;
const natives = {
  name: "natives",
  setup(build) {
    build.onLoad({ filter: /node-gyp-build-optional-packages[\\/]index\.js$/ }, () => ({
      contents: `module.exports = () => ${load(lmdb)};`,
      loader: "js",
    }));
    build.onLoad({ filter: /fs-native-extensions[\\/]binding\.js$/ }, ({ path }) => {
      const file = join(dirname(path), "prebuilds", system, "fs-native-extensions.node");
      return { contents: `module.exports = ${load(file)};`, loader: "js" };
    });
  },
};

const { success, logs } = await Bun.build({
  entrypoints: [join(project, "packages", "cli", "src", "main.ts")],
  target: "bun",
  // Bytecode halves what starting costs, and is made of this format only.
  format: "cjs",
  bytecode: true,
  minify: { whitespace: true, syntax: true },
  plugins: [natives],
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
