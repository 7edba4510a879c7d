import type { Command, CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";

/** `env …` is what `workspace …` was called once: the same, behind a word of warning. */
export function renamedFromEnv(loaded: { readonly command: Command }): { readonly command: Command } {
  const { command } = loaded;
  return {
    command: {
      ...command,
      run: (context) => {
        warn(context);
        return command.run(context);
      },
    },
  };
}

function warn({ stdout, product }: CommandContext): void {
  const { title, command } = productName(product);
  stdout.write(
    `Warning: the "${command} env" family of commands is deprecated.\n\n"Workspace" is now the preferred term for what earlier ${title} versions\ncalled "environment", to reduce ambiguity caused by the latter term colliding\nwith other concepts.\n\nThe "${command} workspace" commands should be used instead. "${command} env"\nwill be removed in a future ${title} version.\n\n`,
  );
}
