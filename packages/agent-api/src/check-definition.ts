/** What a check's `Definition` shows where all of its fields are shown, although none is set. */
export const EMPTY_CHECK_DEFINITION = {
  Interval: "0s",
  Timeout: "0s",
  DeregisterCriticalServiceAfter: "0s",
  HTTP: "",
  Header: null,
  Method: "",
  Body: "",
  TLSSkipVerify: false,
  TCP: "",
} as const;
