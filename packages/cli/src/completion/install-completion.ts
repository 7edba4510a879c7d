import { join } from "node:path";
import type { Runtime } from "@tutti/runtime";

/** A shell's file, and what has to stand in it. */
interface Place {
  readonly path: string;
  /** Lines of a file that is somebody's own, or the whole of one that is ours. */
  readonly lines: readonly string[];
  readonly whole: boolean;
}

/** Puts completion into the files of the shells that are used here, or takes it out; answers with what was wrong. */
export async function changeCompletion(
  runtime: Runtime,
  name: string,
  change: "install" | "uninstall",
): Promise<readonly string[]> {
  const places = await placesOf(runtime, name);
  if (places.length === 0) return ["Did not find any shells to install"];
  const mistakes: string[] = [];
  for (const place of places) {
    const mistake = await (change === "install" ? install(runtime, place) : uninstall(runtime, place));
    if (mistake !== undefined) mistakes.push(mistake);
  }
  return mistakes;
}

async function placesOf({ disk, environment }: Runtime, name: string): Promise<readonly Place[]> {
  const { home, self } = environment;
  const program = self.map(quoted).join(" ");
  const places: Place[] = [];
  for (const file of [".bashrc", ".bash_profile", ".bash_login", ".profile"]) {
    const path = join(home, file);
    if ((await disk.stat(path))?.kind !== "file") continue;
    places.push({ path, lines: [`complete -C ${quotedOnce(program)} ${name}`], whole: false });
    break;
  }
  const zsh = join(home, ".zshrc");
  if ((await disk.stat(zsh))?.kind === "file")
    places.push({
      path: zsh,
      lines: [
        "autoload -U +X bashcompinit && bashcompinit",
        `complete -o nospace -C ${quotedOnce(program)} ${name}`,
      ],
      whole: false,
    });
  const fish = join(home, ".config/fish");
  if ((await disk.stat(fish))?.kind === "directory")
    places.push({
      path: join(fish, "completions", `${name}.fish`),
      lines: fishLines(program, name),
      whole: true,
    });
  return places;
}

function fishLines(program: string, name: string): readonly string[] {
  return [
    `function __complete_${name}`,
    "    set -lx COMP_LINE (commandline -cp)",
    "    test -z (commandline -ct)",
    '    and set COMP_LINE "$COMP_LINE "',
    `    ${program}`,
    "end",
    `complete -f -c ${name} -a "(__complete_${name})"`,
  ];
}

/** As a shell reads it as one word. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function quotedOnce(program: string): string {
  return /^[\w@%+=:,./-]+$/.test(program) ? program : `"${program.replaceAll(/["\\$`]/g, "\\$&")}"`;
}

async function install({ disk }: Runtime, { path, lines, whole }: Place): Promise<string | undefined> {
  const before = (await disk.stat(path)) === undefined ? "" : await disk.readText(path);
  const last = lines.at(-1) ?? "";
  if (before.split("\n").includes(last)) return `already installed in ${path}`;
  if (whole) {
    await disk.makeDirectory(join(path, ".."));
    await disk.replaceFile(path, `${lines.join("\n")}\n`);
    return undefined;
  }
  const missing = lines.filter((line) => !before.split("\n").includes(line));
  await disk.replaceFile(path, `${before}\n${missing.join("\n")}\n`);
  return undefined;
}

async function uninstall({ disk }: Runtime, { path, lines, whole }: Place): Promise<string | undefined> {
  const before = (await disk.stat(path)) === undefined ? "" : await disk.readText(path);
  const last = lines.at(-1) ?? "";
  if (!before.split("\n").includes(last)) return `does not installed in ${path}`;
  if (whole) await disk.remove(path);
  // What makes completion possible at all may serve other programs.
  else await disk.replaceFile(path, before.replace(`\n${last}\n`, "\n").replace(/\n\n$/, "\n"));
  return undefined;
}
