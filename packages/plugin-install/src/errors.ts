import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const installError = declareErrors({
  /** A folder of `dev_overrides` in the CLI configuration holds no program of that provider. Build it there, or take the entry out. */
  "dev-override-without-program": "Invalid provider dev override",
  /** A provider that lies beside the configuration has no program there, or modules name several folders for it. Build it, or correct the source. */
  "local-provider-unusable": "Local provider cannot be used",
  /** The CLI configuration names folders of programs for providers (`dev_overrides`). Nothing is wrong where you are writing these providers; else take the entries out. */
  "development-overrides-in-effect": "Provider development overrides are in effect",
  /** A module asks for a version of a provider that is part of the program, or for one that is no part of it. Take the version out, or correct the source. */
  "invalid-built-in-provider": "Invalid dependency on built-in provider",
  /** `providers lock` could not have a provider for one of the platforms; the message says why. Nothing was written. */
  "providers-not-retrieved-for-locking": "Could not retrieve providers for locking",
  /** `providers mirror` could not learn of the versions of a provider from its registry, or none of them fits. */
  "provider-not-available": "Provider not available",
  /** `providers mirror` could not have a version of a provider for one of the platforms; the message says why. */
  "provider-release-not-available": "Provider release not available",
  /** The folder of `providers mirror` is not there, as nothing was put into it, or its archives cannot be read. */
  "failed-to-update-indexes": "Failed to update indexes",
  /** The lock file names a provider twice. Remove one of the two blocks. */
  "duplicate-provider-lock": "Duplicate provider lock",
  /** A provider could not be fetched, or what came is not what it should be; the message says why. */
  "failed-to-install-provider": "Failed to install provider",
  /** Nobody who was asked has a version of the provider that all modules take. The message says who asked for what. */
  "failed-to-query-available-provider-packages": "Failed to query available provider packages",
  /** What is installed is not what the lock file says, or nothing is. Run `init`. */
  "required-plugins-are-not-installed": "Required plugins are not installed",
  /** The lock file names no version of a provider that the configuration needs. Run `init`. */
  "inconsistent-lock-file": "Inconsistent dependency lock file",
  /** The lock file has hashes for this platform alone, as no signed list of others was to be had. Nothing need be done where all work on one platform. */
  "incomplete-lock-file": "Incomplete lock file information for providers",
  /** An entry of the lock file's hashes is none. Restore the file from version control, or remove the block and run `init`. */
  "invalid-locked-hash": "Invalid provider hash string",
  /** The lock file's hashes are no list with something in it. Restore the file from version control. */
  "invalid-locked-hashes": "Invalid provider hash set",
  /** The lock file's constraints are none, or not written as they are written there. Restore the file from version control. */
  "invalid-locked-constraints": "Invalid provider version constraints",
  /** The lock file names something that is no source of a provider, or one that is built in. Remove the block. */
  "invalid-locked-source": "Invalid provider source address",
  /** The lock file's version is none, or not written as it is written there. Restore the file from version control. */
  "invalid-locked-version": "Invalid provider version number",
  /** `init` may not change the lock file (`-lockfile=readonly`), and knows more hashes than that has. Run it without the flag to keep them. */
  "lock-file-not-updated": "Provider lock file not updated",
  /** The lock file speaks of modules, whose locks lie in a file of their own. */
  "locks-for-modules": "Dependency locks for modules are not yet supported",
  /** The lock file names a provider by a short name. Write it in full. */
  "non-normalized-locked-source": "Non-normalized provider source address",
  /** The lock file has something else where a text belongs. Restore it from version control. */
  "unsuitable-locked-value": "Unsuitable value type",
  /** `init` may not change the lock file (`-lockfile=readonly`), and would have to. Run it without the flag. */
  "lock-file-would-change": "Provider dependency changes detected",
});
