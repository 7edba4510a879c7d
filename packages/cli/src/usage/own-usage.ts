/** Usage texts in our own words, by the command's name; "tutti" becomes the name we were called by. */
export const OWN_USAGE: Readonly<Record<string, string>> = {
  version: `Usage: tutti [global options] version [options]

  Displays the version of Tutti and the provider versions selected here.

Options:

  -json       Print the versions as a JSON object.
`,
};
