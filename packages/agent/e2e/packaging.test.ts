import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

/** What stands behind the name of a sample where Prometheus reads it. */
const OF_SAMPLES = /_(count|sum)$/;

/** The names that the page lists, as Prometheus has them: `.failed` goes on from the one before it. */
function listed(): ReadonlySet<string> {
  const rows = read("docs/operate/monitoring.md").matchAll(/^\| (`consul[^|]*) \|/gm);
  const names = new Set<string>();
  for (const [, cell = ""] of rows) {
    let first = "";
    for (const [, name = ""] of cell.matchAll(/`([^`]+)`/g)) {
      const full = name.startsWith(".")
        ? `${first}${name}`
        : name.startsWith("consul.")
          ? name
          : name.includes(".")
            ? `consul.${name}`
            : `${first.slice(0, first.lastIndexOf("."))}.${name}`;
      first = full;
      names.add(full.replaceAll(/[.-]/g, "_"));
    }
  }
  return names;
}

describe.each([["packaging/grafana/tutti.json"], ["packaging/prometheus/tutti.rules.yml"]])("%s", (path) => {
  test("asks for metrics only that are told", () => {
    const asked = [...new Set(read(path).match(/consul_[a-z_]+/g) ?? [])];
    expect(asked.length).toBeGreaterThan(5);
    const known = listed();
    expect(asked.filter((name) => !known.has(name) && !known.has(name.replace(OF_SAMPLES, "")))).toEqual([]);
  });
});

test("the dashboard is one that Grafana takes: panels with places of their own, and names that say something", () => {
  const { panels } = JSON.parse(read("packaging/grafana/tutti.json")) as {
    readonly panels: readonly {
      readonly id: number;
      readonly title: string;
      readonly description: string;
      readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    }[];
  };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const squares = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_unused, n) => `${x + (n % w)},${y + Math.floor(n / w)}`),
  );
  expect(new Set(squares).size).toBe(squares.length);
  expect(panels.every(({ title, description }) => title !== "" && description !== "")).toBe(true);
});
