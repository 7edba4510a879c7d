/** Scores of the conformance run: read from what the runners print, compared with those kept. */

/** By name, `[reached, all]`. */
export function readScores(output) {
  const scores = {};
  const hcl = /^hcl suite: (\d+)\/(\d+)$/m.exec(output);
  if (hcl !== null) scores["hcl suite"] = pair(hcl);
  for (const [, exact, list] of output.matchAll(/^terraform corpus( exact)?: (.*)$/gm)) {
    for (const [, kind, a, b] of list.matchAll(/(\w+) (\d+)\/(\d+)/g)) {
      scores[`terraform ${kind}${exact ?? " loose"}`] = [Number(a), Number(b)];
    }
  }
  for (const match of output.matchAll(/^(http|dns|cli): .*; steps exact (\d+)\/(\d+) core (\d+)\/(\d+)$/gm)) {
    const [, kind, exact, all, core] = match;
    scores[`consul ${kind} steps exact`] = [Number(exact), Number(all)];
    scores[`consul ${kind} steps core`] = [Number(core), Number(all)];
  }
  return scores;
}

function pair([, a, b]) {
  return [Number(a), Number(b)];
}

/** What to print, which scores fell, and what to keep from now on (the better of each). */
export function compareScores(kept, reached) {
  const lines = [];
  const fallen = [];
  const next = { ...kept };
  for (const name of new Set([...Object.keys(kept), ...Object.keys(reached)])) {
    const [now, all] = reached[name] ?? [0, kept[name]?.[1] ?? 0];
    const [before] = kept[name] ?? [0];
    const percent = all === 0 ? "–" : `${((100 * now) / all).toFixed(1)} %`;
    lines.push(
      `${name.padEnd(26)} ${`${now}/${all}`.padStart(10)} ${percent.padStart(8)}${now < before ? `   fell from ${before}` : ""}`,
    );
    if (now < before) fallen.push(name);
    else next[name] = [now, all];
  }
  return { lines, fallen, next };
}
