/**
 * The order of test files: those that start programs first. The longest of them take minutes, and
 * one that begins last keeps the second core waiting.
 */
import { BaseSequencer } from "vitest/node";

export default class TestOrder extends BaseSequencer {
  async sort(specifications) {
    const sorted = await super.sort(specifications);
    const startsPrograms = ({ moduleId }) => moduleId.endsWith(".e2e.test.ts");
    return [...sorted.filter(startsPrograms), ...sorted.filter((file) => !startsPrograms(file))];
  }
}
