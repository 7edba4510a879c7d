/** A folder as one text: `-- path` on a line of its own, then what stands in that file. */
export function filesOfText(text: string, first = "main.tf"): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const [rest = "", ...sections] = text.split(/^-- /m);
  if (rest !== "") files.set(first, rest);
  for (const section of sections) {
    const end = section.indexOf("\n");
    const path = end === -1 ? section : section.slice(0, end);
    files.set(path, end === -1 ? "" : section.slice(end + 1));
  }
  return files;
}

/** The same the other way round. */
export function textOfFiles(files: Readonly<Record<string, string>>): string {
  return Object.entries(files)
    .map(([path, text]) => `-- ${path}\n${text}${text.endsWith("\n") ? "" : "\n"}`)
    .join("");
}
