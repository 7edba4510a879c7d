/** A reporter for vitest that writes the counts, and each skipped test with its reason, to TUTTI_TEST_SUMMARY. */
import { writeFileSync } from "node:fs";

export default class TestSummary {
  #counts = { passed: 0, failed: 0, skipped: [] };

  onTestCaseResult(test) {
    const result = test.result();
    if (result.state === "passed") this.#counts.passed += 1;
    else if (result.state === "skipped")
      this.#counts.skipped.push({ name: test.fullName, reason: result.note ?? "its name says why" });
    else this.#counts.failed += 1;
  }

  onTestRunEnd(modules, unhandled) {
    const broken = modules.filter(
      (module) => module.state() === "failed" && [...module.children.allTests()].length === 0,
    );
    this.#counts.failed += broken.length + unhandled.length;
    const path = process.env.TUTTI_TEST_SUMMARY;
    if (path !== undefined) writeFileSync(path, JSON.stringify(this.#counts));
  }
}
