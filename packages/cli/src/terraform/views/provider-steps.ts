/** What `providers lock` and `providers mirror` tell while they go on. */

import type { LockStep, MirrorStep } from "@tutti/plugin-install";

const NEWS = {
  provider: "This was a new provider and the checksums for this platform are now tracked in the lock file",
  hashes: "Additional checksums for this platform are now tracked in the lock file",
  none: "All checksums for this platform were already tracked in the lock file",
} as const;

export function lockStepText(step: LockStep): string {
  const { source, version, platform } = step;
  switch (step.kind) {
    case "fetching":
      return `- Fetching ${source} ${version} for ${platform}...\n`;
    case "retrieved":
      return `- Retrieved ${source} ${version} for ${platform} (${step.trust})\n`;
    case "obtained":
      return `- Obtained ${source} checksums for ${platform}; ${NEWS[step.news]}\n`;
  }
}

export function mirrorStepText(step: MirrorStep): string {
  switch (step.kind) {
    case "mirroring":
      return `- Mirroring ${step.source}...\n`;
    case "selected":
      return `  - Selected v${step.version} ${step.why}\n`;
    case "downloading":
      return `  - Downloading package for ${step.platform}...\n`;
    case "authenticated":
      return `  - Package authenticated: ${step.trust}\n`;
  }
}
