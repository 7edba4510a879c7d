/** What several runs of one suite say together. */
import { relative } from "node:path";

/** The failing tests of vitest's JSON report, and files that could not be loaded. */
export function failuresOf(report, root) {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((result) => result.status === "failed");
    if (failed.length === 0) return status === "failed" ? [{ name: file, reason: firstLine(message) }] : [];
    return failed.map(({ fullName, failureMessages }) => ({
      name: `${file}: ${fullName}`,
      reason: firstLine(failureMessages[0]),
    }));
  });
}

/** Each test that failed at least once, the most frequent first. */
export function tellFlakes(runs) {
  const counts = new Map();
  for (const failures of runs)
    for (const { name, reason } of failures) {
      const before = counts.get(name) ?? { count: 0, reason };
      counts.set(name, { count: before.count + 1, reason: before.reason });
    }
  if (counts.size === 0) return `passed ${runs.length} times out of ${runs.length}`;
  return [...counts]
    .sort(([, a], [, b]) => b.count - a.count)
    .map(([name, { count, reason }]) => `${name}\n  failed ${count} times out of ${runs.length}: ${reason}`)
    .join("\n");
}

function firstLine(text) {
  return (text ?? "").trim().split("\n")[0] ?? "";
}
