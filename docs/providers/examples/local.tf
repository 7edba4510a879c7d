resource "local_file" "page" {
  filename = "${path.module}/page.html"
  content  = "<h1>Hello</h1>"
}

resource "local_sensitive_file" "key" {
  filename        = "${path.module}/key.pem"
  content         = "secret"
  file_permission = "0600"
}

data "local_file" "page" {
  filename = local_file.page.filename
}

data "local_sensitive_file" "key" {
  filename = local_sensitive_file.key.filename
}

data "local_command" "now" {
  command   = "date"
  arguments = ["+%Y"]
}

ephemeral "local_command" "token" {
  command   = "cat"
  arguments = ["token"]
}

action "local_command" "tell" {
  config {
    command   = "echo"
    arguments = ["done"]
  }
}

output "site_is_there" {
  value = provider::local::direxists("${path.module}/site")
}
