import { type LanguageFeatures, PLAIN_LANGUAGE, WHOLE_LANGUAGE } from "@tutti/config";

/**
 * What the language has beyond Terraform 1.11, by the name that the program was
 * called by; every other name is ours. Flags that Terraform does not have are
 * marked where they are declared (`beyond` of cli's flags).
 */
const BY_NAME: Readonly<Record<string, LanguageFeatures>> = {
  terraform: PLAIN_LANGUAGE,
  // OpenTofu has no query, no rollouts, and no packages of npm.
  tofu: { ...WHOLE_LANGUAGE, lists: false, rollouts: false, providerPackages: false },
};

const OURS: LanguageFeatures = { ...WHOLE_LANGUAGE, tofuFiles: false };

/** The language that a program of this name speaks. */
export function languageOf({ calledAs }: { readonly calledAs?: string | undefined }): LanguageFeatures {
  return BY_NAME[calledAs ?? "tutti"] ?? OURS;
}
