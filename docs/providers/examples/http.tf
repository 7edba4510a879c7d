data "http" "health" {
  url                = "http://127.0.0.1:8080/health"
  request_timeout_ms = 2000

  retry {
    attempts = 3
  }

  lifecycle {
    postcondition {
      condition     = self.status_code == 200
      error_message = "It is not well."
    }
  }
}
