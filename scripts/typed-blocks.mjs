/**
 * The `console` blocks of a page: a line that begins with `$ ` is typed, the
 * lines behind it that begin with `> ` (or are `>`) go on with it, as a shell
 * shows them, and what follows is what was printed.
 */

export function parseBlocks(text) {
  const blocks = [];
  for (const match of text.matchAll(/^```console\n([\s\S]*?)^```$/gm)) {
    const commands = [];
    let typing = false;
    for (const line of match[1].split("\n")) {
      const last = commands.at(-1);
      const goesOn = typing && /^>( |$)/.test(line);
      typing = goesOn || line.startsWith("$ ");
      if (goesOn) last.text += `\n${line.slice(2)}`;
      else if (typing) commands.push({ text: line.slice(2), output: "" });
      else if (last !== undefined) last.output += `${line}\n`;
    }
    for (const command of commands) command.output = command.output.trimEnd();
    blocks.push({ whole: match[0], commands });
  }
  return blocks;
}

export function withOutputs(text, blocks, outputs) {
  let next = 0;
  let result = text;
  for (const { whole, commands } of blocks) {
    const lines = commands.map((command) => {
      const output = outputs[next++] ?? "";
      const typed = asTyped(command.text);
      return output === "" ? `${typed}\n` : `${typed}\n${output}\n`;
    });
    result = result.replace(whole, () => `\`\`\`console\n${lines.join("")}\`\`\``);
  }
  return result;
}

function asTyped(command) {
  const [first, ...more] = command.split("\n");
  return [`$ ${first}`, ...more.map((line) => (line === "" ? ">" : `> ${line}`))].join("\n");
}

/** What differs from run to run: ids, times, the machine's name, and the order of what runs side by side. */
export function settle(output) {
  const lines = output
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uuid>")
    .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?( \+0000 UTC|Z)/g, "<moment>")
    .replace(/after \d+s/g, "after <time>")
    .replace(/\S+\.node\.dc1\.consul/g, "<node>.node.dc1.consul")
    .split("\n")
    .map((line) => line.trimEnd());
  const isProgress = (line) => /^\S+: (Creat|Destr|Modif|Refresh|Read)/.test(line);
  const progress = lines.filter(isProgress).sort();
  return lines.map((line) => (isProgress(line) ? progress.shift() : line)).join("\n");
}
