resource "time_static" "made" {}

resource "time_offset" "next_week" {
  offset_days = 7
}

resource "time_rotating" "monthly" {
  rotation_days = 30
}

resource "time_sleep" "settle" {
  create_duration = "5s"
}

output "year" {
  value = provider::time::rfc3339_parse("2024-02-03T04:05:06Z").year
}

output "from_unix" {
  value = provider::time::unix_timestamp_parse(1706933106).rfc3339
}

output "an_hour_and_a_half" {
  value = provider::time::duration_parse("1h30m").minutes
}
