/** The rules of tidy that look at what is written for people. */
import { posix } from "node:path";

const SECTIONS = ["## Why", "## Decision", "## Alternatives", "## What follows"];
const RECORD = /^docs\/decisions\/(\d{4})-[a-z0-9-]+\.md$/;

/**
 * A link to a file of ours leads somewhere.
 *
 * @param {Map<string, string>} documents  path to text, of every Markdown file
 * @param {(path: string) => boolean} exists
 */
export function checkLinks(documents, exists) {
  return [...documents].flatMap(([path, text]) =>
    [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
      .filter(([, target]) => !/^([a-z]+:|#)/.test(target))
      .map(([, target]) => ({ target, to: posix.join(posix.dirname(path), target.replace(/#.*$/, "")) }))
      .filter(({ to }) => !exists(to))
      .map(({ target }) => `${path}:${lineOf(text, `](${target})`)}: the link to ${target} leads nowhere`),
  );
}

/** Each record of a decision says the same four things, is dated, numbered in a row, and stands in the list. */
export function checkDecisions(documents) {
  const records = [...documents].filter(([path]) => RECORD.test(path)).sort(([a], [b]) => (a < b ? -1 : 1));
  const list = documents.get("docs/decisions/README.md") ?? "";
  return records.flatMap(([path, text], index) => {
    const findings = [];
    const number = Number(RECORD.exec(path)?.[1]);
    if (number !== index + 1) findings.push(`${path}:1: number ${index + 1} comes next`);
    if (!text.startsWith(`# ${number}. `)) findings.push(`${path}:1: the title begins with "# ${number}. "`);
    if (!/^\d{4}-\d\d-\d\d$/m.test(text)) findings.push(`${path}:3: the day of the decision is missing`);
    for (const section of SECTIONS)
      if (!text.includes(`\n${section}\n`)) findings.push(`${path}:1: the section "${section}" is missing`);
    if (!list.includes(`](${posix.basename(path)})`))
      findings.push(`docs/decisions/README.md:1: the list lacks ${posix.basename(path)}`);
    return findings;
  });
}

function withoutCode(text) {
  return text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
}

function lineOf(text, part) {
  return text.slice(0, text.indexOf(part)).split("\n").length;
}
