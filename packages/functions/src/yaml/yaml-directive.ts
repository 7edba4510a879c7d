const DIRECTIVE = /^%([\w-]*)[ \t]*(.*)$/;

/** Why Terraform's parser refuses what stands before the document; it reads YAML 1.1 only. */
export function directiveProblem(text: string): string | undefined {
  let hasVersion = false;
  for (const [linesBefore, line] of text.split("\n").entries()) {
    const [, name, value = ""] = DIRECTIVE.exec(line) ?? [];
    if (name === undefined) {
      if (/^\s*(#|$)/.test(line)) continue;
      return undefined;
    }
    // What its scanner refuses it counts from 1, what its parser refuses from 0.
    if (name === "") return `${onLine(linesBefore, 1)}could not find expected directive name`;
    if (name !== "YAML" && name !== "TAG") return `${onLine(linesBefore, 1)}found unknown directive name`;
    if (name === "TAG") continue;
    if (hasVersion) return `${onLine(linesBefore, 0)}found duplicate %YAML directive`;
    if (!/^1\.1\s*(#|$)/.test(value)) return `${onLine(linesBefore, 0)}found incompatible YAML document`;
    hasVersion = true;
  }
  return undefined;
}

/** The first line is not told. */
const onLine = (linesBefore: number, countedFrom: number): string =>
  linesBefore === 0 ? "" : `on line ${linesBefore + countedFrom}, column 1: `;
