terraform {
  required_providers {
    tutti = {
      source = "tutti/process"
    }
  }
}

resource "tutti_process" "web" {
  command = ["node", "server.mjs"]
  environment = {
    PORT = "8080"
  }
  ports   = [8080]
  restart = "on-failure"
}

data "tutti_secret" "database" {
  path = "database/password"
}

ephemeral "tutti_secret" "database" {
  path = "database/password"
}

action "tutti_process_restart" "web" {
  config {
    id = tutti_process.web.id
  }
}
