import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const moduleError = declareErrors({
  /** The registry could not be asked, or refused; the message says why. Look at the network, the host and its credentials. */
  "error-accessing-module-registry": "Error accessing remote module registry",
  /** A package could not be fetched, or holds what no module may; the message says why. Correct the `source`, or ask who keeps it. */
  "failed-to-download-module": "Failed to download module",
  /** The folder behind `//` is not in the package, or its pattern fits more than one. Correct the `source`. */
  "failed-to-expand-subdir-globs": "Failed to expand subdir globs",
  /** What the registry named as the place of a package is none. Tell who keeps the registry. */
  "invalid-package-location-from-registry": "Invalid package location from module registry",
  /** The registry's answer does not follow its protocol. Tell who keeps the registry. */
  "invalid-response-from-module-registry": "Invalid response from remote module registry",
  /** The address of `-from-module` is of no kind that is fetched. Write it as the `source` of a module, or as a path. */
  "invalid-source-of-root-module": "Invalid module source address",
  /** Under the same address and version the package has another content than when it was fetched first. Find out why; `init -upgrade` takes the new one. */
  "module-content-changed": "Module has changed under its version",
  /** The content of a package is another one, and `-upgrade` took it. Nothing is to be done. */
  "module-content-taken": "Module has changed under its version",
  /** The file that keeps the hashes of modules is damaged. Restore it from version control, or remove it to begin anew. */
  "module-lock-unreadable": "Invalid lock file of modules",
  /** The registry knows no version of the module. Correct the `source`. */
  "module-has-no-versions": "Module has no versions",
  /** The registry does not know the module. Correct the `source`. */
  "module-not-found-in-registry": "Module not found",
  /** The registry has no version that the constraint of the call takes. Correct `version`. */
  "unresolvable-module-version-constraint": "Unresolvable module version constraint",
});
