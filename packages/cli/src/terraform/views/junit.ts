/** Results of tests in the XML that build servers read. */

import { type Diagnostic, renderDiagnostic } from "@tutti/hcl";
import type { TestEvent } from "@tutti/operation";

type RunEnd = TestEvent & { readonly kind: "run-end" };

/** Collects what is told of tests; `text` is the report. */
export class JunitReport {
  readonly #files = new Map<string, RunEnd[]>();
  readonly #render: (diagnostic: Diagnostic) => string;

  constructor(render: (diagnostic: Diagnostic) => string) {
    this.#render = render;
  }

  event(event: TestEvent): void {
    if (event.kind === "file-start") this.#files.set(event.file, []);
    if (event.kind === "run-end") this.#files.get(event.file)?.push(event);
  }

  get text(): string {
    const suites = [...this.#files].map(([file, runs]) => this.#suite(file, runs)).join("");
    return `<?xml version="1.0" encoding="UTF-8"?><testsuites>\n${suites}</testsuites>`;
  }

  #suite(file: string, runs: readonly RunEnd[]): string {
    const count = (status: RunEnd["status"]): number => runs.filter((run) => run.status === status).length;
    const head = attributes({
      name: file,
      tests: runs.length,
      skipped: count("skip"),
      failures: count("fail"),
      errors: count("error"),
    });
    const failed = runs.find(({ status }) => status === "error")?.run;
    const cases = runs.map((run) => this.#case(file, run, failed)).join("");
    return `  <testsuite${head}>\n${cases}  </testsuite>\n`;
  }

  #case(
    file: string,
    { run, status, diagnostics, startedAtMs, tookMs }: RunEnd,
    failed: string | undefined,
  ): string {
    const when =
      status === "skip"
        ? {}
        : {
            time: (tookMs / 1000).toFixed(3),
            timestamp: `${new Date(startedAtMs).toISOString().slice(0, 19)}Z`,
          };
    const head = attributes({ name: run, classname: file, ...when });
    const text = diagnostics.map(this.#render).join("");
    const inside = this.#result(status, text, failed);
    return inside === ""
      ? `    <testcase${head}></testcase>\n`
      : `    <testcase${head}>\n${inside}    </testcase>\n`;
  }

  #result(status: RunEnd["status"], text: string, failed: string | undefined): string {
    switch (status) {
      case "fail":
        return element("failure", "Test run failed", text);
      case "error":
        return element("error", "Encountered an error", text);
      case "skip":
        return failed === undefined
          ? element("skipped", "Testcase skipped", "The tests were stopped before this one.")
          : element(
              "skipped",
              "Testcase skipped due to a previous testcase error",
              `Previous testcase ${JSON.stringify(failed)} ended in error, which caused the remaining tests in the file to be skipped`,
            );
      case "pass":
        return text === "" ? "" : `      <system-err>${section(text)}</system-err>\n`;
    }
  }
}

function element(name: string, message: string, text: string): string {
  return `      <${name}${attributes({ message })}>${section(text)}</${name}>\n`;
}

/** Text as it is; its end mark is the only thing that cannot stand in it. */
function section(text: string): string {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

/** XML 1.0 has no place for other control characters, not even escaped. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char).replace(/[^\P{Cc}\t\n\r]/gu, "\uFFFD");
}

/** A diagnostic as plain text in the report. */
export function plainDiagnostic(
  sources: (name: string) => string | undefined,
): (diagnostic: Diagnostic) => string {
  return (diagnostic) => renderDiagnostic(diagnostic, { sources, width: 78, color: false });
}
