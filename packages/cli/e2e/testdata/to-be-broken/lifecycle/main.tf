variable "n" {
  default = 2
}

resource "terraform_data" "base" {
  count = var.n
  input = { index = count.index, tags = { a = "b" } }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [input, triggers_replace]
    precondition {
      condition     = var.n > 0
      error_message = "None."
    }
    postcondition {
      condition     = self.id != ""
      error_message = "No id in ${self.id}."
    }
  }

}
resource "terraform_data" "next" {
  input      = terraform_data.base[0].output
  depends_on = [terraform_data.base]

  lifecycle {
    prevent_destroy      = false
    ignore_changes       = all
    replace_triggered_by = [terraform_data.base[0].id, terraform_data.base[1]]
  }

  connection {
    type = "ssh"
    host = self.id
    user = "root"
  }

  provisioner "local-exec" {
    command     = "echo ${self.id}"
    when        = destroy
    on_failure  = continue
    interpreter = ["sh", "-c"]
    environment = { A = "b" }
  }
  provisioner "remote-exec" {
    inline = ["true"]
  }
  provisioner "file" {
    content     = "c"
    destination = "/tmp/${self.output.index}"
    connection {
      host = "h"
    }
  }
}

check "health" {
  data "terraform_remote_state" "seen" {
    backend = "local"
    config  = { path = "seen.tfstate" }
  }
  assert {
    condition     = data.terraform_remote_state.seen.outputs != null
    error_message = "Nothing seen."
  }
}

output "last" {
  value      = terraform_data.next.output
  depends_on = [terraform_data.base]
  ephemeral  = false
}
