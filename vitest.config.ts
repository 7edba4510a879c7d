import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/**/*.test.ts", "scripts/**/*.test.mjs"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    pool: "forks",
    maxWorkers: 2,
    // The same texts are drawn whether recorded corpora lie beside the clone or not.
    env: { TUTTI_FUZZ_CORPUS: "own" },
    testTimeout: 60_000,
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
