moved {
  from = terraform_data.old
  to   = terraform_data.new["a"]
}
moved {
  from = module.gone
  to   = module.kept[0]
}
removed {
  from = terraform_data.away
  lifecycle {
    destroy = true
  }
  provisioner "local-exec" {
    when    = destroy
    command = "echo ${self.id} ${each.key}"
  }
}
removed {
  from = module.dropped
  lifecycle {
    destroy = false
  }
}
import {
  to = terraform_data.new["b"]
  id = "id"
}
import {
  for_each = toset(["c", "d"])
  to       = terraform_data.brought[each.key]
  id       = "id-${each.value}"
}
resource "terraform_data" "new" {
  for_each = toset(["a", "b"])
}
resource "terraform_data" "brought" {
  for_each = { c = 1, d = 2 }
  input    = each.value
}
module "kept" {
  source = "./kept"
  count  = 1
}
