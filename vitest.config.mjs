import { defineConfig } from "vitest/config";
import TestOrder from "./scripts/test-order.mjs";

export default defineConfig({
  test: {
    include: ["packages/**/*.test.ts", "scripts/**/*.test.mjs"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    pool: "forks",
    maxWorkers: 2,
    // Files share a process and its modules: what they use has no state of its own, and loading it
    // anew for each of 600 files took two thirds of the suite's time.
    isolate: false,
    sequence: { sequencer: TestOrder },
    // The same texts are drawn whether recorded corpora lie beside the clone or not.
    env: { TUTTI_FUZZ_CORPUS: "own" },
    // Hangs are to be found, also where twenty other processes want the two cores.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // Measured with --coverage; scripts/coverage.mjs holds it against what was reached.
    coverage: {
      provider: "v8",
      include: ["packages/**/src/**/*.ts"],
      exclude: ["**/*.test.ts", "**/*.d.ts", "**/testdata/**", "**/src/conformance.ts"],
      reporter: ["json-summary"],
      reportsDirectory: "node_modules/.cache/coverage",
    },
  },
});
