import { expressionCases } from "../../testkit/expression-cases.ts";

// What Terraform 1.11 gives for each; those with unknown and secret values are worked out.
expressionCases([
  ['formatdate("EEE, DD MMM YYYY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z")', '"Tue, 02 Jan 2018 23:12:01 UTC"'],
  ["formatdate(\"h 'o''clock' aa, ZZZZZ\", \"2018-01-02T23:12:01-08:00\")", '"23 o\'clock pm, -08:00"'],
  ['formatdate("D/M/YY H:m:s ZZZ", "2009-12-31T00:05:06+01:30")', '"31/12/09 12:5:6 +0130"'],
  ['formatdate("MMMM EEEE", "2000-02-29T12:00:00Z")', '"February Tuesday"'],
  [
    'formatdate("MMMMM", "2000-02-29T12:00:00Z")',
    '! Invalid function argument: Invalid value for "format" parameter: invalid date format verb "MMMMM": month must be "M", "MM", "MMM", or "MMMM".',
  ],
  [
    'formatdate("ZZ", "2000-02-29T12:00:00Z")',
    '! Invalid function argument: Invalid value for "format" parameter: invalid date format verb "ZZ": timezone must be Z, ZZZZ, or ZZZZZ.',
  ],
  [
    'formatdate("A", "2000-02-29T12:00:00Z")',
    '! Invalid function argument: Invalid value for "format" parameter: invalid date format verb "A": must be "AA".',
  ],
  [
    'formatdate("EE", "2000-02-29T12:00:00Z")',
    '! Invalid function argument: Invalid value for "format" parameter: invalid date format verb "EE": day of week must either be "EEE" or "EEEE".',
  ],
  [
    'formatdate("é - x", "2000-02-29T12:00:00Z")',
    '! Invalid function argument: Invalid value for "format" parameter: invalid date format verb "x".',
  ],
  [
    'formatdate("YYYY", "2001-02-29T12:00:00Z")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: day out of range.',
  ],
  [
    'formatdate("YYYY", "2001-02-28T24:00:00Z")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: hour must be between 0 and 23 inclusive.',
  ],
  [
    'formatdate("YYYY", "2001-02-28T1:00:00Z")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: hour must have exactly two digits.',
  ],
  [
    'formatdate("YYYY", "2001-02-28T10:60:00Z")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: minute must have exactly two digits.',
  ],
  [
    'formatdate("YYYY", "2001-02-28T10:00:61Z")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "Z" as second.',
  ],
  [
    'formatdate("YYYY", "2001-02-28T10:00:00")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: end of string before UTC offset.',
  ],
  [
    'formatdate("YYYY", "2001-02-28T10:00:00+25:00")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: end of string before UTC offset.',
  ],
  [
    'formatdate("YYYY", "2001-02-28T10:00:00+24:00")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "+24:00" as UTC offset.',
  ],
  [
    'formatdate("YYYY", "2001-02-28T10:00:00Zx")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "x" as timestamp segment.',
  ],
  ['formatdate("YYYY", "2001-02-28T10:00:00.5Z")', '"2001"'],
  [
    'formatdate("YYYY", "2001-02-28T10:00:00,5Z")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "," as timestamp segment.',
  ],
  [
    'formatdate("YYYY", "2001-02-28 10:00:00Z")',
    "! Invalid function argument: Invalid value for \"time\" parameter: not a valid RFC3339 timestamp: missing required time introducer 'T'.",
  ],
  [
    'formatdate("YYYY", "2001/02/28")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: found "/02/28" where "-" is expected.',
  ],
  [
    'formatdate("YYYY", "")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: end of string before year.',
  ],
  [
    'formatdate("YYYY", "2001")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: end of string where "-" is expected.',
  ],
  [
    'formatdate("YYYY", "2001-2-28T10:00:00Z")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "2-28T10:00:00Z" as month.',
  ],
  [
    'formatdate("YYYY", "2001-02-28T10")',
    '! Invalid function argument: Invalid value for "time" parameter: not a valid RFC3339 timestamp: end of string where ":" is expected.',
  ],
  ['timeadd("2017-11-22T00:00:00Z", "10m")', '"2017-11-22T00:10:00Z"'],
  ['timeadd("2017-11-22T00:00:00Z", "-1h1m1.5s")', '"2017-11-21T22:58:58Z"'],
  ['timeadd("0001-01-01T00:00:00Z", "-24h")', '"0000-12-31T00:00:00Z"'],
  [
    'timeadd("2017-11-22T00:00:00Z", "")',
    '! Error in function call: Call to function "timeadd" failed: time: invalid duration "".',
  ],
  [
    'timeadd("2017-11-22T00:00:00Z", "1")',
    '! Error in function call: Call to function "timeadd" failed: time: missing unit in duration "1".',
  ],
  [
    'timeadd("2017-11-22T00:00:00Z", "x")',
    '! Error in function call: Call to function "timeadd" failed: time: invalid duration "x".',
  ],
  ['timeadd("2017-11-22T00:00:00Z", "1.h")', '"2017-11-22T01:00:00Z"'],
  ['timeadd("2017-11-22T00:00:00Z", ".5h")', '"2017-11-22T00:30:00Z"'],
  [
    'timeadd("2017-11-22T00:00:00Z", ".h")',
    '! Error in function call: Call to function "timeadd" failed: time: invalid duration ".h".',
  ],
  [
    'timeadd("2017-11-22T00:00:00Z", "1h 1m")',
    '! Error in function call: Call to function "timeadd" failed: time: unknown unit "h " in duration "1h 1m".',
  ],
  ['timeadd("2017-11-22T00:00:00Z", "0")', '"2017-11-22T00:00:00Z"'],
  [
    'timeadd("2017-11-22T00:00:00Z", "1000000000000h")',
    '! Error in function call: Call to function "timeadd" failed: time: invalid duration "1000000000000h".',
  ],
  ['timeadd("2017-11-22T00:00:00Z", "1µs")', '"2017-11-22T00:00:00Z"'],
  ['timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00+01:00")', "0"],
  ['timecmp("2017-11-22T00:00:00.1Z", "2017-11-22T00:00:00.2Z")', "-1"],
  ["timestamp()", '"2024-02-29T12:34:56Z"'],
  ["plantimestamp()", '"2024-02-29T00:00:00Z"'],
]);
