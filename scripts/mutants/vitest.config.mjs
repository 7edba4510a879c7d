/** How vitest runs for `npm run mutants`: sources instrumented, tests played by worker.mjs. */
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import { instrument } from "./instrument.mjs";
import { readJob } from "./job.mjs";
import { mutantsOf } from "./mutants-of.mjs";
import { endWithParent } from "./parent.mjs";
import { isMutable } from "./sources.mjs";

endWithParent();
const job = readJob();
const { root } = job;
const wanted = job.sources === undefined ? undefined : new Set(job.sources);
const order = Object.keys(job.trials);

/** Test files in the order of the job: the quick ones first. */
class JobOrder extends BaseSequencer {
  async sort(specifications) {
    const place = ({ moduleId }) => order.indexOf(relative(root, moduleId).split(sep).join("/"));
    return [...specifications].sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  root,
  cacheDir: "node_modules/.cache/mutants/vite",
  plugins: [
    {
      name: "mutants",
      enforce: "pre",
      transform(source, id) {
        const file = relative(root, id.split("?")[0]).split(sep).join("/");
        if (!isMutable(file)) return undefined;
        const found = mutantsOf(file, source);
        const mutants = wanted === undefined || wanted.has(file) ? found.mutants : [];
        return { code: instrument(file, source, { ...found, mutants }), map: null };
      },
    },
  ],
  test: {
    include: order,
    exclude: ["**/node_modules/**", "**/dist/**"],
    pool: "forks",
    // A process, and what it compiled, serves many test files; worker.mjs gives each of them fresh modules.
    isolate: false,
    fileParallelism: job.workers > 1,
    maxWorkers: job.workers,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    setupFiles: [fileURLToPath(new URL("setup.mjs", import.meta.url))],
    runner: fileURLToPath(new URL("worker.mjs", import.meta.url)),
    reporters: [{}],
    silent: true,
    watch: false,
    passWithNoTests: true,
    dangerouslyIgnoreUnhandledErrors: true,
    sequence: { sequencer: JobOrder },
    env: { TUTTI_MUTANTS: "1" },
  },
});
